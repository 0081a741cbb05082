import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { invariant } from '../../domain/invariant.ts';
import { subtractFen } from '../../domain/money.ts';
import { claimStep } from '../../domain/stay.ts';
import { enqueue, oweNews } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import { reopenIn } from '../stays/reopening.ts';
import {
  type ClaimEvent,
  type ClaimStandingByEvents,
  readStanding,
  writeClaimEvent,
} from './claim-events.ts';
import {
  type ClaimFigures,
  claimMovement,
  disputedOf,
  isSettledClaim,
  paidOf,
  receivedOf,
} from './claim-figures.ts';
import { stepped } from './claim-fold.ts';
import { showClaim } from './claim-waits.ts';
import { post } from './ledger.ts';
import { advance } from './obligation-advance.ts';
import type { ObligationKey } from './obligation-key.ts';
import { obligationIsFinal } from './obligation-states.ts';
import { lockedObligation, type Obligation, writeObligation } from './obligations.ts';

/** Locks a claim. Throws HubProblem `case-unknown`. */
export async function lockObligation(tx: Connection, key: ObligationKey): Promise<Obligation> {
  const claim = await lockedObligation(tx, key);
  if (claim === undefined) throw new HubProblem('case-unknown');
  return claim;
}

/**
 * Takes what happened to a claim: event, figures, ledger, what the stay waits for, and what its workflows are owed, in the
 * caller's transaction. What is known already changes nothing. Throws HubProblem `claim-unfit` while a payment of it is being
 * undone, `case-unknown`.
 */
export async function bookClaimEvents(
  tx: Connection,
  key: ObligationKey,
  events: readonly ClaimEvent[],
  at: Instant,
): Promise<Obligation> {
  const { stage } = await lockStay(tx, key.caseRef);
  const first = await lockObligation(tx, key);
  const [told] = events;
  let claim = told === undefined ? first : await knownElsewhere(tx, first, { evidence: told.evidence, at });
  for (const event of events) claim = await bookOne(tx, claim, { ...event, at });
  if (claim === first) return claim;
  await showClaim(tx, claim, at);
  if (stage === 'Closed' && !isSettledClaim(claim)) await reopenIn(tx, { caseRef: key.caseRef, at });
  return claim;
}

/**
 * A claim that never left the hub, and of which its payer, the bank or a paper tells: it was filed otherwise, and counts as sent. The
 * caller has locked it.
 */
export async function knownElsewhere(
  tx: Connection,
  claim: Obligation,
  { evidence, at }: { readonly evidence: string; readonly at: Instant },
): Promise<Obligation> {
  if (claim.state !== 'intended') return claim;
  const sent = await advance(tx, { obligation: claim, waits: [], news: { state: 'sent', evidence }, at });
  invariant(sent !== null, 'a claim that is held moved');
  return sent.obligation;
}

async function bookOne(
  tx: Connection,
  before: Obligation,
  event: ClaimEvent & { readonly at: Instant },
): Promise<Obligation> {
  if (before.state === 'reversed')
    throw new HubProblem('claim-unfit', { detail: `the claim is ${before.state}` });
  const id = await writeClaimEvent(tx, before, event);
  if (id === null) return before;
  const { at, kind, day, actor } = event;
  const standing = await readStanding(tx, before);
  const receivedFen = receivedOf(standing);
  if (receivedFen < 0) throw new HubProblem('claim-unfit', { detail: 'more was taken back than came in' });
  const figures = stepped(before, { kind, fen: event.fen, receivedFen });
  const more = paidOf(figures) > paidOf(before);
  const isOpenAgain = obligationIsFinal(before.state) && !obligationIsFinal(figures.state);
  const after: Obligation = {
    ...before,
    ...figures,
    ...codesOf({ ...before, ...figures }, standing),
    paidOn: more ? day : before.paidOn,
    reopened: before.reopened || isOpenAgain,
    // Its own run follows it again.
    askedUntil: isOpenAgain ? null : before.askedUntil,
    ...restOf(before, figures, kind),
    stateAt: at,
  };
  // Other movements take what leaves a claim to another one; what is taken back leaves the bill's payers.
  const leaves = { account: 'billed', fen: subtractFen(after.movedFen, before.movedFen) } as const;
  const postings = [...claimMovement(before.payer, before, after), leaves];
  const { caseRef, payer, claimSequence, owedFen } = after;
  await post(tx, { caseRef, key: `claim/${payer}/${claimSequence}/event-${id}`, postings, at });
  await writeObligation(tx, after);
  const amount = event.fen === 0 ? {} : { fen: event.fen };
  const by = actor === null ? {} : { actor };
  await recordEvent(tx, {
    ...{ caseRef, kind: 'obligation-changed', at },
    detail: { payer, claimSequence, state: after.state, owedFen, what: kind, ...amount, ...by },
  });
  await owe(tx, { before, after, id });
  return after;
}

/** What became of its rest, as people said; null: nobody has, or nothing is missing. */
function restOf(
  before: Obligation,
  figures: ClaimFigures,
  kind: ClaimEvent['kind'],
): Partial<Pick<Obligation, 'restIs' | 'refusalCode'>> {
  if (!isSettledClaim(figures) || figures.state === 'confirmed') return { restIs: null };
  return kind === 'withdrawn' ? { restIs: 'withdrawn', refusalCode: 'withdrawn' } : { restIs: before.restIs };
}

/** Why a part of it is missing: what is disputed comes before what is deducted. */
function codesOf(
  claim: Obligation,
  { refusedCode, deductedCode, answerUntil }: ClaimStandingByEvents,
): Pick<Obligation, 'refusalCode' | 'answerUntil'> {
  const until = claim.deductedFen > 0 ? answerUntil : null;
  if (claim.state !== 'refused') return { refusalCode: null, answerUntil: until };
  const known = claim.refusalCode ?? refusedCode ?? deductedCode ?? 'refused';
  if (disputedOf(claim) > 0) return { refusalCode: refusedCode ?? known, answerUntil: until };
  return { refusalCode: claim.deductedFen > 0 ? (deductedCode ?? known) : known, answerUntil: until };
}

/** Its own workflow ends or begins again, and the stay looks at the store. */
async function owe(
  tx: Connection,
  { before, after, id }: { readonly before: Obligation; readonly after: Obligation; readonly id: number },
): Promise<void> {
  const { caseRef } = after;
  const step = claimStep(after);
  const [was, is] = [obligationIsFinal(before.state), obligationIsFinal(after.state)];
  if (was && !is) await enqueue(tx, { kind: 'start-claim', caseRef, noticeId: step });
  if (!was && is)
    await oweNews(tx, { caseRef, noticeId: `claim-event/${id}/claim`, kind: 'resolved', claim: step });
  await oweNews(tx, { caseRef, noticeId: `claim-event/${id}`, kind: 'resolved' });
}
