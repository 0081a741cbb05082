import { expect, test } from 'vitest';
import { instantFromMillis } from '../../domain/dates.ts';
import { useDoor } from './door-under-test.ts';

const door = useDoor();

test('metrics count answers by route, without naming a case', async () => {
  await door().call('operator', { url: '/v1/stays/case_00000000000000000000' });
  const { body } = await door().server.inject('/metrics');
  expect(body).toMatch(
    /hub_http_answers_total\{method="GET",route="\/v1\/stays\/:caseRef",status="404"\} \d/,
  );
  expect(body).toMatch(/^hub_outbox_items \d+$/m);
  expect(body).not.toContain('case_0000');
});

test('what waits beyond its due day is counted by code, and asked for by itself', async () => {
  const { deps, call } = door();
  const since = instantFromMillis(deps.clock.nowMillis() - 25 * 3_600_000);
  await deps.holds.hold({
    ...{
      party: 'bank',
      heldFrom: since,
      heldUntil: null,
      reason: '年终结账',
      by: 'county/operator-1',
      at: since,
    },
  });
  const counted = async (): Promise<string> => (await door().server.inject('/metrics')).body;
  // The store is looked at once a second.
  await expect.poll(counted, { timeout: 10_000 }).toMatch(/^hub_attention_items\{code="party-on-hold"\} 1$/m);
  expect(await counted()).toMatch(/^hub_attention_overdue_items\{code="party-on-hold"\} 1$/m);
  const listed = await call('operator', { url: '/v1/attention?overdue=true' });
  expect(listed.json().attention).toMatchObject([{ kind: 'party', party: 'bank', code: 'party-on-hold' }]);
});

test('what the reconciler found is counted by kind, and what it did not repair once more', async () => {
  const { deps } = door();
  const since = deps.clock.now();
  const lost = { kind: 'workflow-lost', subject: 'case_1', since, repairedAt: since } as const;
  const findings = [
    { ...lost, about: 'stay/H1/case_1', repaired: true },
    { ...lost, about: 'reimbursement/case_1/red-cross/1', repaired: false },
  ];
  await deps.reconciliations.keep({ part: 'workflows', reconciledAt: since, findings });
  const counted = async (): Promise<string> => (await door().server.inject('/metrics')).body;
  await expect
    .poll(counted, { timeout: 10_000 })
    .toMatch(/^hub_reconciler_findings\{kind="workflow-lost"\} 2$/m);
  expect(await counted()).toMatch(/^hub_reconciler_open_findings\{kind="workflow-lost"\} 1$/m);
});
