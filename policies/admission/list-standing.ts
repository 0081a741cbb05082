import type { LocalDate } from '../../domain/dates.ts';
import { coarseness, liesIn } from '../codes/codes.ts';
import type { DecisionRequest } from '../engine/requests.ts';
import type { Authority, SchemeVersion } from '../engine/scheme-version.ts';

/** One list's word on one category of a person. */
export type NamedCategory = NonNullable<DecisionRequest['categories']>[number];
type ListKeeper = NonNullable<NamedCategory['listedBy']>;

/** What all lists together say of one category on a day, by the scheme's authorities. */
export type Standing<Named extends NamedCategory = NamedCategory> = {
  readonly code: string;
  readonly authority: Authority;
  /** The lists whose word it is; of those that determine the category the nearest place first. */
  readonly by: readonly Named[];
} & (
  | { readonly kind: 'held' }
  | {
      readonly kind: 'disputed';
      readonly because: 'other-agency' | 'elsewhere' | 'removed';
      readonly standsFor: 'review' | 'nothing';
    }
);

/**
 * Who is in a category is said by the list of the office that determines it, the nearest place first. What only another
 * office names, or what the nearer list of that office has struck out, is disputed. Categories that the scheme does not
 * speak of have no standing; a word whose list is not stated counts as the right office's.
 */
export function standings<Named extends NamedCategory>(
  { authorities, region }: Pick<SchemeVersion, 'authorities' | 'region'>,
  words: readonly Named[],
  day: LocalDate,
): readonly Standing<Named>[] {
  const found: Standing<Named>[] = [];
  for (const [index, { code }] of words.entries()) {
    const authority = authorities.find(({ categories }) => categories.includes(code));
    if (authority === undefined || words.findIndex((word) => word.code === code) < index) continue;
    // Nearly everybody is named once: nothing needs to be sorted out then.
    const same = words.length === 1 ? words : words.filter((word) => word.code === code);
    if (same.some((word) => namesOn(word, day))) found.push(standing({ authority, region, day }, same));
  }
  return found;
}

/** True when a list of that keeper determines the authority's categories. */
export function determines(
  { agency, place }: Pick<Authority, 'agency' | 'place'>,
  region: string,
  keeper: ListKeeper,
): boolean {
  return keeper.agency === agency && isPlace(place, region, keeper.division);
}

function standing<Named extends NamedCategory>(
  {
    authority,
    region,
    day,
  }: { readonly authority: Authority; readonly region: string; readonly day: LocalDate },
  words: readonly Named[],
): Standing<Named> {
  const { code } = words[0] as Named;
  const right = ({ listedBy }: Named): boolean =>
    listedBy === undefined || determines(authority, region, listedBy);
  const naming = words.filter((word) => namesOn(word, day));
  const by = naming.filter(right).toSorted((a, b) => distance(a) - distance(b));
  const nearest = by[0];
  if (nearest === undefined) {
    const here = naming.some(
      ({ listedBy }) => listedBy && isPlace(authority.place, region, listedBy.division),
    );
    const because = here ? 'other-agency' : 'elsewhere';
    const standsFor = here ? authority.otherAgency : authority.elsewhere;
    return { kind: 'disputed', code, authority, because, standsFor, by: naming };
  }
  const struckOut = words.some(
    (word) =>
      word.until !== undefined && word.until <= day && right(word) && distance(word) < distance(nearest),
  );
  return struckOut
    ? { kind: 'disputed', code, authority, because: 'removed', standsFor: 'review', by }
    : { kind: 'held', code, authority, by };
}

function namesOn({ since, until }: NamedCategory, day: LocalDate): boolean {
  return since <= day && (until === undefined || day < until);
}

function isPlace(place: Authority['place'], region: string, division: string): boolean {
  return liesIn(division, region) || (place === 'around' && liesIn(region, division));
}

/** A county before its city before its province; a list that is not stated before all. */
export function distance({ listedBy }: NamedCategory): number {
  return listedBy === undefined ? -1 : coarseness(listedBy.division);
}
