import type { Fen } from '../../domain/money.ts';
import { limitsReached } from '../../domain/staging.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';

/** A hospital's own rules for settling in stages; the schemes leave the figures to it. Null where it has none. */
export interface InterimRules {
  readonly days: number | null;
  /** By whole cost, or by the patient's own part, as the scheme says. */
  readonly amountFen: Fen | null;
}

/** Whether an interim settlement or payment is due, and by which article. */
export type InterimAnswer =
  | { readonly kind: 'not-offered' }
  | { readonly kind: 'no-rules'; readonly article: string }
  | { readonly kind: 'due' | 'not-due'; readonly what: 'settlement' | 'payment'; readonly article: string };

/** Long **and** costly, or either: the scheme's parameter; how long and how costly: the hospital's rules. Reaching a limit counts. */
export function interimDue(
  scheme: SchemeVersion,
  rules: InterimRules,
  stay: { readonly days: number; readonly totalFen: Fen; readonly ownPartFen: Fen },
): InterimAnswer {
  const practice = [...scheme.practice.values()].find((candidate) => candidate.kind === 'interim');
  if (practice?.kind !== 'interim') return { kind: 'not-offered' };
  const { what, needs, by, article } = practice;
  const reached = [
    rules.days === null ? null : stay.days >= rules.days,
    rules.amountFen === null
      ? null
      : (by === 'own-part' ? stay.ownPartFen : stay.totalFen) >= rules.amountFen,
  ].filter((answer) => answer !== null);
  if (reached.length === 0) return { kind: 'no-rules', article };
  const due = limitsReached(reached, needs === 'both' ? 'all' : 'any');
  return { kind: due ? 'due' : 'not-due', what, article };
}
