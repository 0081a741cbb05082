import type { RetainedRule } from '../../domain/claim-events.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { PartyId } from '../../domain/ids.ts';
import type { PartyAnswer } from '../../domain/party-answers.ts';
import { oweNews } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { expectOwnNumber } from '../stays/party-numbers.ts';
import { knownElsewhere } from './claim-booking.ts';
import { type ClaimResolved, lockClaim, unfit } from './claim-rows.ts';
import { recordProgressIn } from './obligation-progress.ts';
import { type Obligation, type ObligationProgress, recordClaimRef } from './obligations.ts';

/** What an office keeps back of a payment by its rule, if it does. */
export type RetainedBy = (party: PartyId, paidOn: LocalDate) => RetainedRule | null;

type ClaimAnswer = Extract<PartyAnswer, { of: 'claim' | 'payment' | 'refusal' }>;

/**
 * A payer's answer about a claim, entered by people and booked as the same answer from the wire: taken under a number, paid (another
 * amount than owed is not booked, and waits for a person), or refused. Throws HubProblem `resolution-unfit`, `number-of-another-stay`.
 */
export async function answerClaim(
  tx: Connection,
  resolved: ClaimResolved,
  { answer, retained }: { readonly answer: ClaimAnswer; readonly retained: RetainedBy },
): Promise<void> {
  const { caseRef, step, sequence, at } = resolved;
  const evidence = `resolution/${sequence}`;
  const claim = await knownElsewhere(tx, await lockClaim(tx, resolved), { evidence, at });
  if (claim.state !== 'sent') throw unfit(`the claim is ${claim.state}`);
  // Before what the answer may make it wait for.
  await clearIn(tx, { caseRef, step, at });
  if (answer.of !== 'refusal') await numbered(tx, resolved, { claim, claimNo: answer.claimNo });
  const news = newsOf(claim, answer, retained);
  if (news !== null) await recordProgressIn(tx, { key: claim, news: { ...news, evidence }, at });
  await oweNews(tx, { caseRef, noticeId: `resolution/${sequence}/claim`, kind: 'resolved', claim: step });
}

/** The number under which the payer has it: the first one stays. */
async function numbered(
  tx: Connection,
  { sequence, at }: ClaimResolved,
  { claim, claimNo }: { readonly claim: Obligation; readonly claimNo: string | undefined },
): Promise<void> {
  if (claim.claimRef === null && claimNo === undefined)
    throw unfit('the payer’s number of the claim is not known');
  if (claimNo === undefined || claimNo === claim.claimRef) return;
  if (claim.claimRef !== null) throw unfit(`the payer has taken the claim as ${claim.claimRef}`);
  await expectOwnNumber(tx, { ...claim, of: 'claim', number: claimNo });
  await recordClaimRef(tx, claim, { claimRef: claimNo, evidence: `resolution/${sequence}`, at });
}

function newsOf({ party }: Obligation, answer: ClaimAnswer, retained: RetainedBy): ObligationProgress | null {
  switch (answer.of) {
    case 'claim':
      return null;
    case 'payment': {
      const { paidFen, paidOn } = answer;
      return { state: 'confirmed', paidFen, paidOn, retained: retained(party, paidOn) };
    }
    case 'refusal':
      return { state: 'refused', code: answer.code, partyCode: null };
  }
}
