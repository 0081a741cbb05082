import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Attention } from '../../domain/stay.ts';

/** One plan of instalments of a stay. */
export interface PlanInput {
  readonly caseRef: CaseRef;
  readonly plan: number;
}

/** How far a plan is. */
export type PlanProgress =
  /** Even, or another one took its place. */
  | { readonly kind: 'over' }
  | {
      readonly kind: 'running';
      readonly attention: Attention | null;
      /** The next day of the plan, and how far away it begins (county ms); null: only a payment or a person brings it on. */
      readonly nextOn: LocalDate | null;
      readonly againInMs: number | null;
    };
