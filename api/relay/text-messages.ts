import type { CountyClock } from '../../domain/clock.ts';
import type { ApiDeps } from '../deps.ts';
import { type DrawNoticeParts, oweDrawNotices } from '../money/draw-notices.ts';
import { hourOfCounty, type Relay, type RelayLog, startLoop } from './loop.ts';

/** What the relay of notices works with; times in real milliseconds. */
interface TextRelayParts extends DrawNoticeParts {
  readonly texts: ApiDeps['texts'];
  readonly clock: CountyClock;
  /** How many county seconds pass in one real second. */
  readonly clockSpeed: number;
  readonly log: RelayLog;
  readonly pollMs?: number;
}

const batch = 100;
const callMs = 4_000;

/** Owes the notices before a draw that was forgotten, makes messages of notices that may go by text, and starts the workflows of announcements and of what sends. */
export function startTextRelay(parts: TextRelayParts): Relay {
  const { texts, clock, clockSpeed, log, pollMs = 5_000 } = parts;
  const send = async (): Promise<boolean> => {
    await texts.messages.withdrawUnruled(clock.now());
    const queued = await texts.messages.queue(clock.now(), batch);
    for (const open of await texts.announcements.open()) await texts.announcementFlow.start(open, callMs);
    if (await texts.messages.anyOpen()) await texts.flow.start(callMs);
    return queued === batch;
  };
  const owe = async (): Promise<boolean> => {
    await oweDrawNotices(parts, clock.now());
    return false;
  };
  const steps = [
    { work: owe, pollMs: hourOfCounty(clockSpeed, 60_000) },
    { work: send, pollMs },
  ];
  return startLoop(steps, log, 'the relay of notices could not reach the store');
}
