import { describe, expect, test } from 'vitest';
import { attention, done, open } from './fake-world.ts';
import { caches, flowUnderTest, shownAs, soon } from './flow-under-test.ts';

const stuck = done({ kind: 'refused' as const, attention: attention('reversal-not-possible', 'cancel') });

describe.each(caches)('a stay under somebody else’s card %s', (_name, cachedWorkflows) => {
  const flow = flowUnderTest({ cachedWorkflows, countyDayMs: 86_400_000 });

  test.concurrent('is taken back at the insurer in care, and goes on', async () => {
    const stay = flow().stay({
      closeStay: (call) => (call === 0 ? { closed: false, unregister: true } : { closed: true }),
      sweepCancel: (call) => (call === 0 ? stuck : done({ kind: 'answered' })),
    });
    await stay.admit();
    await shownAs(stay, 'Admitted', null);
    await stay.notify('resolved');
    await shownAs(stay, 'Admitted', 'reversal-not-possible');
    await stay.notify();
    await shownAs(stay, 'Admitted', null);
    expect(stay.calls('sweepCancel')).toBe(2);
    expect(await stay.discharge()).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(await stay.handle.result()).toBe('Closed');
  });

  test.concurrent('keeps nobody at discharge while the insurer does not take it back', async () => {
    const stay = flow().stay({
      closeStay: (call) => (call === 0 ? { closed: false, unregister: true } : { closed: true }),
      sweepCancel: () => stuck,
    });
    await stay.admit();
    await stay.notify('resolved');
    await shownAs(stay, 'Admitted', 'reversal-not-possible');
    expect(await stay.discharge()).toEqual({ kind: 'done', value: { stage: 'Settled' } });
  });

  test.concurrent('is settled anew though a payer is still followed', async () => {
    let days = 0;
    const stay = flow().stay({
      sweepReimbursement: () => {
        days += 1;
        return open(1_000);
      },
      settleStay: (call) =>
        call === 0
          ? {
              kind: 'settled',
              obligations: [{ payer: 'basic-insurance', claimSequence: 1, party: 'medical-insurance' }],
            }
          : { kind: 'settled', obligations: [] },
      closeStay: (call) => (call === 0 ? { closed: false, again: true } : { closed: true }),
    });
    await stay.admit();
    await stay.discharge();
    // The patient's money alone does not make it ask: the payer's end would.
    await stay.notify('patient-paid');
    await soon(async () => expect(days).toBe(1));
    expect(stay.calls('closeStay')).toBe(0);
    await stay.notify('resolved');
    await soon(async () => expect(stay.calls('settleStay')).toBe(2));
    await stay.notify('resolved');
    expect(await stay.handle.result()).toBe('Closed');
    expect([stay.calls('settleStay'), stay.calls('sweepSettlement'), stay.calls('closeStay')]).toEqual([
      2, 2, 2,
    ]);
  });

  test.concurrent('that was found while it was being settled asks the insurer once more', async () => {
    const stay = flow().stay({
      settleStay: (call) => (call === 0 ? { kind: 'again' } : { kind: 'settled', obligations: [] }),
    });
    await stay.admit();
    const told = stay.discharge();
    await soon(async () => expect(stay.calls('settleStay')).toBe(1));
    await stay.notify('resolved');
    expect(await told).toEqual({ kind: 'done', value: { stage: 'Settled' } });
    expect(stay.calls('sweepSettlement')).toBe(2);
  });
});
