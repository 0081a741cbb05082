import { addDays } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import type { ListAgency } from '../../domain/list.ts';
import type { CoveredFacts } from '../../domain/stay.ts';
import { determines, standings } from '../../policies/admission/list-standing.ts';
import type { Authority, SchemeVersion } from '../../policies/engine/scheme-version.ts';
import type { ListFreshness, MembershipStore } from '../../store/lists/memberships.ts';
import type { PartyStore, PopulationList } from '../../store/register/parties.ts';
import { type ListWord, listWords } from './list-words.ts';

/** What the lists answer for a decision. */
export interface ListAnswer {
  /** Undefined: nobody is named, and a list that could name the person is too old, or never served; that is no answer. */
  readonly words: readonly ListWord[] | undefined;
  /** The list whose age makes the answer doubtful. */
  readonly doubtful: { readonly listId: ListId | null; readonly agency: ListAgency } | null;
}

/** The lists' words on the person of a stay, by the scheme that decides it. The silence of an old list refuses nobody. */
export async function listAnswer(
  {
    memberships,
    register,
  }: { readonly memberships: MembershipStore; readonly register: Pick<PartyStore, 'lists'> },
  scheme: SchemeVersion,
  stay: CoveredFacts,
): Promise<ListAnswer> {
  const [lists, served] = await Promise.all([register.lists(), memberships.freshness()]);
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
  const kept = new Map<string, PopulationList>(lists.map((list) => [list.listId, list]));
  for (const authority of scheme.authorities) {
    const theirs = served.filter((list) => determinesBy(authority, scheme.region, kept.get(list.listId)));
    if (theirs.some((list) => isFresh(list.asOf, list.ageLimitDays))) continue;
    const newest = theirs.toSorted((a, b) => (a.asOf < b.asOf ? 1 : -1))[0];
    return { words: undefined, doubtful: { listId: newest?.listId ?? null, agency: authority.agency } };
  }
  return { words, doubtful: null };
}

function freshOn({ listAgeLimitDays }: SchemeVersion, { admittedOn }: CoveredFacts) {
  const limit = listAgeLimitDays ?? 0;
  return (asOf: ListFreshness['asOf'] | undefined, ownLimit = limit): boolean =>
    asOf !== undefined && asOf >= addDays(admittedOn, -Math.min(ownLimit, limit));
}

function determinesBy(authority: Authority, region: string, list: PopulationList | undefined): boolean {
  if (list === undefined) return false;
  return determines(authority, region, { agency: list.agency, division: list.division });
}
