import type { ResolutionKindCode } from '../../../domain/resolutions.ts';

/** What waits, as the operator's list shows it. */
export interface WaitingItem {
  readonly kind: 'stay' | 'list';
  readonly caseRef: string;
  readonly institution: string;
  readonly stage: string;
  readonly code: string;
  readonly blockedOn: string;
  readonly step: string;
  readonly detail: {
    readonly kind: string;
    readonly paidFen?: number;
    readonly refusal?: string;
    readonly balanceFen?: number;
    /** Of a core answer which rules it breaks; of a case of arrears how many answers are not decided. */
    readonly answers?: readonly { readonly rule: string }[] | number;
  } | null;
  readonly resolutions: readonly {
    readonly kind: ResolutionKindCode;
    readonly proposes: readonly string[];
    readonly confirms: readonly string[] | null;
  }[];
}
