import { z } from 'zod';
import { instant } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import type { InsurerRegions } from '../../domain/insurer-region.ts';
import type { Answer } from '../answer.ts';
import type { RawReply } from '../call.ts';
import { type Understood, understoodPerson, understoodReversal, understoodSettlement } from './understood.ts';
import { readClaim, readFollow } from './wire/claim.ts';
import { readCodeTable } from './wire/code-table.ts';
import { readFees } from './wire/fees.ts';
import { readFiling } from './wire/filing.ts';
import { parseDigits, type Question } from './wire/opened.ts';
import { isReversal, readPreSettlement, readReversal } from './wire/other-settlements.ts';
import { readPerson } from './wire/person.ts';
import { readDetail, readTotal } from './wire/reconciliation.ts';
import { readReversed } from './wire/reversal.ts';
import { isObject, textIn } from './wire/rows.ts';
import { readSettlement } from './wire/settlement.ts';
import { readFoundSettlement } from './wire/settlement-query.ts';
import { readVisitUndo } from './wire/undo.ts';
import { readAdmission, readDischarge } from './wire/visit.ts';
import { readRegistered } from './wire/visit-query.ts';

const captured = z.looseObject({
  transaction: z.string().min(1),
  askedAtDivision: z.string().min(1),
  httpStatus: z.string().default('200'),
  request: z.unknown().optional(),
  reply: z.unknown().optional(),
});

/** What one captured reply would be understood as. */
export interface CheckedReply {
  readonly kind: 'done' | 'refused' | 'unknown';
  readonly value?: unknown;
  /** The hub's code of a refusal, or why nothing follows. */
  readonly code?: string;
  /** The platform's own words. */
  readonly text?: string;
  /** What exactly is missing, unlisted or contradictory. */
  readonly missing?: readonly string[];
  /** False where the file holds no request: the reply could not be held against its question. */
  readonly compared?: boolean;
}

type Read = (reply: RawReply, question: Question) => Understood;

const plain =
  <Value>(read: (reply: RawReply, question: Question) => Answer<Value>): Read =>
  (reply, question) => ({ answer: read(reply, question), missing: [] });

/** Readers by transaction; those of the product wherever it has the transaction. */
const transactionReaders: Readonly<Record<string, Read>> = {
  '1101': (reply, question) => understoodPerson(readPerson(reply, question)),
  '1901': plain(readCodeTable),
  '2401': plain(readAdmission),
  '2402': plain(readDischarge),
  '2301': plain(readFees),
  '2302': plain(readVisitUndo),
  '2303': (reply, question) => understoodSettlement(readPreSettlement(reply, question), 'pre-settlement'),
  '2304': settled,
  '2305': (reply, question) => understoodReversal(readReversal(reply, question)),
  '2404': plain(readVisitUndo),
  '2405': plain(readVisitUndo),
  '2501': plain(readFiling),
  '2507': plain(readFiling),
  '2601': plain(readReversed),
  '3201': plain(readTotal),
  '3202': plain(readDetail),
  '3203A': plain(readClaim),
  '5201': plain(readRegistered),
  '5203': (reply, question) => understoodSettlement(readFoundSettlement(reply, question), 'settled'),
  '3209A': plain(readFollow),
};

/** Reads the text of one file `{ transaction, askedAtDivision, httpStatus, request?, reply }` by the tables of the division that was asked, on the request's day or else on `day`. Never throws. */
export function checkCaptured(text: string, regions: InsurerRegions, day: string): CheckedReply {
  const file = captured.safeParse(quietly(text));
  if (!file.success) {
    const missing = file.error.issues.map(({ path }) => path.join('.') || 'json');
    return { kind: 'unknown', code: 'file-unreadable', missing };
  }
  const { transaction, reply, request, httpStatus } = file.data;
  const read = entryOf(transactionReaders, transaction);
  if (read === undefined) return { kind: 'unknown', code: 'transaction-not-read', missing: ['transaction'] };
  const body = typeof reply === 'string' ? reply : JSON.stringify(reply ?? null);
  const raw: RawReply = { kind: 'reply', status: Number(httpStatus), body };
  const said = wordsIn(reply);
  const compared = request === undefined || request === null ? { compared: false } : {};
  const understood = read(raw, questionOf(file.data, regions, day));
  const stale = 'compared' in compared ? ofAnotherDay(reply) : [];
  if (understood.answer.kind === 'done' && stale.length > 0)
    return { kind: 'unknown', code: 'another-question', missing: stale, ...compared };
  return { ...shown(understood), ...said, ...compared };
}

