import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/contract.ts';
import { instantFromMillis } from '../domain/dates.ts';
import type { ReconciliationName } from '../domain/insurer-reconciliation.ts';
import { nextTrySeconds } from '../domain/retry-pace.ts';
import type { Attention } from '../domain/stay.ts';
import { attentionSign } from './attention-sign.ts';
import { asideOptions } from './steps.ts';
import { troubleOf } from './trouble.ts';
import { requireSealed, sealedOnly } from './unsealed.ts';

const { reconcileWithInsurer } = sealedOnly(
  proxyActivities<Pick<Activities, 'reconcileWithInsurer'>>({
    ...asideOptions,
    startToCloseTimeout: '10 minutes',
  }),
);

/** One reconciliation with the insurer, tried until it is answered; what it comes to stands in the store. Whoever ends it finds it started again by the relay. */
export async function insurerReconciliation(input: ReconciliationName): Promise<'answered'> {
  requireSealed(input);
  const sign = attentionSign();
  for (let attempts = 0; ; attempts += 1) {
    const waits = await tried(input);
    if (waits === null) break;
    sign.raise(waits);
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (continueAsNewSuggested || historyLength > 1_500)
      await continueAsNew<typeof insurerReconciliation>(input);
    await sleep(nextTrySeconds(attempts) * 1_000);
  }
  sign.lower();
  return 'answered';
}

/** Null: it is answered. */
async function tried(input: ReconciliationName): Promise<Attention | null> {
  const since = instantFromMillis(Date.now());
  try {
    const swept = await reconcileWithInsurer(input);
    return swept.kind === 'answered' ? null : swept.attention;
  } catch (failure) {
    const trouble = troubleOf(failure);
    if (trouble === null) throw failure;
    return { ...trouble, blockedOn: 'hub', since, step: 'reconcile-insurer' };
  }
}
