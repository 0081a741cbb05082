import type { RetainedRule } from '../../domain/claim-events.ts';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import { type Fen, maxFen, parseRatio, scaleFen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';
import { bookClaimEvents, lockObligation } from './claim-booking.ts';
import { type ClaimEvent, readStanding } from './claim-events.ts';
import { type ClaimFigures, paidOf, saidAnew } from './claim-figures.ts';
import type { ObligationKey } from './obligation-key.ts';
import { obligationIsFinal } from './obligation-states.ts';
import type { Obligation } from './obligations.ts';

/** What a payer says it paid for the whole claim, in fen. */
export interface TotalPaid {
  readonly paidFen: Fen;
  readonly paidOn: LocalDate;
  readonly retained?: RetainedRule | null;
  readonly evidence: string;
}

/**
 * What of an open claim its payer keeps back when it says that this is all, in fen: 0 where it fits what came in or was deducted
 * before, or is all that was filed, more by the payer's own rule. Null: it does not fit, so a person compares; or nothing came
 * before, and it is the claim.
 */
export function keptBack(
  claim: ClaimFigures & Partial<Pick<Obligation, 'restIs'>>,
  { paidFen, retained = null }: TotalPaid,
): Fen | null {
  const { owedFen, deductedFen, borneFen, movedFen, retainedFen } = claim;
  // The hospital took it back while the payer was about to pay: what comes is owed back.
  if (claim.restIs === 'withdrawn') return zeroFen;
  if (obligationIsFinal(claim.state)) return null;
  const before = sumFen([deductedFen, borneFen, movedFen, retainedFen, claim.partPaidFen, claim.overPaidFen]);
  if (before === 0 && paidFen === owedFen) return null;
  const missing = subtractFen(owedFen, sumFen([paidFen, deductedFen, borneFen, movedFen, retainedFen]));
  // Paid as it was filed: what was deducted or borne meanwhile came in after all, and what was withdrawn is owed back.
  if (missing === 0 || paidFen === owedFen) return zeroFen;
  return retained !== null && missing > 0 && isWithin(retained, { owedFen, missing }) ? missing : null;
}

/** To the fen, by the rule's own two ratios of the claim. */
function isWithin(
  { least, most }: RetainedRule,
  { owedFen, missing }: { readonly owedFen: Fen; readonly missing: Fen },
): boolean {
  return missing >= scaleFen(owedFen, parseRatio(least)) && missing <= scaleFen(owedFen, parseRatio(most));
}

/** Books such a total: what it adds to what was known, and what is kept back. */
export async function bookTotal(
  tx: Connection,
  key: ObligationKey,
  { total, kept, at }: { readonly total: TotalPaid; readonly kept: Fen; readonly at: Instant },
): Promise<Obligation> {
  await lockObligation(tx, key);
  const fen = maxFen(saidAnew(await readStanding(tx, key), total.paidFen), zeroFen);
  const common = { told: 'said', day: total.paidOn, evidence: total.evidence, answerUntil: null } as const;
  const paid: ClaimEvent = { ...common, kind: 'paid', fen, code: null, actor: null };
  const keeps: ClaimEvent = { ...common, kind: 'retained', fen: kept, code: null, actor: null };
  return bookClaimEvents(tx, key, kept > 0 ? [keeps, paid] : [paid], at);
}

/** The payer says once more what is known. */
export function isKnownTotal(claim: ClaimFigures, paidFen: Fen): boolean {
  return paidFen === claim.owedFen || (claim.state === 'confirmed' && paidFen === paidOf(claim));
}
