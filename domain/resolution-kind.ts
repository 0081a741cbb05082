import type { Role } from './roles.ts';
import type { AttentionCode, Stage } from './stay.ts';
import type { Words } from './words.ts';

/** Whose second person a resolution needs: the hospital's own, or the office that the proposer names because it has the power. */
export type Confirmer =
  | { readonly of: 'hospital'; readonly roles: readonly Role[] }
  | { readonly of: 'office'; readonly roles: readonly Role[] };

/** One thing that a person may do about a stay that waits. */
export interface ResolutionKind extends Words {
  /** What waits for it. */
  readonly fits: readonly AttentionCode[];
  /** What it fits though nothing waits: stages, under a step of its own; a step that ends in `/` stands for all that begin so. */
  readonly atStages?: { readonly step: string; readonly stages: readonly Stage[] };
  readonly proposes: readonly Role[];
  /** Null: it serves the patient or moves nothing, and one person does it. */
  readonly confirms: Confirmer | null;
}

/** Who stands at the window, and the operator. */
export const desk = ['window', 'hospital', 'operator'] as const satisfies readonly Role[];
/** Who looks after the hospital's money, and the operator. */
export const finance = ['hospital-finance', 'hospital', 'operator'] as const satisfies readonly Role[];
