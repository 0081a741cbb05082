import { expect, test } from 'vitest';
import { detailsOf, flowUnderTest, shownAs } from './flow-under-test.ts';

const flow = flowUnderTest({ cachedWorkflows: 100, partyWorker: false, parties: 'elsewhere' });

test('nobody takes the steps that speak to parties: the stay says so, and goes on when somebody does', async () => {
  const stay = flow().stay();
  const admitted = stay.admit();
  await shownAs(stay, 'Arrived', 'worker-absent');
  const { searchAttributes } = await stay.handle.describe();
  expect(searchAttributes.HubBlockedOn).toEqual(['hub']);
  expect(await detailsOf(stay)).toContain('与外部单位通信的工作进程未运行');
  await flow().startPartyWorker();
  expect(await admitted).toEqual({ kind: 'done', value: { outcome: 'admit' } });
  await shownAs(stay, 'Admitted', null);
  expect(await detailsOf(stay)).toBe('');
});
