import { z } from 'zod';
import { isLocalDate } from '../../domain/dates.ts';
import type { RecordFound } from '../../domain/record-answers.ts';
import type { Answer } from '../answer.ts';
import type { Asked, RawReply } from '../call.ts';
import { askedIn, notOurs, readReply, unknown, unlisted } from '../reply.ts';

/** Question of the credit system: certificate, name, and the business it is for. */
export const creditCheck = z.strictObject({
  certNo: z.string().length(18),
  fullName: z.string().min(1),
  useFor: z.literal('ADMISSION'),
});

const reply = z.object({
  status: z.string(),
  certNo: z.string(),
  fullName: z.string(),
  credit: z
    .object({
      level: z.string(),
      recordNo: z.string().nullish(),
      recordedOn: z.string().nullish(),
      matches: z.int().min(0).nullish(),
    })
    .nullish(),
});

/** Reads a person's medical credit: good, bad since a day, or several whom the system cannot tell apart. */
export function readCredit(raw: RawReply, asked: Asked): Answer<RecordFound> {
  const read = readReply(raw, reply);
  if (read.kind === 'unknown') return read;
  const { certNo, fullName } = askedIn(asked, creditCheck);
  const { status, credit } = read.message;
  const foreign = notOurs(
    { certNo: read.message.certNo, fullName: read.message.fullName },
    { certNo, fullName },
  );
  if (foreign !== undefined) return foreign;
  if (read.status !== 200 || status !== 'OK') return unlisted('status', status);
  switch (credit?.level) {
    case 'GOOD':
      return { kind: 'done', value: { kind: 'not-listed' } };
    case 'SEVERAL':
      return { kind: 'done', value: { kind: 'same-name', count: credit.matches ?? 2 } };
    case 'BAD': {
      const since = dashed(credit.recordedOn ?? '');
      if (!credit.recordNo || !isLocalDate(since)) return unknown('unreadable');
      return { kind: 'done', value: { kind: 'listed', since, number: credit.recordNo } };
    }
    case undefined:
      return unknown('unreadable');
    default:
      return unlisted('credit.level', credit?.level);
  }
}

function dashed(day: string): string {
  return day.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
}
