import type { Instant } from '../../domain/dates.ts';
import { type CaseRef, reimbursementWorkflowId, stayWorkflowId } from '../../domain/ids.ts';
import type { FindingKind } from '../../domain/reconciliation.ts';
import type { AttentionCode } from '../../domain/stay.ts';
import type { DueWorkflows } from '../../store/stays/due-workflows.ts';
import type { ClaimStanding, StandingRecords, StayStanding } from '../../store/stays/standing.ts';
import type { Confirmed, Suspect } from '../relay/suspects.ts';
import { begins, type StartParts, startAnew } from './start-anew.ts';
import { type TellParts, tellAgain } from './told-again.ts';
import { caseOfWorkflow } from './workflow-names.ts';
import type { ShownByWorkflow } from './workflows.ts';

/** What compares stays with their workflows. */
export type ComparisonParts = StartParts &
  TellParts & {
    readonly dueWorkflows: DueWorkflows;
    readonly standing: StandingRecords;
    readonly stays: StartParts['stays'] & TellParts['stays'];
  };

/** One round: what changed after `before` is left out, messages younger than `ageMs` (real time) too. */
export interface Round {
  readonly running: ReadonlyMap<string, ShownByWorkflow>;
  readonly before: Instant;
  readonly ageMs: number;
}

const reconciler = 'hub/reconciler';
/** Said of a workflow, or by one whose own step fails: not told by the other side. */
const unsaid: readonly AttentionCode[] = ['workflow-gone', 'workflow-paused', 'hub-fault', 'worker-absent'];
const order: readonly string[] = ['Arrived', 'Admitted', 'Discharged', 'Settled'];

/** Running workflows of stays and claims that know less or more than the store, or wait for nothing. */
export async function compared(parts: ComparisonParts, round: Round): Promise<readonly Suspect[]> {
  const { running, before, ageMs } = round;
  const stays = (await parts.standing.stays(before)).flatMap((stay) => {
    const shown = running.get(stayWorkflowId(stay.institution, stay.caseRef));
    return shown !== undefined && differs(stay, shown) !== null ? [() => stayAgain(parts, round, stay)] : [];
  });
  const claims = (await parts.standing.claims(before)).flatMap((claim) => {
    const shown = running.get(idOf(claim));
    return shown !== undefined && isBehind(claim, shown) ? [() => claimAgain(parts, round, claim)] : [];
  });
  const messages = (await parts.standing.abandonedMessages(ageMs)).map(
    (one) => () => messageAgain(parts, round, one),
  );
  return [...stays, ...claims, ...messages];
}

/** What a workflow that should know as much as the store does not know, or knows beyond it. */
function differs(stay: StayStanding, { stage, attention }: ShownByWorkflow): FindingKind | null {
  const [store, flow] = [placeOf(begins(stay.stage)), stage === null ? null : placeOf(stage)];
  if (flow !== null && flow > store) return 'workflow-ahead';
  if (flow !== null && flow < store) return 'workflow-behind';
  if (stay.idle) return 'nobody-acts';
  const told = [stay.shown, attention].every((code) => !unsaid.some((other) => other === code));
  // What a claim waits for its own workflow shows, and the stay's may show it too.
  const alike = stay.shown === null || attention !== null;
  return told && !alike ? 'attention-differs' : null;
}

/** A stage that is no longer open lies behind all others. */
function placeOf(stage: string): number {
  const place = order.indexOf(stage);
  return place === -1 ? order.length : place;
}

async function stayAgain(
  parts: ComparisonParts,
  { before }: Round,
  { caseRef, institution }: StayStanding,
): Promise<Confirmed | null> {
  const about = stayWorkflowId(institution, caseRef);
  const [stay] = await parts.standing.stays(before, caseRef);
  const shown = await parts.workflows.shown(about);
  if (stay === undefined || shown === null) return null;
  const kind = differs(stay, shown);
  if (kind === null) return null;
  const act = (): Promise<boolean> =>
    kind === 'workflow-ahead' ? replaced(parts, caseRef, about) : tellAgain(parts, { caseRef });
  return { kind, subject: caseRef, about, act };
}

/** It believes what the store does not know: it is ended, and starts anew where the store stands. Safe by the keys of all that it sends. */
async function replaced(parts: ComparisonParts, caseRef: CaseRef, workflowId: string): Promise<boolean> {
  const stay = await parts.stays.stay(caseRef);
  const one = (await parts.dueWorkflows.of(caseRef)).find((due) => due.workflowId === workflowId);
  if (stay === undefined || one === undefined) return false;
  await parts.workflows.end(
    workflowId,
    'the store was restored to an earlier moment: started anew at its stage',
  );
  return startAnew(parts, { stay, one, actor: reconciler });
}

function idOf({ caseRef, payer, claimSequence }: ClaimStanding): string {
  return reimbursementWorkflowId(caseRef, payer, claimSequence);
}

/** It looks at the store each time that it asks: told again, it is as far. */
function isBehind({ state }: ClaimStanding, { stage }: ShownByWorkflow): boolean {
  return stage === 'intended' && state !== 'intended';
}

async function claimAgain(
  parts: ComparisonParts,
  { before }: Round,
  claim: ClaimStanding,
): Promise<Confirmed | null> {
  const { caseRef: subject } = claim;
  const about = idOf(claim);
  const now = (await parts.standing.claims(before, subject)).find((other) => idOf(other) === about);
  const shown = await parts.workflows.shown(about);
  if (now === undefined || shown === null || !isBehind(now, shown)) return null;
  const act = (): Promise<boolean> => tellAgain(parts, { caseRef: subject, claim: now });
  return { kind: 'workflow-behind', subject, about, act };
}

async function messageAgain(
  parts: ComparisonParts,
  { ageMs }: Round,
  { caseRef, messageKey: about }: { readonly caseRef: CaseRef; readonly messageKey: string },
): Promise<Confirmed | null> {
  const still = await parts.standing.abandonedMessages(ageMs, caseRef);
  if (!still.some(({ messageKey }) => messageKey === about)) return null;
  const [, step = '', payer, sequence] = about.split('/');
  const claim = step === '' ? undefined : caseOfWorkflow(`reimbursement/${caseRef}/${payer}/${sequence}`);
  const named = typeof claim === 'object' ? { claim: claim.claim } : {};
  return {
    ...{ kind: 'message-in-flight', subject: caseRef, about },
    act: () => tellAgain(parts, { caseRef, ...named }),
  };
}

/** Running workflows of stays, claims and plans that the store calls over, or of which it knows nothing. */
export async function notAskedFor(
  parts: ComparisonParts,
  { before }: Round,
  workflowId: string,
): Promise<Confirmed | null> {
  const named = caseOfWorkflow(workflowId);
  if (named === undefined || named === 'unreadable') return null;
  const { caseRef: subject, claim, plan } = named;
  const row = await parts.standing.rowOf(named, before);
  if (row === 'settling') return null;
  if (row === 'none') return { kind: 'workflow-without-row', subject, about: workflowId, person: true };
  const act = (): Promise<boolean> => tellAgain(parts, { caseRef: subject, claim, plan });
  return { kind: 'workflow-over', subject, about: workflowId, act };
}
