import { z } from 'zod';
import { entryOf } from '../../domain/entry.ts';
import type { ApiDeps } from '../deps.ts';
import type { ItemAnswer } from './answers.ts';
import { momentOf } from './criteria.ts';
import { lastName, present } from './names.ts';
import { pageShape } from './pages.ts';
import { frameFaults, Rejected, type RejectionKey, rejectionOf } from './rejections.ts';

/** One request of a message whose frame was found right. */
export interface Request {
  readonly reference_id: string;
  readonly criteria: Readonly<Record<string, unknown>>;
}

/** What became of each request; `unreadable` is the first one when not one of them had a frame that could be read. */
export interface Answers<Item extends ItemAnswer = ItemAnswer> {
  readonly items: readonly Item[];
  readonly unreadable: ItemAnswer | undefined;
}

const frame = z.looseObject({});
const reference = z.string().min(1).max(99);

/** Members of a request's criteria; whatever else stands there would have to be passed over, so it is turned away. */
const criteriaMembers = {
  search: new Set([
    ...['version', 'reg_type', 'reg_event_type', 'reg_record_type', 'response_entity'],
    ...['query_type', 'query', 'sort', 'pagination', 'consent', 'authorize'],
  ]),
  subscribe: new Set([
    ...['version', 'reg_type', 'reg_event_type', 'notify_record_type', 'frequency'],
    ...['filter_type', 'filter', 'consent', 'authorize'],
  ]),
} as const;
type Kind = keyof typeof criteriaMembers;

/** Answers each request of a message by itself, in order; one that is turned away does not keep back the others. */
export async function answerEach<Value extends object>(
  deps: Pick<ApiDeps, 'clock'>,
  requests: readonly unknown[],
  about: {
    readonly kind: Kind;
    readonly answer: (request: Request) => Promise<Value>;
    /** Hears of each rejection. */
    readonly rejected: (key: RejectionKey, request: Request | undefined) => Promise<void>;
  },
): Promise<Answers<ItemAnswer & Partial<Value>>> {
  const seen = new Set<string>();
  const items: (ItemAnswer | (ItemAnswer & Value))[] = [];
  let readable = false;
  for (const raw of requests) {
    let request: Request | undefined;
    const item = present(frame.safeParse(raw).data ?? {});
    const named = reference.safeParse(item.reference_id).data;
    const told = { reference_id: named ?? '', timestamp: deps.clock.now() };
    try {
      if (named === undefined) throw new Rejected('reference-invalid');
      if (seen.has(named)) throw new Rejected('reference-twice');
      seen.add(named);
      request = { reference_id: named, criteria: frameOf(item, about.kind) };
      items.push({ ...told, status: 'succ', ...(await about.answer(request)) });
      readable = true;
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      await about.rejected(error.key, request);
      readable ||= !frameFaults.has(error.key);
      items.push({ ...told, ...rejectionOf(error.key, about.kind) });
    }
  }
  return { items: items as (ItemAnswer & Partial<Value>)[], unreadable: readable ? undefined : items[0] };
}

/** What both kinds of criteria share is checked here. Throws Rejected. */
function frameOf(item: Readonly<Record<string, unknown>>, kind: Kind): Readonly<Record<string, unknown>> {
  const { timestamp, locale, pagination } = item;
  if (momentOf(timestamp) === undefined) throw new Rejected('timestamp-invalid');
  if (locale !== undefined && (typeof locale !== 'string' || !/^[a-z]{3}$/.test(locale)))
    throw new Rejected('locale-invalid');
  const given = frame.safeParse(entryOf(item, `${kind}_criteria`)).data;
  if (given === undefined) throw new Rejected('criteria-missing');
  const criteria = present(given);
  // The public conformance suite writes it beside the criteria, where the standard has no place for it.
  const beside = kind === 'search' && pagination !== undefined;
  if (beside && !(pageShape.safeParse(pagination).success && criteria.pagination === undefined))
    throw new Rejected('page-beside');
  const framing = new Set(['reference_id', 'timestamp', 'locale', `${kind}_criteria`]);
  if (beside) framing.add('pagination');
  if (!knownOnly(item, framing) || !knownOnly(criteria, criteriaMembers[kind]))
    throw new Rejected('member-unknown');
  const { version, reg_type: registry } = criteria;
  if (version !== undefined && version !== '1.0.0') throw new Rejected('version-unsupported');
  if (
    registry !== undefined &&
    !(typeof registry === 'string' && /^social(_registry)?$/i.test(lastName(registry)))
  )
    throw new Rejected('registry-type-unknown');
  return beside ? { ...criteria, pagination } : criteria;
}

/** True when every member is known, or says what JSON-LD says of all. */
function knownOnly(members: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): boolean {
  return Object.keys(members).every((name) => known.has(name) || name.startsWith('@'));
}
