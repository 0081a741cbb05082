import type { Instant } from '../../domain/dates.ts';
import { claimStep } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from '../stays/attention.ts';
import { disputedOf } from './claim-figures.ts';
import { obligationIsFinal } from './obligation-states.ts';
import type { Obligation } from './obligations.ts';

/** Shows what a claim waits for now: first what was refused of it, then what was deducted; a claim that waits for no person shows nothing. */
export async function showClaim(
  tx: Connection,
  claim: Obligation,
  at: Instant,
  partyCode: string | null = null,
): Promise<void> {
  const { caseRef, refusalCode, answerUntil } = claim;
  const step = claimStep(claim);
  const disputed = disputedOf(claim) > 0;
  if (disputed || claim.deductedFen > 0) {
    const until = disputed || answerUntil === null ? {} : { answerUntil };
    const detail = {
      kind: 'refusal',
      refusal: refusalCode ?? 'audit-deduction',
      partyCode,
      ...until,
    } as const;
    const attention = { code: 'payer-refused', blockedOn: 'hospital', since: at, step, detail } as const;
    return raiseIn(tx, { caseRef, at, attention });
  }
  if (obligationIsFinal(claim.state) || (await waitsForPeople(tx, claim)))
    await clearIn(tx, { caseRef, step, at });
}

/** Trouble of a call that is still open stays; what a person had to say about money is over. */
async function waitsForPeople(tx: Connection, claim: Obligation): Promise<boolean> {
  const row = await tx
    .selectFrom('attention')
    .select('code')
    .where((eb) => eb.and({ caseRef: claim.caseRef, step: claimStep(claim) }))
    .executeTakeFirst();
  return row?.code === 'payer-refused' || row?.code === 'payment-mismatch';
}
