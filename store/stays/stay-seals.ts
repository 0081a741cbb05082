import type { Agreement } from '../../domain/agreement.ts';
import type { Arrival } from '../../domain/arrival.ts';
import type { ChargeEntry } from '../../domain/charges.ts';
import type { Clinical, DischargeWay } from '../../domain/clinical.ts';
import type { PaperKind } from '../../domain/condition-kinds.ts';
import type { ConditionRecord } from '../../domain/conditions.ts';
import type { Decision, Reason } from '../../domain/decision.ts';
import type { PlanAgreement } from '../../domain/repayment.ts';
import type { CoveredFacts } from '../../domain/stay.ts';
import type { Wanted } from '../../domain/wanted.ts';

/** The bill in full, as the hospital sent it or people corrected it. */
export interface SealedBill {
  readonly way?: DischargeWay;
  readonly clinical?: Clinical;
  /** Why it is not the sum of its daily lists. */
  readonly differsBecause?: string;
  readonly items?: readonly unknown[] | undefined;
  readonly totalFen?: number;
  readonly outOfPolicyFen?: number;
}

/** What is sealed of a stay, by the place that it is sealed for; whoever seals and whoever opens mean the same. */
export interface StaySeals {
  /** Without what an older version did not ask. */
  readonly arrival: Partial<Arrival>;
  readonly name: string;
  readonly cover: Pick<
    CoveredFacts,
    'insurance' | 'categories' | 'endedCategories' | 'creditLine' | 'records' | 'withoutNumber' | 'doubt'
  >;
  readonly decision: Decision;
  readonly agreement: Pick<Agreement, 'signedBy' | 'signerName' | 'witness'>;
  readonly bill: SealedBill;
  /** The request that a settlement was worked out from; whoever opens it parses it. */
  readonly 'settled-from': object;
  readonly 'person-no': string;
  readonly 'waiver-end': Reason;
  readonly [check: `check-${string}`]: {
    readonly checkedBy: string;
    readonly categories: readonly string[];
    readonly saw?: readonly PaperKind[] | undefined;
    readonly actor?: string | undefined;
  };
  readonly [condition: `condition-${number}`]: ConditionRecord;
  readonly [resolution: `resolution-${number}`]: Wanted;
  /** What stood there before a fact was put right. */
  readonly [replaced: `resolution-${number}-was`]: object;
  readonly [plan: `repayment-plan-${number}`]: Pick<PlanAgreement, 'signerName' | 'witness'>;
  readonly [charges: `charges-${string}`]: readonly ChargeEntry[];
  readonly [bill: `${'' | 'amended-'}bill-${number}`]: SealedBill;
}
