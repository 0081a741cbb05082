import { entryOf } from '../../domain/entry.ts';
import { type Fen, zeroFen } from '../../domain/money.ts';
import type { Share } from '../../domain/settlement.ts';
import type { SettlementRequest } from '../engine/requests.ts';
import type { PayerRule, StepRule } from '../engine/scheme-version.ts';

/** A bill on its way through the payers; amounts in fen. */
export interface BillContext {
  readonly request: SettlementRequest;
  readonly bill: {
    readonly totalFen: Fen;
    readonly outOfPolicyFen: Fen;
    /** What all payers together may reach. */
    readonly fundsFen: Fen;
    readonly assumed: string[];
  };
  /** The shares of the payers before this one. */
  readonly before: readonly Share[];
}

/** A step in its place: whose it is, and how much room there is (fen). */
export interface StepContext extends BillContext {
  readonly payer: PayerRule;
  /** What this payer's earlier steps came to. */
  readonly share: Fen;
  readonly room: Fen;
  readonly paidBefore: Fen;
}

/** What one step would change, with its arithmetic in both languages. */
export interface Effect {
  readonly change: Fen;
  readonly zh: string;
  readonly en: string;
}

/** The rule of one kind of step. */
export type RuleOf<Name extends StepRule['step']> = Extract<StepRule, { readonly step: Name }>;

/** What the payer bore of the person's other stays of the calendar year (fen); unstated is assumed to be nothing. */
export function usedInYear({ request, bill, payer }: StepContext): Fen {
  const used = entryOf(request.usedThisYear, payer.payer);
  if (used === undefined) bill.assumed.push(`usedThisYear.${payer.payer}`);
  return used ?? zeroFen;
}
