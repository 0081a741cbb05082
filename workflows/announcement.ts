import {
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/contract.ts';
import { announcementDetails } from '../domain/announcements.ts';
import { instantFromMillis } from '../domain/dates.ts';
import { textMessagesWorkflowId } from '../domain/ids.ts';
import { nextTrySeconds } from '../domain/retry-pace.ts';
import { type AnnouncementInput, announcementTurned } from './announcement.messages.ts';
import { type AttentionSign, attentionSign } from './attention-sign.ts';
import { asideOptions } from './steps.ts';
import { textsDue } from './text-messages.messages.ts';
import { troubleOf } from './trouble.ts';
import { requireSealed, sealedOnly } from './unsealed.ts';

const { followAnnouncement } = sealedOnly(
  proxyActivities<Pick<Activities, 'followAnnouncement'>>({
    ...asideOptions,
    startToCloseTimeout: '1 minute',
  }),
);

/**
 * One announcement: hands page after page to the sending of text messages and continues as new with each, rests at night and while it is
 * paused, and ends once nobody is left and no report is waited for. Who was written to stands in the store.
 */
export async function announcement(input: AnnouncementInput): Promise<'over'> {
  requireSealed(input);
  let turns = 0;
  setHandler(announcementTurned, () => {
    turns += 1;
  });
  const sign = attentionSign(input.attention ?? null);
  for (let troubles = 0; ; ) {
    const heard = turns;
    const round = await looked(input, sign);
    if (round?.kind === 'over') break;
    troubles = round === null ? troubles + 1 : 0;
    const restMs = round === null ? nextTrySeconds(troubles - 1) * 1_000 : round.againInMs;
    if (round?.made === true) await wakeSender();
    await condition(() => turns > heard, restMs);
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (round?.made === true || continueAsNewSuggested || historyLength > 1_500)
      await continueAsNew<typeof announcement>({ ...input, attention: sign.shown() });
  }
  sign.lower();
  return 'over';
}

/** Null: the hub itself is to blame, and it is tried again. */
async function looked({ announcement: ref, clockSpeed }: AnnouncementInput, sign: AttentionSign) {
  const since = instantFromMillis(Date.now());
  try {
    const round = await followAnnouncement({ announcement: ref, clockSpeed });
    const { state, counts } = round;
    if (round.kind === 'over') {
      sign.lower();
      setCurrentDetails(announcementDetails(state, counts, false));
      return round;
    }
    sign.show(round.attention);
    if (round.attention === null) setCurrentDetails(announcementDetails(state, counts, round.atNight));
    return round;
  } catch (failure) {
    const trouble = troubleOf(failure);
    if (trouble === null) throw failure;
    sign.raise({ ...trouble, blockedOn: 'hub', since, step: 'announcement' });
    return null;
  }
}

/** It may rest until a report is due. Where it does not run the relay of the api starts it. */
async function wakeSender(): Promise<void> {
  try {
    await getExternalWorkflowHandle(textMessagesWorkflowId).signal(textsDue);
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
  }
}
