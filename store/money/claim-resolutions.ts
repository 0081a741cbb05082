import type { LocalDate } from '../../domain/dates.ts';
import { type Fen, subtractFen, zeroFen } from '../../domain/money.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from '../stays/attention.ts';
import type { Account } from './accounts.ts';
import {
  type ClaimResolved,
  fileFurther,
  lockClaim,
  lockDisputed,
  postAs,
  tellClaim,
  unfit,
  updateClaim,
} from './claim-rows.ts';
import { move, type Posting } from './ledger.ts';
import { type Obligation, refusedRest } from './obligations.ts';

/**
 * Books what the payer really paid for the whole claim (fen): what is missing is in dispute, what is too much stands as owed
 * back. Throws HubProblem `resolution-unfit` when that changes nothing.
 */
export async function bookPart(
  tx: Connection,
  resolved: ClaimResolved & { readonly paidFen: Fen; readonly paidOn: LocalDate },
): Promise<void> {
  const { caseRef, step, paidFen, paidOn, at } = resolved;
  const claim = await lockClaim(tx, resolved);
  const { owedFen } = claim;
  if (claim.restIs !== null) throw unfit('the rest of the claim was dealt with');
  const known = receivedOf(claim);
  if (paidFen < known && claim.state === 'refused') throw unfit('less than was booked before');
  const postings = [...shift(claim, known, least(paidFen, owedFen)), ...surplus(claim, paidFen)];
  await postAs(tx, resolved, { claim, postings });
  const full = paidFen >= owedFen;
  const state = full ? 'confirmed' : 'refused';
  await updateClaim(tx, claim, {
    ...{ state, paidOn, stateAt: at },
    ...(full
      ? { refusalCode: null, partPaidFen: zeroFen }
      : { refusalCode: 'part-paid', partPaidFen: paidFen }),
  });
  await tellClaim(tx, claim, { state, owedFen, paidFen, at });
  await clearIn(tx, { caseRef, step, at });
  if (full) return wakeClaim(tx, resolved);
  const detail = { kind: 'refusal', refusal: 'part-paid', partyCode: null } as const;
  const attention = { code: 'payer-refused', blockedOn: 'hospital', since: at, step, detail } as const;
  await raiseIn(tx, { caseRef, at, attention });
  await wakeClaim(tx, resolved);
}

/** Claims the rest anew, under the next number; its workflow is owed. */
export async function resubmit(tx: Connection, resolved: ClaimResolved): Promise<void> {
  const { caseRef, step, at } = resolved;
  const claim = await lockDisputed(tx, resolved);
  const { payer, party } = claim;
  const owedFen = refusedRest(claim);
  await postAs(tx, resolved, {
    claim,
    postings: move(owedFen, `disputed:${payer}`, `receivable:${payer}`),
  });
  await updateClaim(tx, claim, { restIs: 'resubmitted', stateAt: at });
  await fileFurther(tx, { caseRef, payer, party, owedFen, at });
  await clearIn(tx, { caseRef, step, at });
}

/** What the payer refused is the hospital's loss, never the patient's. */
export async function bear(tx: Connection, resolved: ClaimResolved): Promise<void> {
  const { caseRef, step, at } = resolved;
  const claim = await lockDisputed(tx, resolved);
  const { payer } = claim;
  await postAs(tx, resolved, {
    claim,
    postings: move(refusedRest(claim), `disputed:${payer}`, `borne:${payer}`),
  });
  await updateClaim(tx, claim, { restIs: 'borne', stateAt: at });
  await clearIn(tx, { caseRef, step, at });
}

/** What is booked as received of a claim so far, in fen. */
function receivedOf({ state, owedFen, partPaidFen }: Obligation): Fen {
  return state === 'confirmed' ? owedFen : partPaidFen;
}

/** Moves the claim's lines so that `paid` of it has come in and the rest is in dispute. */
function shift(claim: Obligation, known: Fen, paid: Fen): readonly Posting[] {
  const { payer, owedFen, state } = claim;
  const received: Account = `received:${payer}`;
  const disputed: Account = `disputed:${payer}`;
  switch (state) {
    case 'intended':
    case 'sent':
    case 'unknown': {
      const from: Account = state === 'intended' ? `receivable:${payer}` : `in-transit:${payer}`;
      return [...move(paid, from, received), ...move(subtractFen(owedFen, paid), from, disputed)];
    }
    case 'refused':
      return move(subtractFen(paid, known), disputed, received);
    case 'confirmed':
      return move(subtractFen(owedFen, paid), received, disputed);
    default:
      throw unfit(`the claim is ${state}`);
  }
}

function surplus({ payer, owedFen }: Obligation, paidFen: Fen): readonly Posting[] {
  return paidFen > owedFen
    ? move(subtractFen(paidFen, owedFen), `suspense:${payer}`, `received:${payer}`)
    : [];
}

function least(a: Fen, b: Fen): Fen {
  return a < b ? a : b;
}

/** The claim's own workflow looks at the store at once, not only on its payer's calendar. */
async function wakeClaim(tx: Connection, { caseRef, step, sequence }: ClaimResolved): Promise<void> {
  const noticeId = `resolution/${sequence}/claim`;
  await enqueue(tx, { kind: 'signal', caseRef, noticeId, payload: { kind: 'resolved', claim: step } });
}
