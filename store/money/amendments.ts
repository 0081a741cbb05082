import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Fen } from '../../domain/money.ts';
import type { Stage } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import { stayPlace } from '../stays/records.ts';
import { reopenIn } from '../stays/reopening.ts';
import { unfit } from './claim-rows.ts';
import { moveCore, readLastCore } from './core-settlements.ts';
import { isUnresolved, selectObligations } from './obligations.ts';

/** A bill that takes the place of another one, in fen. */
export interface AmendedBill {
  readonly totalFen: Fen;
  readonly outOfPolicyFen: Fen;
}

/** A corrected bill on its way, under the resolution by which people corrected it. */
export type OpenAmendment = AmendedBill & { readonly resolution: number };

/** The corrected bill that is on its way to a settlement, if any. */
export async function readOpenAmendment(
  connection: Connection,
  caseRef: CaseRef,
): Promise<OpenAmendment | undefined> {
  return connection
    .selectFrom('amendments')
    .select(['totalFen', 'outOfPolicyFen', 'resolutionSequence as resolution'])
    .where('caseRef', '=', caseRef)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
}

/**
 * Corrects the bill of a settled stay: what the core settled is to be taken back, then all is settled anew. A closed stay is
 * open again, and its workflow is owed. Throws HubProblem `amendment-open`, `amend-inputs-missing`,
 * `amend-claim-disputed`, `resolution-unfit`.
 */
export async function amend(
  sealer: Sealer,
  tx: Connection,
  {
    caseRef,
    sequence,
    bill,
    accountUsed,
    at,
  }: {
    readonly caseRef: CaseRef;
    readonly sequence: number;
    readonly bill: AmendedBill & { readonly items?: readonly unknown[] | undefined };
    readonly accountUsed?: boolean | undefined;
    readonly at: Instant;
  },
): Promise<void> {
  const { stage } = await lockStay(tx, caseRef);
  if ((await readOpenAmendment(tx, caseRef)) !== undefined) throw new HubProblem('amendment-open');
  await expectAmendable(tx, caseRef, { ...bill, accountUsed });
  await open(sealer, tx, { caseRef, sequence, bill, accountUsed, stage, at });
}

/**
 * Takes a settlement back without putting another bill in its place: the same bill is settled anew. Throws HubProblem
 * `amendment-open`.
 */
export async function takeBackWhole(
  sealer: Sealer,
  tx: Connection,
  taken: Omit<Opened, 'bill' | 'accountUsed'>,
): Promise<void> {
  const { caseRef } = taken;
  if ((await readOpenAmendment(tx, caseRef)) !== undefined) throw new HubProblem('amendment-open');
  const { totalFen, outOfPolicyFen, billSealed } = await tx
    .selectFrom('discharges')
    .select(['totalFen', 'outOfPolicyFen', 'billSealed'])
    .where('caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
  const bill = sealer.open(billSealed, stayPlace('bill', caseRef));
  await open(sealer, tx, { ...taken, bill: { ...bill, totalFen, outOfPolicyFen } });
}

/** A bill that is to be settled anew, under the resolution that says so. */
interface Opened {
  readonly caseRef: CaseRef;
  readonly sequence: number;
  readonly bill: AmendedBill;
  /** Left out: as it was chosen before. */
  readonly accountUsed?: boolean | undefined;
  readonly stage: Stage;
  readonly at: Instant;
}

async function open(
  sealer: Sealer,
  tx: Connection,
  { caseRef, sequence, bill, accountUsed, stage, at }: Opened,
): Promise<void> {
  const { totalFen, outOfPolicyFen } = bill;
  const billSealed = sealer.seal(bill, stayPlace(`amended-bill-${sequence}`, caseRef));
  await tx
    .insertInto('amendments')
    .values({
      ...{ caseRef, resolutionSequence: sequence, totalFen, outOfPolicyFen, billSealed, openedAt: at },
      accountUsed: accountUsed ?? null,
    })
    .execute();
  const core = await readLastCore(tx, caseRef);
  if (core !== undefined)
    await moveCore(tx, { caseRef, coreSequence: core.coreSequence, state: 'reversing', at });
  await recordEvent(tx, { caseRef, kind: 'amendment-begun', detail: { sequence, totalFen }, at });
  if (stage === 'Closed') await reopenIn(tx, { caseRef, at });
}

/** The corrected bill is dropped: the insurer takes its settlement back no more. */
export async function dropAmendment(tx: Connection, caseRef: CaseRef, at: Instant): Promise<void> {
  await tx
    .updateTable('amendments')
    .set({ endedAt: at, ending: 'kept' })
    .where('caseRef', '=', caseRef)
    .where('endedAt', 'is', null)
    .execute();
}

async function expectAmendable(
  tx: Connection,
  caseRef: CaseRef,
  bill: AmendedBill & { readonly accountUsed: boolean | undefined },
): Promise<void> {
  const known = await tx
    .selectFrom('discharges')
    .innerJoin('settlements', 'settlements.caseRef', 'discharges.caseRef')
    .select(['discharges.totalFen', 'discharges.outOfPolicyFen', 'accountUsed', 'requestSealed'])
    .where('discharges.caseRef', '=', caseRef)
    .executeTakeFirst();
  invariant(known !== undefined, 'a settled stay without a bill');
  if (known.requestSealed === null) throw new HubProblem('amend-inputs-missing');
  const { accountUsed = known.accountUsed } = bill;
  const sameBill = known.totalFen === bill.totalFen && known.outOfPolicyFen === bill.outOfPolicyFen;
  if (sameBill && known.accountUsed === accountUsed) throw unfit('the bill says so already');
  const claims = await selectObligations(tx).where('caseRef', '=', caseRef).execute();
  const disputed = claims.find(isUnresolved);
  if (disputed !== undefined) throw new HubProblem('amend-claim-disputed', { detail: disputed.payer });
}
