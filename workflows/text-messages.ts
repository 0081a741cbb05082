import {
  condition,
  continueAsNew,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/contract.ts';
import { instantFromMillis } from '../domain/dates.ts';
import { nextTrySeconds } from '../domain/retry-pace.ts';
import type { Attention } from '../domain/stay.ts';
import { attentionSign } from './attention-sign.ts';
import { asideOptions } from './steps.ts';
import { type TextMessagesInput, textsDue } from './text-messages.messages.ts';
import { troubleOf } from './trouble.ts';
import { requireSealed, sealedOnly } from './unsealed.ts';

const { sweepTextMessages } = sealedOnly(
  proxyActivities<Pick<Activities, 'sweepTextMessages'>>({
    ...asideOptions,
    startToCloseTimeout: '10 minutes',
  }),
);

/** A message that becomes due is looked for after so long at most (real ms). */
const longestMs = 60_000;

/**
 * Sends the county's text messages and asks what became of them, round after round, until none is open; what comes later finds it started
 * again by the relay. What is to be done stands in the store.
 */
export async function textMessages(input: TextMessagesInput): Promise<'idle'> {
  requireSealed(input);
  let told = 0;
  setHandler(textsDue, () => {
    told += 1;
  });
  const sign = attentionSign(input.attention ?? null);
  for (let attempts = 0; ; ) {
    const heard = told;
    const round = await swept(input);
    if (round.kind === 'idle') break;
    if (round.kind === 'waiting') {
      sign.raise(round.attention);
      await sleep(nextTrySeconds(attempts) * 1_000);
      attempts += 1;
    } else {
      if (round.attention === undefined) sign.lower();
      else sign.raise(round.attention);
      attempts = 0;
      await condition(() => told > heard, Math.max(1_000, Math.min(longestMs, round.againInMs)));
    }
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (continueAsNewSuggested || historyLength > 1_500)
      await continueAsNew<typeof textMessages>({ ...input, attention: sign.shown() });
  }
  sign.lower();
  return 'idle';
}

async function swept({
  clockSpeed,
}: TextMessagesInput): Promise<
  Awaited<ReturnType<typeof sweepTextMessages>> | { readonly kind: 'waiting'; readonly attention: Attention }
> {
  const since = instantFromMillis(Date.now());
  try {
    return await sweepTextMessages({ clockSpeed });
  } catch (failure) {
    const trouble = troubleOf(failure);
    if (trouble === null) throw failure;
    return { kind: 'waiting', attention: { ...trouble, blockedOn: 'hub', since, step: 'text-messages' } };
  }
}
