import { expect, test } from 'vitest';
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
