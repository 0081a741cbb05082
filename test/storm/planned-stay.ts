import type { CountyPerson } from '../../adapters/simulation.ts';
import type { Fault } from '../../county/parties/faults.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { Trouble } from './acts/troubles.ts';

/** One stay of a storm: who, where, what goes wrong, and how people will choose. */
export interface PlannedStay {
  readonly at: number;
  readonly scheme: string;
  readonly institution: InstitutionId;
  readonly person: CountyPerson;
  /** Whose number a clerk may take for the right one. */
  readonly relative: CountyPerson;
  readonly bill: { readonly totalFen: number; readonly outOfPolicyFen: number };
  readonly troubles: readonly Trouble[];
  /** Whether it is settled with the insurer once, in mid-stay too, or by the hospital's own system. */
  readonly settles: 'once' | 'in-mid-stay' | 'itself';
  /** How the patient pays the own part. */
  readonly pays: 'at-once' | 'credit-line' | 'instalments';
  /** Without the waiver, and who says that it goes on as an insured stay: the scheme, or the hospital with the admission or after the refusal; null: it is not denied. */
  readonly denied: 'by-scheme' | 'said-before' | 'said-after' | null;
  /** Whether what the scheme asks beside the decision is recorded in time, too late, or never, until people let it go. */
  readonly conditions: 'done' | 'late' | 'excused';
  /** How it goes with a patient who pays nothing for weeks; null: the own part is paid. */
  readonly late: 'pays-after-notice' | 'answers' | 'is-listed' | 'objects' | 'dies' | 'is-relieved' | null;
  /** What the hospital finds out afterwards; null: nothing. */
  readonly afterwards: Afterwards | null;
}

/** Entered by mistake, a wrong bill, a ground to end the waiver, somebody else's card; and what goes wrong at the insurer when it is undone. */
export interface Afterwards {
  readonly kind: 'cancel' | 'amend' | 'end-benefit' | 'impersonation-in-care' | 'impersonation-settled';
  /** The right bill of an `amend`. */
  readonly bill: PlannedStay['bill'];
  readonly faults: readonly Fault[];
}