function shown({ answer, missing, person }: Understood): CheckedReply {
  const lacks = missing.length === 0 ? {} : { missing };
  switch (answer.kind) {
    case 'done':
      return { kind: 'done', value: answer.value, ...lacks };
    case 'refused':
      return { kind: 'refused', code: answer.code, ...(person === undefined ? {} : { value: person }) };
    case 'pending':
      return { kind: 'done', value: { pending: true } };
    case 'unknown': {
      const { reason, differs = [] } = answer;
      const all = [...differs, ...(answer.missing ?? [])];
      const named = all.length === 0 ? {} : { missing: all };
      // An explicit no of whoever stands before the insurer: nothing happened there.
      return { kind: reason === 'our-setting' ? 'refused' : 'unknown', code: reason, ...named };
    }
  }
}

/** A settlement, or what wears its form: one that is only tried has no number, one that is taken back is negative. */
function settled(reply: RawReply, question: Question): Understood {
  if (isReversal(reply, question)) return understoodReversal(readReversal(reply, question));
  const answer = readSettlement(reply, question);
  const absent = answer.kind === 'unknown' ? (answer.missing ?? []) : [];
  if (absent.length === 0 || absent.some((field) => field !== 'setlinfo.setl_id'))
    return understoodSettlement(answer, 'settled');
  const tried = understoodSettlement(readPreSettlement(reply, question), 'pre-settlement');
  return { answer: tried.answer, missing: [...absent, ...tried.missing] };
}

/** The question as the product would have kept it; of a file without a request only whom it was asked of. */
function questionOf(
  { request, askedAtDivision }: z.infer<typeof captured>,
  regions: InsurerRegions,
  day: string,
): Question {
  const written = typeof request === 'string' ? quietly(request) : request;
  const asked = isObject(written) ? written : {};
  const input = entryOf(asked, 'input') ?? (textIn(asked, 'infno') === null ? asked : {});
  const on = /^\d{4}-\d\d-\d\d/.exec(textIn(asked, 'inf_time') ?? '')?.[0] ?? day;
  const msgid = textIn(asked, 'msgid') ?? '';
  const body = JSON.stringify({
    msgid,
    mdtrtarea_admvs: askedAtDivision,
    input: isObject(input) ? input : {},
  });
  const header = { key: '', messageId: msgid, at: instant(`${on}T00:00:00+08:00`) };
  return { asked: { body, header }, regions };
}

/** Without a request: a settlement names the message that made it, and that message names its day. Another day's is another stay's. */
function ofAnotherDay(reply: unknown): readonly string[] {
  const output = isObject(reply) ? entryOf(reply, 'output') : undefined;
  const info = isObject(output) ? entryOf(output, 'setlinfo') : undefined;
  if (!isObject(info)) return [];
  const message = /^\w{12}(\d{4})(\d\d)(\d\d)\d{10}$/.exec(textIn(info, 'medins_setl_id') ?? '');
  const settledOn = (textIn(info, 'setl_time') ?? '').slice(0, 10);
  if (message === null || !/^\d{4}-\d\d-\d\d$/.test(settledOn)) return [];
  const sentOn = message.slice(1, 4).join('-');
  const apartMs = Math.abs(Date.parse(settledOn) - Date.parse(sentOn));
  return apartMs <= 86_400_000 ? [] : [`setlinfo.medins_setl_id: ${sentOn} / ${settledOn}`];
}

function wordsIn(reply: unknown): { readonly text?: string } {
  const words = isObject(reply) ? (textIn(reply, 'err_msg') ?? textIn(reply, 'message')) : null;
  return words === null ? {} : { text: words };
}

function quietly(text: string): unknown {
  try {
    return parseDigits(text);
  } catch {
    return undefined;
  }
}
