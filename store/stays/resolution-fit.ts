import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { fitsFor, mendsRefusal } from '../../domain/resolutions.ts';
import type { Connection } from '../postgres/database.ts';
import { stayEventCodes, stayEventKinds } from './event-kinds.ts';
import { lockStay } from './records.ts';
import type { Proposal } from './resolution-rows.ts';

/** Not what a decision rests on: waits, tries, and the proposals themselves. */
const passing = stayEventCodes.filter((kind) => !stayEventKinds[kind].rests);

/** How often something happened to the stay that a decision rests on; whoever decides says which one they saw. */
export async function readRevision(connection: Connection, caseRef: CaseRef): Promise<number> {
  const { count } = await connection
    .selectFrom('stayEvents')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('caseRef', '=', caseRef)
    .where('kind', 'not in', passing)
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Locks the stay: something waits for the resolution, and nothing happened since the person looked. Throws HubProblem
 * `case-unknown`, `resolution-unfit`, `resolution-stale`.
 */
export async function expectFit(
  tx: Connection,
  { caseRef, kind, step, revision }: Pick<Proposal, 'caseRef' | 'kind' | 'step' | 'revision'>,
): Promise<void> {
  const { stage } = await lockStay(tx, caseRef);
  const waits = await tx
    .selectFrom('attention')
    .select('code')
    .where((eb) => eb.and({ caseRef, step }))
    .executeTakeFirst();
  // A refusal waits for nobody, and yet may rest on a slip in the name.
  const refused = stage === 'Refused' && step === 'decide' && mendsRefusal(kind);
  if (!refused && (waits === undefined || !fitsFor(kind).includes(waits.code)))
    throw new HubProblem('resolution-unfit', {
      detail: waits === undefined ? `nothing waits at ${step}` : `${waits.code} waits at ${step}`,
    });
  const now = await readRevision(tx, caseRef);
  if (now !== revision)
    throw new HubProblem('resolution-stale', { detail: `the stay is at revision ${now}` });
}

/** Throws HubProblem `resolution-open`: one proposal at a time about what waits. */
export async function expectNoneOpen(
  tx: Connection,
  { caseRef, step }: Pick<Proposal, 'caseRef' | 'step'>,
): Promise<void> {
  const open = await tx
    .selectFrom('resolutions')
    .select('resolutionSequence')
    .where((eb) => eb.and({ caseRef, step, state: 'proposed' }))
    .executeTakeFirst();
  if (open !== undefined)
    throw new HubProblem('resolution-open', { detail: `number ${open.resolutionSequence}` });
}
