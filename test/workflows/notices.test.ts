import { describe, expect, test } from 'vitest';
import { attention, done } from './fake-world.ts';
import { caches, flowUnderTest, shownAs, soon } from './flow-under-test.ts';

const review = attention('decision-review', 'decide', 'operator');
const refusal = attention('settlement-refused', 'settle', 'hospital');

// A county day is a real day here: whoever is not heard now is not heard before the test has failed.
describe.each(caches)('a notice %s', (_name, cachedWorkflows) => {
  const flow = flowUnderTest({ cachedWorkflows, countyDayMs: 86_400_000 });

  test.concurrent('that comes while the decision is made is not lost', async () => {
    const stay = flow().stay({
      decideAdmission: async (call) => {
        if (call > 0) return { outcome: 'admit', attention: null };
        await stay.notify();
        await arrived();
        return { outcome: 'review', attention: review };
      },
    });
    await stay.admit();
    await shownAs(stay, 'Admitted', null);
  });

  test.concurrent('that comes while the insurer is asked is not lost', async () => {
    const stay = flow().stay({
      sweepSettlement: async (call) => {
        if (call > 0) return done({ kind: 'answered' });
        await stay.notify();
        await arrived();
        return done({ kind: 'refused', attention: refusal });
      },
    });
    await stay.admit();
    expect(await stay.discharge()).toEqual({ kind: 'done', value: { stage: 'Settled' } });
  });

  test.concurrent('of the patient that comes while the stay tries to close is not lost', async () => {
    const stay = flow().stay({
      closeStay: async (call) => {
        if (call > 0) return { closed: true };
        await stay.notify();
        await arrived();
        return { closed: false };
      },
    });
    await stay.admit();
    await stay.discharge();
    expect(await stay.handle.result()).toBe('Closed');
  });

  test.concurrent('sent two thousand times at once wakes the stay, which loses none and ends', async () => {
    const stay = flow().stay({ decideAdmission: () => ({ outcome: 'review', attention: review }) });
    await stay.admit();
    const { runId } = await stay.handle.describe();
    for (let sent = 0; sent < 2_000; sent += 100)
      await Promise.all(Array.from({ length: 100 }, () => stay.notify()));
    await shownAs(stay, 'Arrived', 'decision-review');
    await soon(async () => expect((await stay.handle.describe()).runId).not.toBe(runId));
    stay.answer({ decideAdmission: () => ({ outcome: 'admit', attention: null }) });
    await stay.notify();
    await shownAs(stay, 'Admitted', null);
    expect(await stay.discharge()).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(await stay.handle.result()).toBe('Closed');
  });
});

/** Long enough for the signal to be in a workflow task of its own, before the step that is under way ends. */
function arrived(): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, 300));
}
