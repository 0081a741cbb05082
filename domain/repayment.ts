import type { Agreement } from './agreement.ts';
import { addDays, type LocalDate } from './dates.ts';
import { type Fen, minFen, subtractFen, sumFen } from './money.ts';

/** One dated part of a plan as it was agreed, in fen. */
export interface AgreedInstalment {
  readonly dueOn: LocalDate;
  readonly fen: Fen;
}

/** The same as it stands now: what was paid of it, and what is not asked for any more (relief, write-off, a bill that fell). */
export interface Instalment extends AgreedInstalment {
  /** Counts from 1 in order of the days. */
  readonly instalment: number;
  readonly paidFen: Fen;
  readonly cutFen: Fen;
}

/** An amount that falls on one instalment. */
export interface OfInstalment {
  readonly instalment: number;
  readonly fen: Fen;
}

/** How an amount falls on what is open: on the plan, and on what no plan defers. */
export interface Allotted {
  readonly instalments: readonly OfInstalment[];
  readonly undeferredFen: Fen;
}

/** What is open of an instalment. */
export function restOf({ fen, paidFen, cutFen }: Instalment): Fen {
  return subtractFen(subtractFen(fen, paidFen), cutFen);
}

/** What is open of a plan. */
export function planRest(plan: readonly Instalment[]): Fen {
  return sumFen(plan.map(restOf));
}

/** What is open of a plan and was due before this day. */
export function overdueFen(plan: readonly Instalment[], today: LocalDate): Fen {
  return planRest(plan.filter(({ dueOn }) => dueOn < today));
}

/**
 * Divides an amount: first what was due by today, oldest first; then what no plan defers, for that is due now; then the
 * instalments to come. The amount is at most what is open.
 */
export function allotted(
  open: { readonly plan: readonly Instalment[]; readonly undeferredFen: Fen },
  amount: Fen,
  today: LocalDate,
): Allotted {
  const due = take(
    open.plan.filter(({ dueOn }) => dueOn <= today),
    amount,
  );
  const undeferredFen = minFen(due.leftFen, open.undeferredFen);
  const later = take(
    open.plan.filter(({ dueOn }) => dueOn > today),
    subtractFen(due.leftFen, undeferredFen),
  );
  return { instalments: [...due.taken, ...later.taken], undeferredFen };
}

/** A bill that fell: the last instalments are cut first. */
export function cutFromTheEnd(plan: readonly Instalment[], amount: Fen): readonly OfInstalment[] {
  return take(plan.toReversed(), amount).taken;
}

function take(instalments: readonly Instalment[], amount: Fen) {
  const taken: OfInstalment[] = [];
  let leftFen = amount;
  for (const one of instalments) {
    const part = minFen(leftFen, restOf(one));
    if (part <= 0) continue;
    taken.push({ instalment: one.instalment, fen: part });
    leftFen = subtractFen(leftFen, part);
  }
  return { taken, leftFen };
}

/** The next day on which an open instalment is to be looked at: its reminder, its day, the day after it; null: none is to come. */
export function nextLook(
  plan: readonly Instalment[],
  { today, remindDaysBefore }: { readonly today: LocalDate; readonly remindDaysBefore: number },
): LocalDate | null {
  const days = plan
    .filter((one) => restOf(one) > 0)
    .flatMap(({ dueOn }) => [addDays(dueOn, -remindDaysBefore), dueOn, addDays(dueOn, 1)])
    .filter((day) => day > today);
  return days.toSorted()[0] ?? null;
}

/** What can be wrong with a plan, by a stable code. */
export type PlanFault = 'plan-sum-differs' | 'plan-day-past' | 'plan-days-not-ascending' | 'plan-too-long';

/**
 * Everything that is wrong with a plan, each with its place: the sum, days that are over, days out of order, days later than the
 * scheme allows.
 */
export function faultsOfPlan(
  plan: readonly AgreedInstalment[],
  of: { readonly balanceFen: Fen; readonly today: LocalDate; readonly latest: LocalDate },
): readonly { readonly path: string; readonly code: PlanFault }[] {
  const sum = sumFen(plan.map(({ fen }) => fen));
  const faults: { path: string; code: PlanFault }[] = [];
  if (sum !== of.balanceFen) faults.push({ path: '/instalments', code: 'plan-sum-differs' });
  for (const [at, { dueOn }] of plan.entries()) {
    const path = `/instalments/${at}/dueOn`;
    const before = plan[at - 1];
    if (dueOn <= of.today) faults.push({ path, code: 'plan-day-past' });
    if (before !== undefined && dueOn <= before.dueOn) faults.push({ path, code: 'plan-days-not-ascending' });
    if (dueOn > of.latest) faults.push({ path, code: 'plan-too-long' });
  }
  return faults;
}

/** How a plan stands. */
export const planStates = ['running', 'replaced', 'ended'] as const;
export type PlanState = (typeof planStates)[number];

/** The paper of a plan. */
export interface PlanAgreement extends Agreement {
  /** Name of the institution's own template. */
  readonly template: string;
}

/** Money that may take the place of the patient's: charity, the hospital's own relief, a relief fund. */
export const reliefSources = ['charity', 'hospital-relief', 'relief-fund'] as const;
export type ReliefSource = (typeof reliefSources)[number];

/** What becomes of an own part that the patient does not pay. */
export const reliefKinds = ['waived', 'written-off'] as const;
export type ReliefKind = (typeof reliefKinds)[number];
