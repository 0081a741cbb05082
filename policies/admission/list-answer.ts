import { addDays, type LocalDate } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import type { ListAgency } from '../../domain/list.ts';
import type { CoveredFacts } from '../../domain/stay.ts';
import type { Authority, SchemeVersion } from '../engine/scheme-version.ts';
import { determines, standings } from './list-standing.ts';
import { type KeptList, type ListWord, listWords } from './list-words.ts';

/** The lists of the county, and the version of each that serves. */
export interface ServingLists {
  readonly lists: readonly KeptList[];
  readonly served: readonly {
    readonly listId: ListId;
    readonly asOf: LocalDate;
    readonly ageLimitDays: number;
  }[];
}

/** What the lists say of a person, asked for an admission on that day. */
type Asked = Pick<CoveredFacts, 'admittedOn' | 'categories' | 'endedCategories' | 'withoutNumber'>;

/** What the lists answer for a decision. */
export interface ListAnswer {
  /** Undefined: nobody is named, and a list that could name the person is too old, or never served, or none can name whoever has no resident number; that is no answer. */
  readonly words: readonly ListWord[] | undefined;
  /** The list whose age makes the answer doubtful. */
  readonly doubtful: { readonly listId: ListId | null; readonly agency: ListAgency } | null;
}

/** The lists' words on a person, by the scheme that decides. The silence of an old list refuses nobody. */
export function listAnswer(scheme: SchemeVersion, stay: Asked, { lists, served }: ServingLists): ListAnswer {
  const words = listWords(stay, lists);
  const found = standings(scheme, words, stay.admittedOn);
  const said = found.filter((one) => one.kind === 'held' || one.standsFor === 'review');
  const isFresh = freshOn(scheme, stay);
  if (said.length > 0) {
    const held = said.flatMap((one) => (one.kind === 'held' ? one.by : []));
    const [first] = held;
    const agency = lists.find(({ listId }) => listId === first?.listId)?.agency ?? null;
    const old = agency !== null && !held.some((word) => isFresh(word.listAsOf, word.listAgeLimitDays));
    return { words, doubtful: old ? { listId: first?.listId ?? null, agency } : null };
  }
  const kept = new Map<string, KeptList>(lists.map((list) => [list.listId, list]));
  // Lists name people by resident numbers: their silence says nothing of somebody without one.
  if (stay.withoutNumber) return { words: undefined, doubtful: null };
  for (const authority of scheme.authorities) {
    const theirs = served.filter((list) => determinesBy(authority, scheme.region, kept.get(list.listId)));
    if (theirs.some((list) => isFresh(list.asOf, list.ageLimitDays))) continue;
    const newest = theirs.toSorted((a, b) => (a.asOf < b.asOf ? 1 : -1))[0];
    return { words: undefined, doubtful: { listId: newest?.listId ?? null, agency: authority.agency } };
  }
  return { words, doubtful: null };
}

function freshOn({ listAgeLimitDays }: SchemeVersion, { admittedOn }: Asked) {
  const limit = listAgeLimitDays ?? 0;
  return (asOf: LocalDate | undefined, ownLimit = limit): boolean =>
    asOf !== undefined && asOf >= addDays(admittedOn, -Math.min(ownLimit, limit));
}

function determinesBy(authority: Authority, region: string, list: KeptList | undefined): boolean {
  if (list === undefined) return false;
  return determines(authority, region, { agency: list.agency, division: list.division });
}
