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
    readonly answers?: readonly { readonly rule: string }[];
  } | null;
  readonly resolutions: readonly {
    readonly kind: ResolutionKindCode;
    readonly proposes: readonly string[];
    readonly confirms: readonly string[] | null;
  }[];
}
