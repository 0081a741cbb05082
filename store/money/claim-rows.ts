import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Fen } from '../../domain/money.ts';
import { claimOfStep, claimStep } from '../../domain/stay.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { type Posting, post } from './ledger.ts';
import { isDisputed, type Obligation, selectObligations } from './obligations.ts';

/** Which claim a person decides about, and under which of the stay's resolutions. */
export interface ClaimResolved {
  readonly caseRef: CaseRef;
  /** The step of the claim, `reimburse/<payer>/<sequence>`. */
  readonly step: string;
  /** Number of the resolution within the stay: it names the postings. */
  readonly sequence: number;
  readonly at: Instant;
}

export async function lockClaim(tx: Connection, { caseRef, step }: ClaimResolved): Promise<Obligation> {
  const named = claimOfStep(step);
  const claim =
    named &&
    (await selectObligations(tx)
      .where((eb) => eb.and({ caseRef, ...named }))
      .forUpdate('obligations')
      .executeTakeFirst());
  if (claim === undefined) throw unfit('no claim of the stay');
  return claim;
}

export async function lockDisputed(tx: Connection, resolved: ClaimResolved): Promise<Obligation> {
  const claim = await lockClaim(tx, resolved);
  if (!isDisputed(claim)) throw unfit(`the claim is ${claim.state}`);
  return claim;
}

/**
 * Files a further claim of a payer, under its next number; its workflow is owed. Number 1 is what the stay itself files: of the
 * end of every later one the stay is told (`owedNews`).
 */
export async function fileFurther(
  tx: Connection,
  claim: Pick<Obligation, 'caseRef' | 'payer' | 'party' | 'owedFen'> & { readonly at: Instant },
): Promise<void> {
  const { caseRef, payer, party, owedFen, at } = claim;
  const { last } = await tx
    .selectFrom('obligations')
    .select((eb) => eb.fn.max<number | null>('claimSequence').as('last'))
    .where((eb) => eb.and({ caseRef, payer }))
    .executeTakeFirstOrThrow();
  const next = { caseRef, payer, claimSequence: (last ?? 1) + 1 };
  await tx
    .insertInto('obligations')
    .values({ ...next, party, owedFen, stateAt: at })
    .execute();
  await tellClaim(tx, next, { state: 'intended', owedFen, at });
  await enqueue(tx, { kind: 'start-claim', caseRef, noticeId: claimStep(next) });
}

export async function postAs(
  tx: Connection,
  { caseRef, sequence, at }: ClaimResolved,
  { claim, postings }: { readonly claim: Obligation; readonly postings: readonly Posting[] },
): Promise<void> {
  const { payer, claimSequence } = claim;
  const key = `claim/${payer}/${claimSequence}/resolution-${sequence}` as const;
  await post(tx, { caseRef, key, postings, at });
}

export async function updateClaim(
  tx: Connection,
  { caseRef, payer, claimSequence }: Obligation,
  values: Partial<
    Pick<Obligation, 'state' | 'paidOn' | 'refusalCode' | 'partPaidFen' | 'restIs' | 'stateAt'>
  >,
): Promise<void> {
  const changed = await tx
    .updateTable('obligations')
    .set(values)
    .where((eb) => eb.and({ caseRef, payer, claimSequence }))
    .returning('caseRef')
    .executeTakeFirst();
  invariant(changed !== undefined, 'a claim that was locked is gone');
}

export async function tellClaim(
  tx: Connection,
  { caseRef, payer, claimSequence }: Pick<Obligation, 'caseRef' | 'payer' | 'claimSequence'>,
  {
    at,
    ...told
  }: { readonly state: string; readonly owedFen: Fen; readonly paidFen?: Fen; readonly at: Instant },
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
