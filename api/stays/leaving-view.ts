import { z } from 'zod';
import { instantFromMillis, millisOf } from '../../domain/dates.ts';
import { type Fen, maxFen, subtractFen, zeroFen } from '../../domain/money.ts';
import { runningEstimate } from '../../policies/settlement/running-estimate.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import { fen, instant } from '../http/answer-words.ts';
import type { ViewOf } from '../http/view-of.ts';
import { insurersFigures } from '../money/pre-settlement-view.ts';
import type { Rules } from './offered.ts';

/** On what the figure rests that a patient pays who leaves before the settlement. */
const leavingBases = {
  'share-of-total': {
    zh: '个人部分为总费用的固定比例,不待任何单位答复,缴清即可离院',
    en: 'the own part is a fixed share of the total and waits for no answer: pay and leave',
  },
  'pre-settlement': {
    zh: '按医院测算或医保预结算金额先离院,后结算,多退少补',
    en: 'leave on the figure of the pre-settlement, be settled later; the difference is claimed or paid back',
  },
  'sure-part': {
    zh: '支付方尚无金额:只缴确属个人的部分先离院,后结算,多退少补',
    en: 'no payer has given a figure: only what is surely the own part is paid, then leave; the difference is claimed or paid back',
  },
} as const;
type LeavingBasis = keyof typeof leavingBases;

/** How a discharged patient leaves whose settlement has not come. */
export const leavingView = z
  .object({
    from: instant.meta({ description: 'the patient leaves from then on, whatever is silent' }),
    basis: z.enum(Object.keys(leavingBases) as LeavingBasis[]),
    ...{ zh: z.string(), en: z.string(), article: z.string() },
    payFen: fen.meta({
      description: 'what is paid now, what is on account taken off; nobody is asked for more',
    }),
    atMostFen: fen.meta({ description: 'the own part can come to no more' }),
  })
  .meta({ id: 'Leaving' });

/** Null before the discharge, and once the settlement is there. */
export function leavingOf(
  { schemes }: Rules,
  whole: Pick<WholeStay, 'stay' | 'charges' | 'preSettlement' | 'onAccountFen'>,
): ViewOf<typeof leavingView> | null {
  const { stay, charges, onAccountFen } = whole;
  const { discharge, stage, scheme, admittedOn, beingCancelled } = stay;
  const found = schemes.version(scheme, admittedOn);
  if (discharge === null || beingCancelled || found.kind !== 'in-force') return null;
  if (stage !== 'Admitted' && stage !== 'Discharged') return null;
  const rule = [...found.scheme.practice.values()].find((one) => one.kind === 'leaving');
  if (rule === undefined) return null;
  const { totalFen, outOfPolicyFen, acceptedAt } = discharge;
  const cost = { totalFen, selfPaidFen: outOfPolicyFen };
  const said = charges?.estimate ?? insurersFigures(whole.preSettlement);
  const { patient, source } = runningEstimate(found.scheme, cost, said);
  const fixed = found.scheme.patient.pays === 'share-of-total';
  const basis: LeavingBasis = fixed ? 'share-of-total' : source === 'scheme' ? 'sure-part' : 'pre-settlement';
  const left = (some: Fen): Fen => maxFen(zeroFen, subtractFen(some, onAccountFen));
  return {
    from: fixed ? acceptedAt : instantFromMillis(millisOf(acceptedAt) + rule.waitMinutes * 60_000),
    ...{ basis, ...leavingBases[basis], article: rule.article },
    ...{ payFen: left(patient.atLeastFen), atMostFen: left(patient.atMostFen) },
  };
}
