import { accountResolutions } from '../../domain/account-resolutions.ts';
import { HubProblem } from '../../domain/failures.ts';
import { never } from '../../domain/invariant.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { isDead } from '../money/deaths.ts';
import { defer } from '../money/deferral.ts';
import { relieve } from '../money/patient-relief.ts';
import { owePlanNews, readRunningPlan } from '../money/repayment-plans.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import type { Carried } from './carried.ts';
import { recordEvent } from './events.ts';

/** What is done about a patient's own part that is not paid. */
export type AccountWanted = Extract<
  Wanted,
  { kind: 'defer' | 'waive' | 'write-off' | 'confirm-hardship' | 'record-death' }
>;

/** Whether it is about the patient's account. */
export function isAccountWanted(wanted: Wanted): wanted is AccountWanted {
  return Object.hasOwn(accountResolutions, wanted.kind);
}

/** Throws HubProblem `resolution-unfit`, `amendment-open`. */
export async function carryOutAccount(
  sealer: Sealer,
  tx: Connection,
  carried: Carried,
  wanted: AccountWanted,
): Promise<void> {
  switch (wanted.kind) {
    case 'defer':
      return defer(sealer, tx, carried, wanted);
    case 'waive':
    case 'write-off':
      return relieve(tx, carried, wanted);
    case 'confirm-hardship':
      return learn(tx, carried, { circumstance: 'hardship', since: wanted.confirmedOn });
    case 'record-death':
      return learn(tx, carried, { circumstance: 'died', since: wanted.diedOn });
    default:
      return never(wanted);
  }
}

/** What the hospital learned of the person: it moves no amount, and a death ends reminders. */
async function learn(
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  learned: {
    readonly circumstance: 'hardship' | 'died';
    readonly since: Extract<AccountWanted, { kind: 'record-death' }>['diedOn'];
  },
): Promise<void> {
  if (learned.circumstance === 'died' && (await isDead(tx, caseRef)))
    throw new HubProblem('resolution-unfit', { detail: 'the death was recorded before' });
  const written = await tx
    .insertInto('patientCircumstances')
    .values({ caseRef, resolutionSequence: sequence, ...learned })
    .onConflict((oc) => oc.doNothing())
    .returning('since')
    .executeTakeFirst();
  if (written === undefined)
    throw new HubProblem('resolution-unfit', { detail: 'the death was recorded before' });
  const kind = learned.circumstance === 'died' ? 'patient-died' : 'hardship-confirmed';
  await recordEvent(tx, { caseRef, kind, detail: { since: learned.since }, at });
  const running = await readRunningPlan(tx, caseRef);
  if (running !== null) await owePlanNews(tx, { caseRef, plan: running.plan, at });
}
