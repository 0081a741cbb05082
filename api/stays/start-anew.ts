import { invariant } from '../../domain/invariant.ts';
import type { Stage } from '../../domain/stay.ts';
import { type DueWorkflow, stepOf } from '../../store/stays/due-workflows.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import type { StayAddress } from './flow.ts';

/** What starts anew, whoever asks for it. */
export type StartParts = Pick<ApiDeps, 'workflows' | 'dueWorkflows' | 'clock'> & {
  readonly parties: Pick<ApiDeps['parties'], 'institution'>;
  readonly stays: Pick<ApiDeps['stays'], 'recordRestart' | 'clearAttention'>;
};

/**
 * Starts the workflow of a stay, of one of its claims or plans of instalments as the store has it, and writes who did. Nothing is done twice: every
 * message to a party has its key in the log. False: somebody else was faster, or it lives.
 */
export async function startAnew(
  parts: StartParts,
  what: { readonly stay: StayRecord; readonly one: DueWorkflow; readonly actor: string },
): Promise<boolean> {
  const { stay, one, actor } = what;
  const { caseRef } = stay;
  const [step, at] = [stepOf(one), parts.clock.now()];
  const started = await start(parts, { stay, address: await addressOf(parts, stay), one });
  if (started) await parts.stays.recordRestart({ caseRef, step, actor }, at);
  else await parts.stays.clearAttention(caseRef, step, at);
  return started;
}

async function start(
  { workflows, dueWorkflows }: StartParts,
  what: { readonly stay: StayRecord; readonly address: StayAddress; readonly one: DueWorkflow },
): Promise<boolean> {
  const { stay, address, one } = what;
  if (one.kind === 'repayment') return workflows.startRepayment(address, one.plan);
  if (one.kind === 'claim') return workflows.startClaim(address, await dueWorkflows.claimStart(one));
  const dischargeAsked = stay.discharge !== null;
  // Who was silent at the decision is asked again; where nobody was, the first look ends it.
  const inCare = stay.stage === 'Admitted' && !dischargeAsked;
  const carried = {
    ...{ stage: begins(stay.stage), dischargeAsked, attention: null },
    ...(inCare ? ({ keepersSilent: true } as const) : {}),
  };
  return workflows.startStay(address, carried);
}

/** Where the workflow begins: until the insurer knows of the admission it asks from the start, and finds what was answered. */
export function begins(stage: Stage): Stage {
  return stage === 'Identified' || stage === 'Covered' ? 'Arrived' : stage;
}

/** By what the workflow of a stay is found or started. */
export async function addressOf(
  { parties }: Pick<StartParts, 'parties'>,
  { caseRef, institution, scheme }: Pick<StayRecord, 'caseRef' | 'institution' | 'scheme'>,
): Promise<StayAddress> {
  const registered = await parties.institution(institution);
  invariant(registered !== undefined, 'a stay of an institution that is not registered');
  return { caseRef, institution, scheme, region: registered.division };
}
