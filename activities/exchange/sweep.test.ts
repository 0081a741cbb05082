import { expect, test } from 'vitest';
import { countyClock, realTime } from '../../domain/clock.ts';
import { type Instant, instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Attention } from '../../domain/stay.ts';
import type { ActivityParts } from '../parts.ts';
import { sweptWaiting } from './sweep.ts';

const place = { caseRef: 'case_1' as CaseRef, step: 'admit' };
const admitted = instant('2026-03-02T10:00:00+08:00');

/** What the sweep of a stay raises and returns when the insurer waits since that moment. */
async function swept(since: Instant, overdue: boolean) {
  const raised: Attention[] = [];
  const stays = {
    stay: async () => ({ acceptedAt: admitted }),
    raiseAttention: async (_: CaseRef, attention: Attention) => void raised.push(attention),
  } as unknown as ActivityParts['stays'];
  const parts = { stays, clock: countyClock(realTime) };
  const waiting = {
    kind: 'waiting',
    code: 'agency-wait',
    party: 'medical-insurance',
    since,
    overdue,
  } as const;
  const { attention } = await sweptWaiting(parts, place, waiting);
  return { raised: raised.map((one) => one.since), shown: attention.since };
}

test('a stay that came while the party was silent already waits since its own admission, in the list and in the workflow', async () => {
  const silent = instant('2026-03-02T08:00:00+08:00');
  expect(await swept(silent, true)).toEqual({ raised: [admitted], shown: admitted });
});

test('a party that fell silent after the admission is waited for since then', async () => {
  // The same day in another zone, so that texts sort the other way round.
  const silent = '2026-03-02T02:00:01Z' as Instant;
  expect(await swept(silent, true)).toEqual({ raised: [silent], shown: silent });
});

test('a party on hold is said once and of itself: what the stay waited for before ends, and only then the workflow shows the hold', async () => {
  for (const waited of [true, false]) {
    const ended: string[] = [];
    const stays = {
      endWait: async ({ step }: typeof place) => {
        ended.push(step);
        return waited;
      },
    } as unknown as ActivityParts['stays'];
    const waiting = {
      ...({ kind: 'waiting', code: 'party-on-hold', party: 'bank' } as const),
      ...{ since: admitted, overdue: false },
    };
    const swept = await sweptWaiting({ stays, clock: countyClock(realTime) }, place, waiting);
    expect(swept).toMatchObject({ attention: { code: 'party-on-hold' }, overdue: waited });
    expect(ended).toEqual([place.step]);
  }
});

test('nothing is raised before the promise has passed', async () => {
  expect((await swept(admitted, false)).raised).toEqual([]);
});
