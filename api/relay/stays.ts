import { HubProblem } from '../../domain/failures.ts';
import { invariant, never } from '../../domain/invariant.ts';
import { planOfStep } from '../../domain/repayment-steps.ts';
import { claimOfStep } from '../../domain/stay.ts';
import type { Outbox, OutboxItem } from '../../store/messages/outbox.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import type { DueWorkflows } from '../../store/stays/due-workflows.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { Notice } from '../../workflows/stay.messages.ts';
import type { ClaimName, StayAddress, StayFlow, Taken } from '../stays/flow.ts';
import { addressOf } from '../stays/start-anew.ts';
import type { StayWorkflows } from '../stays/workflows.ts';
import { type Relay, type RelayLog, retryDelayMs, startLoop } from './loop.ts';

/** What the relay works with; times in real milliseconds. */
export interface RelayParts {
  readonly outbox: Outbox;
  readonly stays: Pick<StayStore, 'stay' | 'shownAttention'>;
  readonly parties: Pick<PartyStore, 'institution'>;
  readonly flow: StayFlow;
  readonly workflows: Pick<StayWorkflows, 'startClaim' | 'startStay' | 'startRepayment'>;
  readonly dueWorkflows: Pick<DueWorkflows, 'claimStart'>;
  readonly log: RelayLog;
  /** How often it looks when nobody nudges. */
  readonly pollMs?: number;
}

const batch = 20;
const callMs = 4_000;

/**
 * Delivers at least once. A start is owed until the stay itself has written `begun`: an Update that no worker has taken lives
 * only in Temporal's memory, so Temporal's word is not enough.
 */
export function startRelay(parts: RelayParts): Relay {
  const work = async (): Promise<boolean> => {
    const items = await parts.outbox.due(batch);
    await Promise.all(items.map((item) => deliver(parts, item)));
    return items.length === batch;
  };
  // While the store is away nothing is lost: what was taken comes back when its lease has run out.
  return startLoop(
    [{ work, pollMs: parts.pollMs ?? 1_000 }],
    parts.log,
    'the relay could not reach the store',
  );
}

async function deliver(parts: RelayParts, item: OutboxItem): Promise<void> {
  const stay = await parts.stays.stay(item.caseRef);
  invariant(stay !== undefined, 'the outbox names a stay that is not in the store');
  const code = isOver(stay, item) ? null : await send(parts, stay, item);
  if (code === null) await parts.outbox.done(item.outboxId);
  else await parts.outbox.later(item.outboxId, retryDelayMs(item.attempts), code);
}

/** Null when it is delivered, else why not. */
async function send(parts: RelayParts, stay: StayRecord, item: OutboxItem): Promise<string | null> {
  const address = await addressOf(parts, stay);
  switch (item.kind) {
    case 'start-stay': {
      const { again } = item.payload;
      return provenBy(parts, item, await parts.flow.admit({ ...address, again }, callMs));
    }
    case 'discharge':
      return discharged(stay, await parts.flow.tellDischarge(address, callMs));
    case 'signal':
      return signalled(parts, address, item);
    case 'reopen-stay':
      return reopened(parts, address);
    case 'start-claim': {
      const claim = claimOfStep(item.noticeId);
      invariant(claim !== undefined, 'the outbox names a claim that is none');
      return startedClaim(parts, address, claim);
    }
    case 'start-repayment': {
      const plan = planOfStep(item.noticeId);
      invariant(plan !== undefined, 'the outbox names a plan that is none');
      return unlessAway(() => parts.workflows.startRepayment(address, plan));
    }
    default:
      return never(item.kind);
  }
}

/**
 * In the workflow's history, or the workflow is over or gone: then it is the reconciler's. That a step of the workflow wrote
 * `taken` is no proof: its task may have failed afterwards, and the Update with it.
 */
function discharged({ discharge }: StayRecord, taken: Taken<null>): string | null {
  if (taken.kind === 'done') return null;
  const known = discharge !== null && discharge.takenAt !== null;
  return taken.code === 'workflow-absent' && known ? null : taken.code;
}

