import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { addFen, type Fen, sumFen, zeroFen } from '../../domain/money.ts';
import { claimOfStep, claimStep } from '../../domain/stay.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import type { Debtor } from './accounts.ts';
import { readStanding } from './claim-events.ts';
import { claimMovement, disputedOf } from './claim-figures.ts';
import { showClaim } from './claim-waits.ts';
import { post } from './ledger.ts';
import type { RestOfClaim } from './obligation-states.ts';
import { lockedObligation, type Obligation, writeObligation } from './obligations.ts';

/** Which claim a person decides about, and under which of the stay's resolutions. */
export interface ClaimResolved {
  readonly caseRef: CaseRef;
  /** The step of the claim, `reimburse/<payer>/<sequence>`. */
  readonly step: string;
  /** Number of the resolution within the stay: it names the postings. */
  readonly sequence: number;
  readonly at: Instant;
}

/** Locks the claim that a resolution is about. Throws HubProblem `resolution-unfit`. */
export async function lockClaim(tx: Connection, { caseRef, step }: ClaimResolved): Promise<Obligation> {
  const named = claimOfStep(step);
  const claim = named && (await lockedObligation(tx, { caseRef, ...named }));
  if (claim === undefined) throw unfit('no claim of the stay');
  return claim;
}

/** The same of one of which something is in dispute. Throws HubProblem `resolution-unfit`. */
export async function lockDisputed(tx: Connection, resolved: ClaimResolved): Promise<Obligation> {
  const claim = await lockClaim(tx, resolved);
  if (disputedOf(claim) === 0) throw unfit(`the claim is ${claim.state}`);
  return claim;
}

/**
 * Files a further claim of a payer, under its next number; its workflow is owed. Number 1 is what the stay itself files: of the
 * end of every later one the stay is told (`owedNews`).
 */
export async function fileFurther(
  tx: Connection,
  claim: Pick<Obligation, 'caseRef' | 'payer' | 'party' | 'owedFen'> &
    Partial<Pick<Obligation, 'interimSequence'>> & { readonly at: Instant },
): Promise<void> {
  const { caseRef, payer, party, owedFen, interimSequence = null, at } = claim;
  const { last } = await tx
    .selectFrom('obligations')
    .select((eb) => eb.fn.max<number | null>('claimSequence').as('last'))
    .where((eb) => eb.and({ caseRef, payer }))
    .executeTakeFirstOrThrow();
  const next = { caseRef, payer, claimSequence: (last ?? 1) + 1 };
  await tx
    .insertInto('obligations')
    .values({ ...next, party, owedFen, interimSequence, stateAt: at })
    .execute();
  await tellClaim(tx, next, { state: 'intended', owedFen, at });
  await enqueue(tx, { kind: 'start-claim', caseRef, noticeId: claimStep(next) });
}

/**
 * What was refused is borne, or leaves the claim for those that take it over (`taken`, fen by payer); what of it is deducted is
 * only ever borne, after the rest. The stay is shown what the claim waits for then.
 */
export async function resolveRest(
  tx: Connection,
  { caseRef, sequence, at }: ClaimResolved,
  resolved: {
    readonly claim: Obligation;
    readonly restIs: RestOfClaim;
    readonly taken: readonly { readonly payer: Debtor; readonly fen: Fen }[];
  },
): Promise<void> {
  const { claim, restIs, taken } = resolved;
  const { payer, claimSequence } = claim;
  const after = restDone(claim, { restIs, at, takenFen: sumFen(taken.map((one) => one.fen)) });
  const further = taken.map((one) => ({ account: `receivable:${one.payer}` as const, fen: one.fen }));
  const postings = [...claimMovement(payer, claim, after), ...further];
  await post(tx, { caseRef, key: `claim/${payer}/${claimSequence}/resolution-${sequence}`, postings, at });
  await writeObligation(tx, after);
  const { deductedCode } = await readStanding(tx, after);
  const shown = after.deductedFen > 0 ? { ...after, refusalCode: deductedCode ?? after.refusalCode } : after;
  await showClaim(tx, shown, at);
}

/** The refused rest first; where nothing is in dispute, what was deducted. */
function restDone(
  claim: Obligation,
  done: { readonly restIs: RestOfClaim; readonly takenFen: Fen; readonly at: Instant },
): Obligation {
  const { restIs, takenFen, at } = done;
  const rest = disputedOf(claim);
  const same = { ...claim, stateAt: at };
  if (restIs !== 'borne') {
    const outsideFen = addFen(claim.outsideFen, restIs === 'paid-outside' ? takenFen : zeroFen);
    return { ...same, restIs, movedFen: addFen(claim.movedFen, takenFen), outsideFen };
  }
  if (rest > 0) return { ...same, restIs, borneFen: addFen(claim.borneFen, rest) };
  const borneFen = addFen(claim.borneFen, claim.deductedFen);
  const borne = { ...same, borneFen, deductedFen: zeroFen, answerUntil: null };
  return { ...borne, restIs: claim.state === 'refused' ? restIs : null };
}

async function tellClaim(
  tx: Connection,
  { caseRef, payer, claimSequence }: Pick<Obligation, 'caseRef' | 'payer' | 'claimSequence'>,
  { at, ...told }: { readonly state: string; readonly owedFen: Fen; readonly at: Instant },
): Promise<void> {
  await recordEvent(tx, {
    ...{ caseRef, kind: 'obligation-changed', at },
    detail: { payer, claimSequence, ...told },
  });
}

/** Says why a resolution does not fit. */
export function unfit(detail: string): HubProblem {
  return new HubProblem('resolution-unfit', { detail });
}
