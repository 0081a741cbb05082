import { z } from 'zod';
import { isLocalDate } from '../../domain/dates.ts';
import { plainIdentityNumber } from '../../domain/identity-number.ts';
import { zeroFen } from '../../domain/money.ts';
import type { Answer } from '../answer.ts';
import type { Asked, RawReply } from '../call.ts';
import { wireFen } from '../json-call.ts';
import { askedIn, notOurs, readReply, unknown, unlisted } from '../reply.ts';
import { lineQuery } from './forms.ts';
import type { CreditLineState } from './port.ts';

const lineReply = z.object({
  result: z.string(),
  idNumber: z.string().nullish(),
  line: z
    .object({
      state: z.string(),
      openedOn: z.string(),
      limitFen: wireFen,
      availableFen: wireFen,
      mandateSignedOn: z.string().nullish(),
      cardBound: z.boolean().nullish(),
      holds: z.boolean().nullish(),
    })
    .nullish(),
});

/** Reads a credit line; a frozen one has nothing available, a closed one is none. A bank that does not speak of mandate, card or holding has none of them. */
export function readLine(reply: RawReply, asked: Asked): Answer<CreditLineState | null> {
  const read = readReply(reply, lineReply);
  if (read.kind === 'unknown') return read;
  const foreign = notOurs(
    { idNumber: read.message.idNumber && plainIdentityNumber(read.message.idNumber) },
    { idNumber: askedIn(asked, lineQuery).idNumber },
  );
  if (foreign !== undefined) return foreign;
  const { result, line } = read.message;
  if (result === 'none') return { kind: 'done', value: null };
  if (result !== 'line') return unlisted('result', result);
  if (!line || !isLocalDate(line.openedOn)) return unknown('unreadable');
  const { openedOn, limitFen, availableFen, mandateSignedOn = null, cardBound = false, holds = false } = line;
  if (mandateSignedOn !== null && !isLocalDate(mandateSignedOn)) return unknown('unreadable');
  const facts = { openedOn, limitFen, mandateSignedOn, cardBound: cardBound === true, holds: holds === true };
  switch (line.state) {
    case 'open':
      return { kind: 'done', value: { ...facts, availableFen } };
    case 'frozen':
      return { kind: 'done', value: { ...facts, availableFen: zeroFen } };
    case 'closed':
      return { kind: 'done', value: null };
    default:
      return unlisted('line.state', line.state);
  }
}
