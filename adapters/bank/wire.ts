import { z } from 'zod';
import { isLocalDate } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import { plainIdentityNumber } from '../../domain/identity-number.ts';
import { zeroFen } from '../../domain/money.ts';
import type { RefusalCode } from '../../domain/refusals.ts';
import type { Answer, Found } from '../answer.ts';
import type { Asked, RawReply } from '../call.ts';
import { wireFen } from '../json-call.ts';
import { askedIn, notOurs, readReply, unknown } from '../reply.ts';
import type { CreditLineState, DrawTaken } from './port.ts';

export const lineQuery = z.strictObject({ idNumber: z.string().length(18), name: z.string().min(1) });

/** A draw; `drawKey` is the business key, the same on every resend. */
export const drawForm = z.strictObject({
  drawKey: z.string().min(1),
  idNumber: z.string().length(18),
  name: z.string().min(1),
  amountFen: z.int().min(1),
});

const lineReply = z.object({
  result: z.string(),
  idNumber: z.string().nullish(),
  line: z
    .object({ state: z.string(), openedOn: z.string(), limitFen: wireFen, availableFen: wireFen })
    .nullish(),
});

/** Reads a credit line; a frozen one has nothing available, a closed one is none. */
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
  if (result !== 'line') return unknown('unlisted-code');
  if (!line || !isLocalDate(line.openedOn)) return unknown('unreadable');
  const { openedOn, limitFen, availableFen } = line;
  switch (line.state) {
    case 'open':
      return { kind: 'done', value: { openedOn, limitFen, availableFen } };
    case 'frozen':
      return { kind: 'done', value: { openedOn, limitFen, availableFen: zeroFen } };
    case 'closed':
      return { kind: 'done', value: null };
    default:
      return unknown('unlisted-code');
  }
}

const rejections: Readonly<Record<string, RefusalCode>> = {
  LIMIT_EXCEEDED: 'credit-limit-exceeded',
  NO_LINE: 'credit-line-missing',
  LINE_FROZEN: 'credit-line-frozen',
  KEY_REUSED: 'draw-key-reused',
};

const drawReply = z.object({
  result: z.string(),
  drawKey: z.string().nullish(),
  reason: z.string().nullish(),
  drawNo: z.string().nullish(),
  drawnFen: wireFen.nullish(),
  drawnOn: z.string().nullish(),
  availableFen: wireFen.nullish(),
});

/** Reads the answer to a draw: the amount that was asked for, or an explicit no. */
export function readDraw(reply: RawReply, asked: Asked): Answer<DrawTaken> {
  const read = readReply(reply, drawReply);
  if (read.kind === 'unknown') return read;
  const foreign = notOurs(read.message, { drawKey: asked.header.key });
  if (foreign !== undefined) return foreign;
  const { result, reason, drawNo, drawnFen, drawnOn, availableFen } = read.message;
  if (result === 'rejected') {
    const code = entryOf(rejections, reason ?? '');
    return code === undefined ? unknown('unlisted-code') : { kind: 'refused', code };
  }
  if (result !== 'drawn') return unknown('unlisted-code');
  if (!drawNo || drawnFen == null || availableFen == null || !drawnOn || !isLocalDate(drawnOn))
    return unknown('unreadable');
  // The bank draws the whole or nothing: another amount is another draw's.
  const other = notOurs({ drawnFen }, { drawnFen: String(askedIn(asked, drawForm).amountFen) });
  if (other !== undefined) return other;
  return { kind: 'done', value: { drawRef: drawNo, drawnFen, drawnOn, availableFen } };
}

/** Reads what became of a draw key. */
export function readFind(reply: RawReply, asked: Asked): Found<DrawTaken> {
  const read = readReply(reply, drawReply);
  if (read.kind !== 'message' || read.message.result !== 'not-found') return readDraw(reply, asked);
  return notOurs(read.message, { drawKey: asked.header.key }) ?? { kind: 'no-record' };
}
