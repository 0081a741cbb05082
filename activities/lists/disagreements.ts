import type { InsurerLabel } from '../../adapters/medical-insurance/port.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import { insurerSource, windowSource } from '../../domain/person.ts';
import { determines, standings } from '../../policies/admission/list-standing.ts';
import type { ListWord } from '../../policies/admission/list-words.ts';
import { coarseness } from '../../policies/codes/codes.ts';
import type { SchemeVersion } from '../../policies/engine/scheme-version.ts';
import type { PopulationList } from '../../store/register/parties.ts';

/** What two offices say differently of one person; categories by who says them, an empty row: names none of them. Of a name: the lists, and who says otherwise. */
export interface Disagreement {
  readonly kind: 'insurer-label' | 'agencies' | 'name';
  readonly detail: Readonly<Record<string, readonly string[]>>;
}

/** What was said of a person on a day, and which lists served then. */
interface Said {
  readonly words: readonly ListWord[];
  readonly serving: readonly PopulationList[];
  readonly labels: readonly InsurerLabel[];
}

/** Grades of income support: whoever has one has no other at the same time. */
const incomeGrades = ['extreme-poverty', 'subsistence-allowance', 'subsistence-marginal'];

/** Every disagreement about a person on a day, each kind once, by the scheme that decides the stay. */
export function disagreements(scheme: SchemeVersion, said: Said, on: LocalDate): readonly Disagreement[] {
  return [...betweenInsurerAndLists(said, on), ...betweenLists(scheme, said, on)];
}

/** Lists that spell a person's name otherwise than the window and the insurer do, for their agencies to put right. */
export function misspellings(lists: readonly ListId[]): readonly Disagreement[] {
  if (lists.length === 0) return [];
  return [{ kind: 'name', detail: { lists: lists.toSorted(), otherwise: [insurerSource, windowSource] } }];
}

/** An insurer without any label has said nothing; a label whose code the region's table does not know is not compared. */
function betweenInsurerAndLists({ words, labels }: Said, on: LocalDate): readonly Disagreement[] {
  const valid = labels.filter(({ from, until }) => from <= on && (until === null || on <= until));
  const labelled = new Set(valid.flatMap(({ category }) => category ?? []));
  const listed = new Set(words.filter(({ until }) => until === undefined).map(({ code }) => code));
  const insurerOnly = [...labelled].filter((category) => !listed.has(category)).toSorted();
  const listsOnly = [...listed].filter((category) => !labelled.has(category)).toSorted();
  if (labelled.size === 0 || insurerOnly.length + listsOnly.length === 0) return [];
  return [{ kind: 'insurer-label', detail: { insurerOnly, listsOnly } }];
}

/**
 * Two lists disagree when they name two grades of income support, or when one names a category that the serving list of the
 * office which determines it does not name, or has struck out while a wider list still names it. Different categories from
 * different offices are no disagreement, nor is a word that the scheme counts for nothing.
 */
function betweenLists(
  scheme: SchemeVersion,
  { words, serving }: Said,
  on: LocalDate,
): readonly Disagreement[] {
  const detail = new Map<string, Set<string>>();
  const say = (list: string, codes: readonly string[]): void => {
    detail.set(list, new Set([...(detail.get(list) ?? []), ...codes]));
  };
  for (const standing of standings(scheme, words, on)) {
    if (standing.kind === 'held' || standing.standsFor === 'nothing') continue;
    const { authority, code, by } = standing;
    const silent = nearestOf(
      serving.filter((list) => {
        const keeper = { agency: list.agency, division: list.division };
        return (
          determines(authority, scheme.region, keeper) && by.every(({ listId }) => listId !== list.listId)
        );
      }),
    );
    if (silent === undefined) continue;
    say(silent, []);
    for (const { listId } of by) say(listId, [code]);
  }
  const grades = words.filter(({ code, until }) => until === undefined && incomeGrades.includes(code));
  const rivals = new Set(grades.map(({ listId }) => listId)).size > 1;
  if (rivals && new Set(grades.map(({ code }) => code)).size > 1)
    for (const { listId, code } of grades) say(listId, [code]);
  if (detail.size === 0) return [];
  const said = [...detail].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    {
      kind: 'agencies',
      detail: Object.fromEntries(said.map(([list, codes]) => [list, [...codes].toSorted()])),
    },
  ];
}

function nearestOf(lists: readonly PopulationList[]): string | undefined {
  return lists.toSorted((a, b) => coarseness(a.division) - coarseness(b.division))[0]?.listId;
}
