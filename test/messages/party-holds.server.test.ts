import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Instant, instant, instantFromMillis, millisOf } from '../../domain/dates.ts';
import { outbox } from '../../store/messages/outbox.ts';
import { partyHolds } from '../../store/messages/party-holds.ts';
import { heardChanges } from '../../store/postgres/changes.ts';
import { anAdmittedStay, at, useStore } from '../postgres/store-under-test.ts';

const store = useStore();

/** Two processes of the hub: one in which a person acts, one that calls. */
async function twoProcesses(): Promise<{
  readonly desk: ReturnType<typeof partyHolds>;
  readonly worker: ReturnType<typeof partyHolds>;
  readonly close: () => Promise<void>;
}> {
  const [one, other] = ['holds-desk', 'holds-worker'].map((applicationName) =>
    heardChanges({ url: store().url, applicationName }),
  );
  if (one === undefined || other === undefined) throw new Error('two were made');
  await expect.poll(() => other.heard()).toBe(true);
  return {
    desk: partyHolds(store().db, one),
    worker: partyHolds(store().db, other),
    close: async () => void (await Promise.all([one.close(), other.close()])),
  };
}

const patient = { timeout: 20_000 };
const by = 'county/operator-1';
const reason = '系统升级';
const later = (minutes: number): Instant => instantFromMillis(millisOf(at) + minutes * 60_000);

async function aCall() {
  const caseRef = await anAdmittedStay(store());
  return { key: `${caseRef}/identify`, party: 'medical-insurance', caseRef, at } as const;
}

async function severalCalls(count: number) {
  const calls: Awaited<ReturnType<typeof aCall>>[] = [];
  while (calls.length < count) calls.push(await aCall());
  return calls;
}

test('calls of every process park while a party is on hold, and go one after the other once it is released', async () => {
  const { desk, worker, close } = await twoProcesses();
  try {
    const calls = await severalCalls(6);
    expect(await Promise.all(calls.map((call) => worker.heldSince(call)))).toEqual(calls.map(() => null));
    const { holdId } = await desk.hold({
      ...{ party: 'medical-insurance', heldFrom: at, heldUntil: null, reason, by, at },
    });
    await expect.poll(() => worker.isHeld('medical-insurance', at)).toBe(true);
    for (const call of calls) {
      expect(await worker.heldSince(call)).toBe(at);
      // Who came in the same millisecond goes in any order.
      await sleep(3);
    }
    expect(await worker.heldSince({ ...(await aCall()), party: 'bank' })).toBeNull();
    expect((await desk.standing()).map(({ party, parked }) => [party, parked])).toEqual([
      ['medical-insurance', calls.length],
    ]);

    await desk.release({ holdId, by, at: later(121) });
    // Who parked last goes last; a call that was never parked goes at once.
    const last = calls.at(-1);
    if (last === undefined) throw new Error('there are six');
    expect(await worker.heldSince(last)).toBe(at);
    expect(await worker.heldSince(await aCall())).toBeNull();
    const line = await store().db.selectFrom('parkedCalls').select('messageKey').orderBy('dueAt').execute();
    expect(line.map(({ messageKey }) => messageKey)).toEqual(calls.map(({ key }) => key));
    for (const call of calls) await expect.poll(() => worker.heldSince(call), patient).toBeNull();
    const owed = await outbox(store().db).due(100);
    const woken = owed.filter(({ payload }) => payload.kind === 'retry-now').map(({ caseRef }) => caseRef);
    expect(woken.sort()).toEqual(calls.map(({ caseRef }) => caseRef).sort());
    await expect
      .poll(async () => (await desk.endOverdue(at)) + (await desk.standing()).length, patient)
      .toBe(0);
  } finally {
    await close();
  }
});

test('a planned closure begins and ends on its own days, and a claim that waited is woken itself', async () => {
  const { desk, worker, close } = await twoProcesses();
  try {
    const entry = { party: 'commercial-insurer', heldFrom: later(60), heldUntil: later(120) } as const;
    const { holdId } = await desk.hold({ ...entry, reason, by, at });
    const stay = await aCall();
    const claim = {
      ...{ key: `${stay.caseRef}/reimburse/commercial-supplement/1`, caseRef: stay.caseRef },
      party: 'commercial-insurer',
    } as const;
    expect(await worker.heldSince({ ...claim, at: later(59) })).toBeNull();
    expect(await worker.heldSince({ ...claim, at: later(61) })).toBe(later(60));
    expect(await desk.endOverdue(later(119))).toBe(0);
    // Until the hub has let go what waits, nobody jumps the line.
    expect(await worker.heldSince({ ...claim, at: later(121) })).toBe(later(60));
    expect(await desk.endOverdue(later(121))).toBe(1);
    await expect.poll(() => worker.heldSince({ ...claim, at: later(121) })).toBeNull();
    const owed = (await outbox(store().db).due(100)).filter(({ caseRef }) => caseRef === stay.caseRef);
    expect(owed.map(({ payload }) => payload)).toContainEqual({
      ...{ kind: 'retry-now', claim: 'reimburse/commercial-supplement/1' },
    });
    await expect(desk.release({ holdId, by, at: later(121) })).rejects.toMatchObject({ code: 'hold-over' });
    await expect(desk.release({ holdId: 999_999, by, at: later(121) })).rejects.toMatchObject({
      code: 'hold-unknown',
    });
  } finally {
    await close();
  }
});

test('two holds of one party never overlap; one after the other they may stand', async () => {
  const { desk, close } = await twoProcesses();
  try {
    const hold = (heldFrom: Instant, heldUntil: Instant | null) =>
      desk.hold({ party: 'red-cross', heldFrom, heldUntil, reason, by, at });
    await hold(instant('2026-05-01T00:00:00+08:00'), instant('2026-05-04T00:00:00+08:00'));
    await hold(instant('2026-05-04T00:00:00+08:00'), instant('2026-05-05T00:00:00+08:00'));
    const within = hold(instant('2026-05-02T00:00:00+08:00'), instant('2026-05-03T00:00:00+08:00'));
    await expect(within).rejects.toMatchObject({ code: 'party-on-hold' });
    await expect(hold(at, null)).rejects.toMatchObject({ code: 'party-on-hold' });
    const both = await Promise.allSettled([
      hold(instant('2026-06-01T00:00:00+08:00'), null),
      hold(instant('2026-06-01T00:00:00+08:00'), null),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  } finally {
    await close();
  }
});
