import { z } from 'zod';
import {
  announcementCounts,
  announcementSkips,
  announcementStateCodes,
  announcementStates,
  lastGoneAt,
  numbersKeptDays,
  recipientProblems,
} from '../../domain/announcements.ts';
import { attentionTexts } from '../../domain/attention-texts.ts';
import { addDays, chinaDate, instantFromMillis } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import { announcementText } from '../../policies/notices/announcement-text.ts';
import type { Announcement } from '../../store/notices/announcement-reads.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import type { ViewOf } from '../http/view-of.ts';

const words = { zh: z.string(), en: z.string() };
const count = z.int().min(0);
const codes = Object.keys(announcementSkips);
const shownDay = z.string().meta({ format: 'date' });

/** An announcement as the door shows it: codes and counts, no number. */
export const announcementView = z
  .object({
    ...{ announcementRef: z.string(), organisation: z.string(), scheme: z.string() },
    state: z.enum(announcementStateCodes),
    ...words,
    text: z.object({ since: shownDay, short: z.string() }).meta({ description: 'what goes out' }),
    file: z.object({
      rows: count.meta({ description: 'without headings and empty rows' }),
      recipients: count.meta({ description: 'numbers, each once' }),
      doubles: count,
      wrong: z
        .array(z.object({ row: z.int(), problems: z.array(z.object({ code: z.string(), ...words })) }))
        .meta({ description: 'rows that are not read, each with all that is wrong with it' }),
    }),
    dryRun: z
      .object({
        texts: count.meta({
          description: 'how many would be written to now; whoever releases says it again',
        }),
        skipped: z
          .array(z.object({ code: z.enum(codes), count, ...words }))
          .meta({ description: 'numbers that are not written to, and why' }),
        perMinute: z.int(),
        quietHours: z.object({ from: z.string(), until: z.string() }),
        lastGoneAt: instant.meta({ description: 'when the last one has gone, were it released now' }),
      })
      .nullable()
      .meta({ description: 'null once two people released it, and in a list' }),
    progress: z.object({
      ...{
        waiting: count,
        sent: count,
        delivered: count,
        undelivered: count,
        unknown: count,
        notSent: count,
      },
    }),
    waitsFor: z
      .object({ code: z.string(), ...words })
      .nullable()
      .meta({ description: 'what its messages wait for at the gateway' }),
    expectedEnd: instant.nullable().meta({ description: 'when the last one will have gone' }),
    ...{ readBy: z.string(), readAt: instant, proposedBy: z.string().nullable() },
    ...{ releasedBy: z.string().nullable(), releasedAt: instant.nullable(), reason: z.string().nullable() },
    numbersUntil: shownDay
      .nullable()
      .meta({ description: 'the numbers are destroyed after this day; null: not while it goes out' }),
    numbersGone: z.boolean(),
  })
  .meta({ id: 'Announcement' });

type Shown = ViewOf<typeof announcementView>;

/** With what would come of it now, before it is released, and how far it is after. */
export async function shownAnnouncement(deps: ApiDeps, found: Announcement): Promise<Shown> {
  const waits = found.state === 'read' || found.state === 'proposed';
  return { ...(await listedAnnouncement(deps, found)), dryRun: waits ? await dryRun(deps, found) : null };
}

/** How far it is; counting its numbers anew is for whoever looks at it alone. */
export async function listedAnnouncement(deps: ApiDeps, found: Announcement): Promise<Shown> {
  const { announcements } = deps.texts;
  const { announcementRef, organisation, scheme, textSince, state, rows, recipients, doubles } = found;
  const bureau = (await deps.parties.party(organisation))?.name ?? organisation;
  const over = state === 'done' || state === 'stopped';
  const { messages, left, waitsFor } = await announcements.progress(found);
  const counts = announcementCounts(messages, { left, over });
  const { readBy, readAt, proposedBy, releasedBy, releasedAt, reason, changedAt, numbersGoneAt } = found;
  return {
    ...{ announcementRef, organisation, scheme, state, ...announcementStates[state] },
    text: { since: textSince, short: announcementText(scheme, textSince, bureau)?.short ?? '' },
    file: { rows, recipients, doubles, wrong: found.wrongRows.map(wrongRow) },
    dryRun: null,
    progress: counts,
    waitsFor: state === 'running' && waitsFor !== null ? waitWords(waitsFor) : null,
    expectedEnd: state === 'running' ? goneAt(deps, counts.waiting) : null,
    ...{ readBy, readAt, proposedBy, releasedBy, releasedAt, reason },
    numbersUntil: state === 'running' ? null : addDays(chinaDate(changedAt), numbersKeptDays),
    numbersGone: numbersGoneAt !== null,
  };
}

async function dryRun(deps: ApiDeps, { announcementRef }: Announcement): Promise<Shown['dryRun']> {
  await deps.texts.announcements.unwanted.noteDeaths(deps.people.open);
  const { texts, ...skipped } = await deps.texts.announcements.foreseen(announcementRef);
  const { perMinute, quietHours } = deps.settings.textPace;
  const told = Object.entries(skipped).map(([code, found]) => ({
    ...{ code, count: found },
    ...(entryOf(announcementSkips, code) ?? { zh: code, en: code }),
  }));
  const hours = { from: clockText(quietHours.from), until: clockText(quietHours.until) };
  return { texts, skipped: told, perMinute, quietHours: hours, lastGoneAt: goneAt(deps, texts) };
}

function goneAt({ settings, clock, clockSpeed }: ApiDeps, texts: number) {
  const end = lastGoneAt(texts, { ...settings.textPace, clockSpeed }, clock.nowMillis());
  return instantFromMillis(end);
}

function clockText(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

function wrongRow({ row, problems }: Announcement['wrongRows'][number]) {
  return { row, problems: problems.map((code) => ({ code, ...recipientProblems[code] })) };
}

function waitWords(code: string) {
  const { zh, en } = entryOf(attentionTexts, code) ?? { zh: code, en: code };
  return { code, zh, en };
}
