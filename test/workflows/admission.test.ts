import { describe, expect, test } from 'vitest';
import { attention, done, overdue } from './fake-world.ts';
import { caches, detailsOf, flowUnderTest, shownAs, soon } from './flow-under-test.ts';

describe.each(caches)('admission %s', (_name, cachedWorkflows) => {
  const flow = flowUnderTest({ cachedWorkflows });

  test.concurrent('is decided, told to the insurer, and parked until the discharge', async () => {
    const stay = flow().stay();
    expect(await stay.admit()).toEqual({ kind: 'done', value: { outcome: 'admit' } });
    await shownAs(stay, 'Admitted', null);
    expect(stay.calls('sweepAdmission')).toBe(1);
    expect((await stay.handle.describe()).status.name).toBe('RUNNING');
  });

  test.concurrent('that the scheme refuses ends the stay, and the insurer hears nothing', async () => {
    const stay = flow().stay({ decideAdmission: () => ({ outcome: 'refuse', attention: null }) });
    expect(await stay.admit()).toEqual({ kind: 'done', value: { outcome: 'refuse' } });
    expect(await stay.handle.result()).toBe('Refused');
    expect(await stay.shown()).toEqual({ stage: 'Refused', attention: null });
    expect(stay.calls('sweepAdmission')).toBe(0);
    expect(stay.calls('closeStay')).toBe(0);
  });

  test.concurrent('that a person must decide is answered as such, shown, and goes on when decided', async () => {
    const review = attention('decision-review', 'decide', 'operator');
    const stay = flow().stay({ decideAdmission: () => ({ outcome: 'review', attention: review }) });
    expect(await stay.admit()).toEqual({ kind: 'done', value: { outcome: 'review' } });
    await shownAs(stay, 'Arrived', 'decision-review');
    expect(await detailsOf(stay)).toContain('资格需人工判定');
    stay.answer({ decideAdmission: () => ({ outcome: 'admit', attention: null }) });
    await stay.notify();
    await shownAs(stay, 'Admitted', null);
    expect(await detailsOf(stay)).toBe('');
    // The Update is answered as the first time; the decision by hand is read from the store.
    expect(await stay.admit()).toEqual({ kind: 'done', value: { outcome: 'review' } });
  });

  test.concurrent('whose person was put right is asked for anew before it is decided', async () => {
    const doubt = attention('identity-mismatch', 'decide', 'hospital');
    const stay = flow().stay({ decideAdmission: () => ({ outcome: 'review', attention: doubt }) });
    expect(await stay.admit()).toEqual({ kind: 'done', value: { outcome: 'review' } });
    await shownAs(stay, 'Arrived', 'identity-mismatch');
    stay.answer({
      decideAdmission: () =>
        stay.calls('sweepCover') === 1
          ? { outcome: 'review', attention: null, identifyAnew: true }
          : { outcome: 'admit', attention: null },
    });
    await stay.notify();
    await shownAs(stay, 'Admitted', null);
    expect(stay.calls('sweepCover')).toBe(2);
  });

  test.concurrent('that was refused is run again only when it was taken up again', async () => {
    const stay = flow().stay({ decideAdmission: () => ({ outcome: 'refuse', attention: null }) });
    await stay.admit();
    expect(await stay.handle.result()).toBe('Refused');
    stay.answer({ decideAdmission: () => ({ outcome: 'admit', attention: null }) });
    expect(await stay.admit()).not.toMatchObject({ value: { outcome: 'admit' } });
    const again = await flow().api.admit({ ...stay.address, again: '2' }, 30_000);
    expect(again).toEqual({ kind: 'done', value: { outcome: 'admit' } });
    await shownAs(stay, 'Admitted', null);
  });

  test.concurrent('that an operator refuses after review ends the stay', async () => {
    const review = attention('decision-review', 'decide', 'operator');
    const stay = flow().stay({ decideAdmission: () => ({ outcome: 'review', attention: review }) });
    await stay.admit();
    stay.answer({ decideAdmission: () => ({ outcome: 'refuse', attention: null }) });
    await stay.notify();
    expect(await stay.handle.result()).toBe('Refused');
  });

  test.concurrent('is seen in the list, with details, while the insurer is late, and no longer when it answers', async () => {
    const stay = flow().stay({ sweepCover: () => overdue('identify') });
    const admitted = stay.admit();
    await shownAs(stay, 'Arrived', 'agency-wait');
    const details = await detailsOf(stay);
    for (const said of ['等待外部单位答复', '`medical-insurance`', '`identify`', '2026-01-05T09:00:00'])
      expect(details).toContain(said);
    await soon(async () =>
      expect(await listed('agency-wait', 'medical-insurance')).toContain(stay.handle.workflowId),
    );
    stay.answer({ sweepCover: () => done({ insured: true }) });
    await stay.notify();
    expect(await admitted).toEqual({ kind: 'done', value: { outcome: 'admit' } });
    await shownAs(stay, 'Admitted', null);
    expect(await detailsOf(stay)).toBe('');
    await soon(async () =>
      expect(await listed('agency-wait', 'medical-insurance')).not.toContain(stay.handle.workflowId),
    );
  });

  test.concurrent('waits without attention while the insurer is within its promise', async () => {
    const within = { ...overdue('identify'), overdue: false };
    const stay = flow().stay({ sweepCover: (call) => (call < 2 ? within : done({ insured: true })) });
    expect(await stay.admit()).toEqual({ kind: 'done', value: { outcome: 'admit' } });
    const events = (await stay.handle.fetchHistory()).events ?? [];
    const raised = events.filter(({ upsertWorkflowSearchAttributesEventAttributes: upserted }) =>
      Object.keys(upserted?.searchAttributes?.indexedFields ?? {}).includes('HubAttention'),
    );
    expect(raised).toEqual([]);
  });

  test.concurrent('refused by the insurer is put right by a person and asked again', async () => {
    const no = attention('admission-refused', 'admit', 'hospital');
    const stay = flow().stay({
      sweepAdmission: (call) => done(call === 0 ? { kind: 'refused', attention: no } : { kind: 'answered' }),
    });
    expect(await stay.admit()).toEqual({ kind: 'done', value: { outcome: 'admit' } });
    await soon(async () => expect(stay.calls('sweepAdmission')).toBeGreaterThanOrEqual(1));
    await stay.notify();
    await shownAs(stay, 'Admitted', null);
  });

  test.concurrent('joined fifty times at once is one stay with one decision', async () => {
    const stay = flow().stay();
    const joined = await Promise.all(Array.from({ length: 50 }, () => stay.admit()));
    expect(new Set(joined.map((taken) => JSON.stringify(taken)))).toEqual(
      new Set([JSON.stringify({ kind: 'done', value: { outcome: 'admit' } })]),
    );
    expect(stay.calls('sweepCover')).toBe(1);
    expect(stay.calls('decideAdmission')).toBe(1);
    const { events } = await stay.handle.fetchHistory();
    expect(events?.filter((e) => e.workflowExecutionUpdateAcceptedEventAttributes)).toHaveLength(1);
  });

  test.concurrent('sent again after the stay has ended starts nothing', async () => {
    const stay = flow().stay({ decideAdmission: () => ({ outcome: 'refuse', attention: null }) });
    await stay.admit();
    await stay.handle.result();
    const { runId } = await stay.handle.describe();
    await stay.admit();
    expect((await stay.handle.describe()).runId).toBe(runId);
    expect(stay.calls('sweepCover')).toBe(1);
  });

  async function listed(code: string, blockedOn: string): Promise<readonly string[]> {
    const query = `HubAttention = "${code}" AND HubBlockedOn = "${blockedOn}" AND ExecutionStatus = "Running"`;
    const found: string[] = [];
    for await (const { workflowId } of flow().client.workflow.list({ query })) found.push(workflowId);
    return found;
  }
});
