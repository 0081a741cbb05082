import { chinaDate, type Instant, instantFromMillis, millisOf } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Attention } from '../../domain/stay.ts';
import {
  mobileNumber,
  nextLookAt,
  quietUntil,
  type TextKind,
  textKinds,
} from '../../domain/text-messages.ts';
import { announcementText } from '../../policies/notices/announcement-text.ts';
import { noticeText } from '../../policies/notices/notice-text.ts';
import type {
  DueAnnouncement,
  DueNotice,
  DueText,
  SentText,
} from '../../store/notices/text-message-reads.ts';
import type { Activities } from '../contract.ts';
import { notConnected, type WaitCode } from '../exchange/logged-reply.ts';
import type { ActivityParts } from '../parts.ts';

type Parts = Pick<
  ActivityParts,
  'textMessages' | 'people' | 'register' | 'clock' | 'smsGateway' | 'gatewayTalk' | 'texting'
>;

const batch = 50;

/**
 * One round: first what became of messages that were sent, then what is due, one after the other. A gateway that does not answer is sent
 * nothing more in the round, and in the next it is first asked about what it did not answer.
 */
export function textMessagesActivity(parts: Parts): Pick<Activities, 'sweepTextMessages'> {
  const { textMessages: texts, clock } = parts;
  return {
    async sweepTextMessages({ clockSpeed }) {
      const began = clock.now();
      const without = unapproved(parts);
      const stopped = (await lookAtSent(parts)) ?? (await sendDue(parts, without));
      await texts.waits(stopped, { without, code: notConnected.code });
      if (stopped !== null) return { kind: 'waiting', attention: waitingFor(stopped, began) };
      if (!(await texts.anyOpen())) return { kind: 'idle' };
      const restMs = Math.max(0, (await nextMillis(parts, without)) - clock.nowMillis());
      const open = { kind: 'open', againInMs: Math.ceil(restMs / clockSpeed) } as const;
      if (!(await texts.anyDueOf(without))) return open;
      return { ...open, attention: waitingFor(notConnected.code, began) };
    },
  };
}

/** Null: all that is due was asked about. */
async function lookAtSent(parts: Parts): Promise<WaitCode | null> {
  const { textMessages: texts, clock, smsGateway, gatewayTalk } = parts;
  for (const sent of await texts.looksDue(clock.now(), batch)) {
    const { messageRef, gatewayRef } = sent;
    const by = { key: messageRef, messageId: gatewayRef };
    const heard = await gatewayTalk(smsGateway.report, { ...sent, now: clock.now() }, by);
    if (heard.kind !== 'answered') {
      // What nobody knows after the last look, nobody knows: that the gateway is silent just now does not keep it open.
      if (heard.kind !== 'not-sent') await lookLater(parts, sent);
      return heard.kind === 'not-sent' ? null : heard.code;
    }
    const at = clock.now();
    const report = heard.answer.kind === 'done' ? heard.answer.value : null;
    if (report === null) await lookLater(parts, sent);
    else if (report.delivered) await texts.delivered(messageRef, { ...report, at });
    else await texts.ended(messageRef, 'undelivered', { code: report.code, at });
  }
  return null;
}

async function lookLater(
  { textMessages: texts, clock }: Parts,
  { messageRef, sentAt }: SentText,
): Promise<void> {
  const next = nextLookAt(millisOf(sentAt), clock.nowMillis());
  if (next === null) await texts.ended(messageRef, 'unknown', { code: 'no-report', at: clock.now() });
  else await texts.lookAgain(messageRef, instantFromMillis(next));
}

/** What goes out by a template that the gateway has not approved: it waits, and the rest goes. Without a gateway all waits for that. */
function unapproved({ texting: { templates } }: Parts): readonly TextKind[] {
  return templates === null ? [] : textKinds.filter((kind) => templates[kind] === undefined);
}

/** Null: all that is due was sent, or these are hours in which nobody is woken. */
async function sendDue(parts: Parts, without: readonly TextKind[]): Promise<WaitCode | null> {
  if (quietEnd(parts) !== null) return null;
  for (const due of await parts.textMessages.due(batch, without)) {
    const stopped = await sendOne(parts, due);
    if (stopped !== null) return stopped;
  }
  return null;
}

async function sendOne(parts: Parts, due: DueText): Promise<WaitCode | null> {
  const { textMessages: texts, clock, smsGateway, gatewayTalk } = parts;
  const { messageRef } = due;
  const said = 'caseRef' in due ? await noticeOf(parts, due) : await announcementOf(parts, due);
  if (said.phone === null) {
    await texts.ended(messageRef, 'no-phone', { code: null, at: clock.now() });
    return null;
  }
  const { phone, template, values } = said;
  const heard = await gatewayTalk(
    smsGateway.send,
    { messageRef, phone, template, values },
    {
      key: messageRef,
      first: () => {
        const at = clock.now();
        return texts.begin(due, { phone, lookAt: firstLook(at), at });
      },
    },
  );
  switch (heard.kind) {
    case 'not-sent':
      return null;
    case 'unasked':
      await texts.notTaken(messageRef, heard.code);
      return heard.code;
    case 'unanswered':
      return heard.code;
    case 'answered':
      if (heard.answer.kind === 'done') await texts.accepted(messageRef, heard.answer.value.gatewayRef);
      if (heard.answer.kind === 'refused')
        await texts.ended(messageRef, 'refused', { code: heard.answer.code, at: clock.now() });
      return null;
  }
}

/** What goes out, to which number (null: to none) and by which template of the gateway. */
interface Said {
  readonly phone: string | null;
  readonly template: string;
  readonly values: readonly string[];
}

async function noticeOf({ people, register, texting }: Parts, due: DueNotice): Promise<Said> {
  const { name, phone } = await people.open(due.personRef);
  const hospital = (await register.institution(due.institution))?.name ?? due.institution;
  const { values } = noticeText(due, { name, institution: hospital });
  return { phone: mobileNumber(phone), template: texting.templates?.[due.kind] ?? '', values };
}

async function announcementOf({ register, texting }: Parts, due: DueAnnouncement): Promise<Said> {
  const bureau = (await register.party(due.organisation))?.name ?? due.organisation;
  const text = announcementText(due.scheme, due.textSince, bureau);
  invariant(text !== undefined, `no text of ${due.scheme} holds on ${due.textSince}`);
  return { phone: due.phone, template: texting.templates?.announcement ?? '', values: text.values };
}

function firstLook(at: Instant): Instant {
  const sentMs = millisOf(at);
  return instantFromMillis(nextLookAt(sentMs, sentMs) ?? sentMs);
}

function quietEnd({ clock, texting }: Parts): number | null {
  const now = clock.nowMillis();
  return quietUntil(texting.quietHours, now, chinaDate(now));
}

/** County milliseconds at which something is to be done again. */
async function nextMillis(parts: Parts, without: readonly TextKind[]): Promise<number> {
  const { textMessages: texts, clock } = parts;
  const look = await texts.nextLookAt();
  const looks = look === null ? [] : [millisOf(look)];
  const dues = (await texts.due(1, without)).length === 0 ? [] : [quietEnd(parts) ?? clock.nowMillis()];
  const next = [...looks, ...dues];
  // What only waits for its template is looked at again in an hour.
  return next.length === 0 ? clock.nowMillis() + 3_600_000 : Math.min(...next);
}

function waitingFor(code: WaitCode, since: Instant): Attention {
  return { code, blockedOn: 'sms-gateway', since, step: 'text-messages' };
}
