import type { DueWorkflows } from '../../store/stays/due-workflows.ts';
import type { ClaimName, StayAddress } from '../stays/flow.ts';
import type { StayWorkflows } from '../stays/workflows.ts';
import { unlessAway } from './unless-away.ts';

/** What the runs of claims are started with. */
export interface ClaimRunParts {
  readonly workflows: Pick<StayWorkflows, 'startClaim'>;
  readonly dueWorkflows: Pick<DueWorkflows, 'nextEnquiry' | 'of'>;
}

/**
 * Starts the run of a claim, or, where it was taken back before its payer had answered, the run that asks what the payer did. One
 * that runs already is as good. A claim that is followed again goes on after the questions that were answered.
 */
export async function startedClaim(
  { workflows, dueWorkflows }: ClaimRunParts,
  address: StayAddress,
  { payer, claimSequence }: ClaimName,
): Promise<string | null> {
  const { caseRef } = address;
  const claim = {
    payer,
    claimSequence,
    enquiries: await dueWorkflows.nextEnquiry({ caseRef, payer, claimSequence }),
  };
  const asked = (await dueWorkflows.of(caseRef)).some(
    (one) =>
      one.kind === 'claim' &&
      one.withdrawn === true &&
      one.payer === payer &&
      one.claimSequence === claimSequence,
  );
  return unlessAway(() => workflows.startClaim(address, asked ? { ...claim, withdrawn: true } : claim));
}