async function signalled(
  { stays, flow }: RelayParts,
  address: StayAddress,
  item: OutboxItem,
): Promise<string | null> {
  const claim = claimOfStep(item.payload.claim ?? '');
  const plan = planOf(item);
  if (plan !== undefined) return planTold(flow, { ...address, plan }, noticeOf(item));
  const shown = claim === undefined ? { shown: await stays.shownAttention(item.caseRef) } : {};
  const to = claim === undefined ? address : { ...address, claim };
  const taken = await flow.notify(to, { ...noticeOf(item), ...shown }, callMs);
  if (taken.kind === 'done') return null;
  // A claim's workflow that has ended needs no news; one that was cut off is found by the reconciler.
  return claim !== undefined && taken.code === 'workflow-absent' ? null : taken.code;
}

/** A plan's workflow that has ended needs no news. */
async function planTold(
  flow: StayFlow,
  to: StayAddress & { readonly plan: number },
  news: Notice,
): Promise<string | null> {
  const taken = await flow.notify(to, news, callMs);
  return taken.kind === 'done' || taken.code === 'workflow-absent' ? null : taken.code;
}

function isOfStay(item: OutboxItem): boolean {
  return planOf(item) === undefined && item.payload.claim === undefined;
}

function planOf({ payload }: OutboxItem): number | undefined {
  return payload.plan === undefined ? undefined : Number(payload.plan);
}

/** One that runs already is as good. */
async function startedClaim(
  { workflows, dueWorkflows }: RelayParts,
  address: StayAddress,
  claim: ClaimName,
): Promise<string | null> {
  const start = await dueWorkflows.claimStart({ caseRef: address.caseRef, ...claim });
  return unlessAway(() => workflows.startClaim(address, start));
}

/** A stay that had closed waits again for what is due, from where it stood. */
async function reopened({ workflows }: RelayParts, address: StayAddress): Promise<string | null> {
  const carried = { stage: 'Settled', dischargeAsked: true, attention: null } as const;
  return unlessAway(() => workflows.startStay(address, carried));
}

async function unlessAway(start: () => Promise<boolean>): Promise<string | null> {
  try {
    await start();
    return null;
  } catch (failure) {
    if (failure instanceof HubProblem && failure.code === 'workflows-unavailable') return failure.code;
    throw failure;
  }
}

/** Only the store proves that the workflow has it. */
async function provenBy(parts: RelayParts, item: OutboxItem, taken: Taken<unknown>): Promise<string | null> {
  const stay = await parts.stays.stay(item.caseRef);
  if (stay !== undefined && isOver(stay, item)) return null;
  return taken.kind === 'done' ? 'not-in-store-yet' : taken.code;
}

/** What a stay that has ended needs no more; a plan of instalments outlives it, and so may the run of a claim. */
function isOver(stay: StayRecord, item: OutboxItem): boolean {
  const { stage, begunAt, closedAt } = stay;
  const hasEnded = stage === 'Cancelled' || stage === 'Refused' || closedAt !== null;
  switch (item.kind) {
    case 'start-stay':
      return stage === 'Cancelled' || begunAt !== null;
    case 'discharge':
      // A stay that was refused after its bill came in has no workflow that could take it.
      return stage === 'Cancelled' || stage === 'Refused';
    case 'signal':
      return isOfStay(item) && hasEnded;
    case 'reopen-stay':
      return stage !== 'Settled';
    case 'start-claim':
    case 'start-repayment':
      return false;
    default:
      return never(item.kind);
  }
}

const noticeKinds = [
  'patient-paid',
  'decided-by-hand',
  'retry-now',
  'resolved',
  'list-changed',
  'interim-due',
] as const satisfies readonly Notice['kind'][];

function noticeOf({ noticeId, payload }: OutboxItem): Notice {
  const kind = noticeKinds.find((known) => known === payload.kind);
  invariant(kind !== undefined, 'the outbox holds a notice of an unknown kind');
  return { noticeId, kind };
}
