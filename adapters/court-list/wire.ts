import { z } from 'zod';
import { isLocalDate } from '../../domain/dates.ts';
import type { RecordFound } from '../../domain/record-answers.ts';
import type { Answer } from '../answer.ts';
import type { Asked, RawReply } from '../call.ts';
import { askedIn, notOurs, readReply, unknown, unlisted } from '../reply.ts';

/** Question of the list: a name, the whole number, and what for. */
export const defaulterQuery = z.strictObject({
  pName: z.string().min(1),
  pCardNum: z.string().length(18),
  purpose: z.literal('先诊疗后付费入院核查'),
});

const row = z.object({
  iname: z.string(),
  // The public list covers some characters of the number; an old entry has none at all.
  cardNum: z.string().nullish(),
  caseCode: z.string().min(1),
  publishDate: z.string(),
});
const reply = z.object({
  code: z.string(),
  query: z.object({ pName: z.string(), pCardNum: z.string() }),
  result: z.array(row).nullish(),
});
type Row = z.infer<typeof row>;

/**
 * Reads the entries of a name. One whose uncovered characters are those of the number is the person's; others of the name are not; one
 * without a number could be anybody's, and a person judges.
 */
export function readDefaulters(raw: RawReply, asked: Asked): Answer<RecordFound> {
  const read = readReply(raw, reply);
  if (read.kind === 'unknown') return read;
  const { pName, pCardNum } = askedIn(asked, defaulterQuery);
  const { code, query, result } = read.message;
  const foreign = notOurs(query, { pName, pCardNum });
  if (foreign !== undefined) return foreign;
  if (code === '404') return { kind: 'done', value: { kind: 'not-listed' } };
  if (read.status !== 200 || code !== '200') return unlisted('code', code);
  if (!result) return unknown('unreadable');
  const [own] = result
    .filter((one) => one.iname === pName && isNumberOf(one, pCardNum))
    .toSorted((a, b) => (dayOf(a) < dayOf(b) ? -1 : 1));
  if (own !== undefined) {
    const since = dayOf(own);
    if (!isLocalDate(since)) return unknown('unreadable');
    return { kind: 'done', value: { kind: 'listed', since, number: own.caseCode } };
  }
  const unnumbered = result.filter(({ iname, cardNum }) => iname === pName && !cardNum);
  if (unnumbered.length > 0) return { kind: 'done', value: { kind: 'same-name', count: unnumbered.length } };
  return { kind: 'done', value: { kind: 'not-listed' } };
}

/** At least the division and the last four characters are open; what is covered says nothing. */
function isNumberOf({ cardNum }: Row, number: string): boolean {
  if (cardNum?.length !== number.length || cardNum.replaceAll('*', '').length < 10) return false;
  return [...cardNum].every((open, at) => open === '*' || open === number[at]);
}

/** `2023年05月01日` as a day with dashes. */
function dayOf({ publishDate }: Row): string {
  return publishDate.replace(/^(\d{4})年(\d\d)月(\d\d)日$/, '$1-$2-$3');
}
