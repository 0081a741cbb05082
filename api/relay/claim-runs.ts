import type { DueWorkflows } from '../../store/stays/due-workflows.ts';
import type { ClaimName, StayAddress } from '../stays/flow.ts';
import type { StayWorkflows } from '../stays/workflows.ts';
import { unlessAway } from './unless-away.ts';

/** What the runs of claims are started with. */
export interface ClaimRunParts {
  readonly workflows: Pick<StayWorkflows, 'startClaim'>;
  readonly dueWorkflows: Pick<DueWorkflows, 'nextEnquiry'>;
}

/** One that runs already is as good. A claim that is followed again goes on after the questions that were answered. */
export async function followed(
  { workflows, dueWorkflows }: ClaimRunParts,
  address: StayAddress,
  claim: ClaimName,
): Promise<string | null> {
  const { caseRef } = address;
  const enquiries = await dueWorkflows.nextEnquiry({ caseRef, ...claim });
  return unlessAway(() => workflows.startClaim(address, { ...claim, enquiries }));
}

/** What its payer did with a claim that was taken back is asked by a run of its own, once the one that followed the claim has ended. */
export async function askedAfterwards(
  { workflows, dueWorkflows }: ClaimRunParts,
  address: StayAddress,
  claim: ClaimName,
): Promise<string | null> {
  const { caseRef } = address;
  const enquiries = await dueWorkflows.nextEnquiry({ caseRef, ...claim });
  return unlessAway(
    () => workflows.startClaim(address, { ...claim, enquiries, withdrawn: true }),
    'claim-followed-still',
  );
}
