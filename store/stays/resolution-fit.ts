import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { atStagesOf, fitsFor, mendsRefusal, offeredAt, standsAt } from '../../domain/resolutions.ts';
import type { Stage } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { stayEventCodes, stayEventKinds } from './event-kinds.ts';
import { lockStay } from './locks.ts';
import type { Proposal } from './resolution-rows.ts';

/** Not what a decision rests on: waits, tries, and the proposals themselves. */
export const passing = stayEventCodes.filter((kind) => !stayEventKinds[kind].rests);

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
 * `case-unknown`, `resolution-unfit`, `resolution-stale`, `cancel-after-settlement`.
 */
export async function expectFit(
  tx: Connection,
  { caseRef, kind, step, revision }: Pick<Proposal, 'caseRef' | 'kind' | 'step' | 'revision'>,
): Promise<void> {
  const { stage } = await lockStay(tx, caseRef);
  if (!fitsStage({ kind, step }, stage)) await expectWaits(tx, { caseRef, kind, step }, stage);
  const now = await readRevision(tx, caseRef);
  if (now !== revision)
    throw new HubProblem('resolution-stale', { detail: `the stay is at revision ${now}` });
}

type Named = Pick<Proposal, 'kind' | 'step'>;

/** Throws HubProblem `cancel-after-settlement`, `resolution-unfit` where only a stage counts. */
function fitsStage({ kind, step }: Named, stage: Stage): boolean {
  const of = atStagesOf(kind);
  if (of === undefined || !standsAt(of, step)) return false;
  if (of.stages.includes(stage)) return true;
  const offered = offeredAt(stage).join(', ');
  const detail = `the stay is ${stage}${offered === '' ? '' : `; what fits: ${offered}`}`;
  const settled = stage === 'Settled' || stage === 'Closed';
  throw new HubProblem(kind === 'cancel' && settled ? 'cancel-after-settlement' : 'resolution-unfit', {
    detail,
  });
}

async function expectWaits(
  tx: Connection,
  { caseRef, kind, step }: Named & Pick<Proposal, 'caseRef'>,
  stage: Stage,
): Promise<void> {
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
