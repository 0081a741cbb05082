import { addDays, type LocalDate } from '../../domain/dates.ts';
import type { Reason } from '../../domain/decision.ts';
import { invariant } from '../../domain/invariant.ts';
import type { DecisionRequest } from '../engine/requests.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import { holdsOn } from '../engine/spans.ts';
import type { Check, RequirementOf } from './admission-check.ts';
import { assumable, type Facts, type Findings, needed } from './admission-facts.ts';
import { against, allPatientsOpen, doubtful, met } from './admission-reasons.ts';
import { categoryDisputed, categoryListed } from './category-reasons.ts';
import { distance, type NamedCategory, type Standing, standings } from './list-standing.ts';

/**
 * Membership counts from `since` on, by the list of the office that determines the category. A disputed one goes to a person;
 * a list older than the scheme's limit, or its own, admits with a condition and never refuses.
 */
export function categoryCheck(rule: RequirementOf<'category'>, scheme: SchemeVersion): Check {
  const [yes, no] = [met(rule), against(rule, 'category-not-covered')];
  const { listAgeLimitDays } = scheme;
  invariant(listAgeLimitDays !== null, 'a scheme of categories says how old a list may be');
  const isFresh = freshness(listAgeLimitDays);
  const openDoor = openToAll(rule, scheme);
  return ({ categories, day, institution }, facts, findings) => {
    const open = openDoor(institution, day);
    const listed = open === undefined ? needed(facts, categories, 'categories') : (categories ?? []);
    if (listed === undefined) return;
    const contradictory = listed.find(({ since, until }) => until !== undefined && until < since);
    if (contradictory !== undefined) findings.reviews.push(doubtful(rule, 'category-contradictory'));
    const found = standings(scheme, listed, day).filter(({ code }) => rule.oneOf.includes(code));
    const held = found.filter(({ kind }) => kind === 'held');
    if (held.length === 0 && open !== undefined) return void findings.met.push(open);
    if (held.length === 0) return unheld(found, findings, no);
    const words = statedWords(held, listed, facts);
    const fresh = words.filter((word) => isFresh(word, day));
    const undated = words.find(({ listAsOf }) => listAsOf === undefined);
    // Only when no dated list is fresh does it matter how old an undated one is.
    if (fresh.length === 0 && undated !== undefined) {
      const path = `categories.${listed.indexOf(undated)}.listAsOf`;
      if (assumable(facts, undefined, { path, otherwise: day }) === undefined) return;
    }
    const stale = fresh.length === 0 && undated === undefined;
    if (stale) findings.triggers.push('list-too-old');
    const cited = inOrder(stale ? newest(words) : fresh.length > 0 ? fresh : words, rule.oneOf);
    findings.met.push(yes, categoryListed({ held, cited, stale, day }));
    // A living list may be renewed between admission and decision, and the decision says so; whoever asks what if looks again.
    const later = cited.listAsOf !== undefined && cited.listAsOf > day;
    if (later && facts.omissions === 'assume') findings.reviews.push(doubtful(rule, 'list-after-day'));
  };
}

/** Undefined, or why the institution asks for no category: of the named types, and approved for that day. */
function openToAll(
  { openTypes = [], openToAll: parameter = '' }: RequirementOf<'category'>,
  { county }: SchemeVersion,
): (institution: DecisionRequest['institution'], day: LocalDate) => Reason | undefined {
  const rule = county.get(parameter);
  return (institution, day) => {
    const approved = institution?.allPatients;
    if (rule === undefined || !approved || !openTypes.includes(institution?.type ?? '')) return undefined;
    return holdsOn(approved, day) ? allPatientsOpen(rule, approved) : undefined;
  };
}

function unheld(found: readonly Standing[], findings: Findings, no: ReturnType<typeof against>): void {
  const open = found.filter((one) => one.kind === 'disputed' && one.standsFor === 'review');
  if (open.length === 0) findings.refusals.push(no);
  else findings.reviews.push(...open.map(categoryDisputed));
}

/** The words whose list is stated; without any, that they are the right office's is assumed, or missing in a live stay. */
function statedWords(
  held: readonly Standing[],
  listed: readonly NamedCategory[],
  facts: Facts,
): readonly NamedCategory[] {
  const words = held.flatMap(({ by }) => by);
  const stated = words.filter(({ listedBy }) => listedBy !== undefined);
  if (stated.length > 0) return stated;
  const path = `categories.${listed.indexOf(words[0] as NamedCategory)}.listedBy`;
  assumable(facts, undefined, { path, otherwise: true });
  return words;
}

/** Which word the decision cites: the newest when all are old, the nearest place's, the category that the document names first. */
function inOrder(words: readonly NamedCategory[], order: readonly string[]): NamedCategory {
  const rank = (a: NamedCategory, b: NamedCategory): number =>
    distance(a) - distance(b) || order.indexOf(a.code) - order.indexOf(b.code);
  return words.toSorted(rank)[0] as NamedCategory;
}

function newest(words: readonly NamedCategory[]): readonly NamedCategory[] {
  const last = words
    .map(({ listAsOf = '' }) => listAsOf)
    .toSorted()
    .at(-1);
  return words.filter(({ listAsOf }) => listAsOf === last);
}

/** The shorter of the scheme's limit and the list's own counts. */
function freshness(limitDays: number): (word: NamedCategory, day: LocalDate) => boolean {
  const oldestOn = remembered((day) => addDays(day, -limitDays));
  return ({ listAsOf, listAgeLimitDays: own }, day) => {
    if (listAsOf === undefined || listAsOf < oldestOn(day)) return false;
    return own === undefined || own >= limitDays || listAsOf >= addDays(day, -own);
  };
}

/** Keeps the last answer: a county admits many people on one day, and calendar arithmetic is the dearest part of a decision. */
function remembered(of: (day: LocalDate) => LocalDate): (day: LocalDate) => LocalDate {
  let last: { readonly day: LocalDate; readonly answer: LocalDate } | undefined;
  return (day) => {
    if (last?.day !== day) last = { day, answer: of(day) };
    return last.answer;
  };
}
