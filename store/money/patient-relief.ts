import { chinaDate, type Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, minFen, subtractFen, sumFen, yuanString, zeroFen } from '../../domain/money.ts';
import { type ReliefKind, reliefKinds } from '../../domain/repayment.ts';
import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import type { Carried } from '../stays/carried.ts';
import { recordEvent } from '../stays/events.ts';
import { readOpenAmendment } from './amendments.ts';
import { unfit } from './claim-rows.ts';
import { type Posting, post } from './ledger.ts';
import { readBalance } from './patient-account.ts';
import { tellPatientPart } from './patient-part.ts';
import { allotOpen, fallOnPlan, fallsOnAccounts } from './repayment-plans.ts';

type Relieved = Extract<Wanted, { kind: 'waive' | 'write-off' }>;

/**
 * Named money takes the place of the patient's, or the hospital gives a debt up; of a plan the oldest instalments are asked for no more.
 * Throws HubProblem `resolution-unfit` beyond what is open, `amendment-open`.
 */
export async function relieve(
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  wanted: Relieved,
): Promise<void> {
  const { fen, approval, approvedOn } = wanted;
  if ((await readOpenAmendment(tx, caseRef)) !== undefined) throw new HubProblem('amendment-open');
  const balance = await readBalance(tx, caseRef);
  if (balance === undefined || fen > balance.balanceFen)
    throw unfit(`open are ${yuanString(balance?.balanceFen ?? zeroFen)}`);
  const kind = wanted.kind === 'waive' ? 'waived' : 'written-off';
  const source = wanted.kind === 'waive' ? wanted.source : null;
  const falls = await allotOpen(tx, { caseRef, amount: fen, balance, at });
  const relief = await write(tx, {
    caseRef,
    kind,
    fen,
    source,
    approval,
    approvedOn,
    resolution: sequence,
    at,
  });
  const postings = fallsOnAccounts(falls, fen, `${kind}:patient`);
  await post(tx, { caseRef, key: `relief/${relief}`, postings, at });
  const detail = { relief: kind, fen, approval, ...(source === null ? {} : { source }) };
  await recordEvent(tx, { caseRef, kind: 'own-part-relieved', detail, at });
  if (falls.plan !== null)
    await fallOnPlan(tx, { caseRef, plan: falls.plan, falls: falls.instalments, as: 'cut', at });
  await tellPatientPart(tx, { caseRef, balanceFen: subtractFen(balance.dueFen, falls.undeferredFen), at });
}

/** A bill that fell takes relief back before anything is paid back: what was written off first. Gives what leaves which account. */
export async function returnRelief(
  tx: Connection,
  returned: {
    readonly caseRef: CaseRef;
    readonly amount: Fen;
    readonly resolution: number;
    readonly at: Instant;
  },
): Promise<readonly Posting[]> {
  const { caseRef, amount, resolution, at } = returned;
  const postings: Posting[] = [];
  let left = amount;
  for (const kind of reliefKinds.toReversed()) {
    const part = minFen(left, await relieved(tx, { caseRef, kind }));
    if (part <= 0) continue;
    left = subtractFen(left, part);
    const fen = subtractFen(zeroFen, part);
    const none = { source: null, approval: null, approvedOn: chinaDate(at) } as const;
    await write(tx, { caseRef, kind, fen, ...none, resolution, at });
    await recordEvent(tx, { caseRef, kind: 'relief-returned', detail: { relief: kind, fen: part }, at });
    postings.push({ account: `${kind}:patient`, fen });
  }
  return postings;
}

async function relieved(
  tx: Connection,
  { caseRef, kind }: { readonly caseRef: CaseRef; readonly kind: ReliefKind },
): Promise<Fen> {
  const rows = await tx
    .selectFrom('patientReliefs')
    .select('fen')
    .where((eb) => eb.and({ caseRef, kind }))
    .execute();
  return sumFen(rows.map(({ fen }) => fen));
}

/** Gives its number. */
async function write(
  tx: Connection,
  row: {
    readonly caseRef: CaseRef;
    readonly kind: ReliefKind;
    readonly fen: Fen;
    readonly source: Extract<Relieved, { kind: 'waive' }>['source'] | null;
    readonly approval: string | null;
    readonly approvedOn: Relieved['approvedOn'];
    readonly resolution: number;
    readonly at: Instant;
  },
): Promise<number> {
  const { resolution, at, ...said } = row;
  const { last } = await tx
    .selectFrom('patientReliefs')
    .select((eb) => eb.fn.max<number | null>('reliefSequence').as('last'))
    .where('caseRef', '=', row.caseRef)
    .executeTakeFirstOrThrow();
  const reliefSequence = (last ?? 0) + 1;
  await tx
    .insertInto('patientReliefs')
    .values({ ...said, reliefSequence, resolutionSequence: resolution, recordedAt: at })
    .execute();
  return reliefSequence;
}
