import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { interimStep } from '../../domain/staging.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import { markUnregistered } from '../stays/impersonated.ts';
import { lockStay } from '../stays/locks.ts';
import { dropAmendment } from './amendments.ts';
import { unfit } from './claim-rows.ts';
import { moveCore, readLastCore } from './core-settlements.ts';
import { keepInterim } from './interim-acts.ts';

/** What people decide about the newest settlement of the core; the stay's row is locked. */
interface CoreResolved {
  readonly caseRef: CaseRef;
  readonly step: string;
  readonly at: Instant;
}

/**
 * A core answer that broke the rules: it is taken back, then asked anew under a key of its own; `accountUsed` where the patient says
 * anew whether the account is to be used. Throws HubProblem `resolution-unfit`.
 */
export async function reverseCore(
  tx: Connection,
  { caseRef, step, accountUsed, at }: CoreResolved & { readonly accountUsed: boolean | undefined },
): Promise<void> {
  const core = await readLastCore(tx, caseRef);
  if (core?.state !== 'settled')
    throw unfit(`the core has settled nothing that could be taken back (${core?.state ?? 'no settlement'})`);
  await moveCore(tx, { caseRef, coreSequence: core.coreSequence, state: 'reversing', at });
  if (accountUsed !== undefined) await chooseAccount(tx, caseRef, accountUsed);
  await clearIn(tx, { caseRef, step, at });
}

/** With the corrected bill while one is on its way. */
async function chooseAccount(tx: Connection, caseRef: CaseRef, accountUsed: boolean): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('amendments')
    .set({ accountUsed })
    .where('caseRef', '=', caseRef)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    await tx.updateTable('discharges').set({ accountUsed }).where('caseRef', '=', caseRef).execute();
}

/**
 * What the core answered counts as the payers' result, though the scheme would cap or raise it: the stay settles by it. Throws HubProblem
 * `resolution-unfit`.
 */
export async function acceptAnswer(
  tx: Connection,
  { caseRef, step, sequence, at }: CoreResolved & { readonly sequence: number },
): Promise<void> {
  const core = await readLastCore(tx, caseRef);
  if (core?.state !== 'settled') throw unfit(`no settlement of the core stands (${core?.state ?? 'none'})`);
  const { coreSequence, settlementRef } = core;
  await tx
    .updateTable('coreSettlements')
    .set({ acceptedBy: sequence })
    .where((eb) => eb.and({ caseRef, coreSequence }))
    .execute();
  await recordEvent(tx, { caseRef, kind: 'answer-accepted', detail: { sequence, settlementRef }, at });
  await clearIn(tx, { caseRef, step, at });
}

/**
 * The insurer takes it back no more: its settlement stays as it is. Of a stay under somebody else's card the bureau takes it out of
 * its books by hand, and the stay goes on as if it had been taken back. Throws HubProblem `resolution-unfit`.
 */
export async function keepSettlement(tx: Connection, { caseRef, step, at }: CoreResolved): Promise<void> {
  const { impersonatedBy, cancelledBy } = await lockStay(tx, caseRef);
  await expectAllAnswered(tx, caseRef);
  if (impersonatedBy !== null && cancelledBy === null) {
    if (step !== 'cancel')
      throw unfit('the stay is void: what the insurer has of it waits at the step cancel');
    const core = await readLastCore(tx, caseRef);
    if (core !== undefined)
      await moveCore(tx, { caseRef, coreSequence: core.coreSequence, state: 'reversed', at });
    await markUnregistered(tx, caseRef, at);
    return void (await clearIn(tx, { caseRef, step, at }));
  }
  const core = await readLastCore(tx, caseRef);
  if (step === interimStep && core?.interimSequence != null) await keepInterim(tx, caseRef);
  else if (step !== 'settle') throw unfit('no settlement is being taken back');
  if (core === undefined || core.state === 'reversed') throw unfit('no settlement is being taken back');
  await moveCore(tx, { caseRef, coreSequence: core.coreSequence, state: 'settled', at });
  await dropAmendment(tx, caseRef, at);
  await clearIn(tx, { caseRef, step, at });
}

/** While the insurer is asked once more to take it back, nobody knows whether it still stands. */
async function expectAllAnswered(tx: Connection, caseRef: CaseRef): Promise<void> {
  const open = await tx
    .selectFrom('messages')
    .select('messageKey')
    .where('caseRef', '=', caseRef)
    .where('operation', 'in', ['cancelSettlement', 'cancelDischarge', 'cancelAdmission'])
    .where('answeredAt', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (open !== undefined)
    throw unfit('the insurer was asked once more: wait for its answer, or record its outcome first');
}
