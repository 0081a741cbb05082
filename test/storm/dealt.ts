import type { Fault } from '../../county/parties/faults.ts';
import type { Dice } from '../../county/people/dice.ts';
import { type Trouble, troubles } from './acts/troubles.ts';
import type { Afterwards, PlannedStay } from './planned-stay.ts';

type Dealt = Pick<PlannedStay, 'denied' | 'conditions' | 'pays' | 'late' | 'afterwards' | 'troubles'>;

/** What the dice give one stay beside its person and its bill. */
export function dealt(scheme: string, roll: Dice, totalFen: number): Dealt {
  const denied = deniedOf(scheme, roll);
  const late = denied === null ? lateOf(scheme, roll) : null;
  const afterwards = afterwardsOf(scheme, roll, totalFen);
  const fits = late === null && !(denied !== null && afterwards?.kind === 'end-benefit');
  return {
    ...{ denied, late, afterwards: fits ? afterwards : null },
    conditions: (['done', 'done', 'late', 'excused'] as const)[roll('conditions', 4)] ?? 'done',
    pays: paysOf(scheme, roll),
    troubles: troublesOf(scheme, roll),
  };
}

/** One of eight: by a ground of which the scheme says that insurance settles all the same, or by what the person is, and the hospital says so. */
function deniedOf(scheme: string, roll: Dice): PlannedStay['denied'] {
  const at = roll('denied', 16);
  if (at > 1) return null;
  if (scheme === 'zaoqiang-2021' || scheme === 'dalian-2022') return 'by-scheme';
  return at === 0 ? 'said-before' : 'said-after';
}

const debtors = ['pays-after-notice', 'answers', 'is-listed', 'objects', 'dies'] as const;

/** Where a record of arrears is kept half of the patients pay nothing for weeks, elsewhere one of ten. */
function lateOf(scheme: string, roll: Dice): PlannedStay['late'] {
  if (scheme === 'linhe-2017')
    return roll('late', 2) === 0 ? (debtors[roll('debtor', debtors.length)] ?? null) : null;
  return roll('late', 10) === 0 ? 'is-relieved' : null;
}

/** Half of the stays in Zaoqiang that cost enough (its hospital settles from 9,000 yuan and five days on), and half of those in Kaizhou. */
export function settlesOf(scheme: string, roll: Dice, totalFen: number): PlannedStay['settles'] {
  if (roll('settles', 2) === 0) return 'once';
  if (scheme === 'kaizhou-2024') return 'itself';
  return scheme === 'zaoqiang-2021' && totalFen > 3_000_000 ? 'in-mid-stay' : 'once';
}

/** Half of those who may: from the bank's line in Dalian, in instalments where the scheme has them. */
function paysOf(scheme: string, roll: Dice): PlannedStay['pays'] {
  if (scheme === 'zaoqiang-2021' || roll('pays', 2) === 0) return 'at-once';
  return scheme === 'dalian-2022' ? 'credit-line' : 'instalments';
}

/** Of twelve stays one is cancelled, two are settled anew, one loses its waiver and two were somebody else's. */
const kindsAfterwards = [
  ...(['cancel', 'amend', 'amend', 'end-benefit'] as const),
  ...(['impersonation-in-care', 'impersonation-settled'] as const),
];

/** By which ground a scheme ends a waiver in care; the others never do. */
export const endsInCare: Readonly<Record<string, string>> = {
  'kaizhou-2024': 'illegal-act',
  'linhe-2017': 'malicious-arrears',
};

function afterwardsOf(scheme: string, roll: Dice, totalFen: number): Afterwards | null {
  const kind = kindsAfterwards[roll('afterwards', 12)];
  if (kind === undefined || (kind === 'end-benefit' && endsInCare[scheme] === undefined)) return null;
  const inCare = kind === 'cancel' || kind === 'impersonation-in-care';
  const operations = inCare ? ['cancelAdmission'] : ['cancelSettlement'];
  const fault = undoing[roll('undoing', undoing.length)];
  return {
    kind,
    // Never below what stands outside the policy, at most a sixth of the total.
    bill: { totalFen: Math.floor((totalFen * (60 + roll('right bill', 80))) / 100), outOfPolicyFen: 0 },
    faults: fault === undefined || fault === null ? [] : [{ ...fault, operations }],
  };
}

/** What the insurer does when something is taken back; half the time what it should. */
const undoing: readonly (Fault | null)[] = [
  ...([null, null, null] as const),
  { kind: 'hang', times: 2 },
  { kind: 'drop-reply', times: 1 },
  { kind: 'mischief', name: 'did-nothing', times: 1 },
  { kind: 'mischief', name: 'period-cleared', times: 1 },
];

/** None for a quarter of the stays, one for half, two for the rest; never two at one step. */
function troublesOf(scheme: string, roll: Dice): readonly Trouble[] {
  const fitting = troubles.filter(({ schemes }) => schemes === undefined || schemes.includes(scheme));
  const count = [0, 1, 1, 2][roll('troubles', 4)] ?? 0;
  const picked = Array.from({ length: count }, (_, at) => fitting[roll(`trouble ${at}`, fitting.length)]);
  const distinct = new Map(picked.flatMap((one) => (one === undefined ? [] : [[one.step, one] as const])));
  return [...distinct.values()];
}
