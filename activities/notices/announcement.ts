import { type AnnouncementPace, announcementCounts, pageMs, pageOf } from '../../domain/announcements.ts';
import { chinaDate } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import { quietUntil } from '../../domain/text-messages.ts';
import type { NextPage } from '../../store/notices/announcement-pages.ts';
import type { Activities } from '../contract.ts';
import type { WaitCode } from '../exchange/logged-reply.ts';
import type { ActivityParts } from '../parts.ts';

type Parts = Pick<ActivityParts, 'announcements' | 'people' | 'clock' | 'texting'>;

/**
 * One look at an announcement: messages of its next page, unless that is early, it is night, or somebody paused it. Who sends them and asks
 * for their reports is the sending of text messages.
 */
export function announcementActivity(parts: Parts): Pick<Activities, 'followAnnouncement'> {
  const { announcements, people, clock, texting } = parts;
  return {
    async followAnnouncement({ announcement: ref, clockSpeed }) {
      await announcements.unwanted.noteDeaths(people.open);
      const now = clock.nowMillis();
      const morning = quietUntil(texting.quietHours, now, chinaDate(now));
      const pace = { ...texting, clockSpeed };
      const page = morning === null ? pageOf(pace.perMinute) : 0;
      const next = await announcements.nextPage(ref, { page, pageMs: pageMs(pace), at: clock.now() });
      const found = await announcements.announcement(ref);
      invariant(found !== undefined, 'an announcement that is followed is gone');
      const { state } = found;
      const over = state === 'done' || state === 'stopped';
      const { messages, left, waitsFor } = await announcements.progress(found);
      const counts = announcementCounts(messages, { left, over });
      if (over) return { kind: 'over', state, counts };
      const attention =
        waitsFor === null
          ? null
          : ({
              code: waitsFor as WaitCode,
              blockedOn: 'sms-gateway',
              since: clock.now(),
              step: 'text-messages',
            } as const);
      const rest = morning === null ? restMs(next, pace) : (morning - now) / clockSpeed;
      return {
        ...{ kind: 'open', state, counts, attention, atNight: morning !== null },
        ...{ made: next.kind === 'made', againInMs: Math.ceil(Math.min(longestMs, Math.max(2_000, rest))) },
      };
    },
  };
}

/** A turn of somebody wakes the workflow; that it was not heard costs no longer than this (real ms). */
const longestMs = 600_000;

/** Real milliseconds until there may be more to do. */
function restMs(next: NextPage, { clockSpeed }: AnnouncementPace): number {
  switch (next.kind) {
    case 'made':
    case 'early':
      return Math.min(60_000, next.restMs / clockSpeed);
    case 'all-made':
      return 300_000 / clockSpeed;
    default:
      return longestMs;
  }
}
