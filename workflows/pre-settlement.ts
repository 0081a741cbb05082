import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/contract.ts';
import type { PreSettlementName } from '../domain/pre-settlement.ts';
import { nextTrySeconds } from '../domain/retry-pace.ts';
import { asideOptions } from './steps.ts';
import { troubleOf } from './trouble.ts';
import { requireSealed, sealedOnly } from './unsealed.ts';

const { preSettle } = sealedOnly(
  proxyActivities<Pick<Activities, 'preSettle'>>({
    ...asideOptions,
    startToCloseTimeout: '1 minute',
  }),
);

/** After so many tries the insurer is silent for this time; whoever wants to know asks again. */
const tries = 6;

/** What a bill would come to at the insurer, asked a few times. Nothing waits for it: neither the stay nor its discharge. */
export async function preSettlement(input: PreSettlementName): Promise<'answered'> {
  requireSealed(input);
  for (let attempts = 0; ; attempts += 1) {
    if ((await tried(input, attempts + 1 >= tries)) === 'answered') return 'answered';
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (continueAsNewSuggested || historyLength > 1_500) await continueAsNew<typeof preSettlement>(input);
    await sleep(nextTrySeconds(attempts) * 1_000);
  }
}

/** A fault of the hub itself ends nothing: it is told where faults are told, and tried again. */
async function tried(
  { caseRef, sequence }: PreSettlementName,
  last: boolean,
): Promise<'answered' | 'waiting'> {
  try {
    return (await preSettle({ caseRef, sequence, last })).kind;
  } catch (failure) {
    if (troubleOf(failure) === null) throw failure;
    return 'waiting';
  }
}
