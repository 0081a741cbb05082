import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { heardChanges } from '../../store/postgres/changes.ts';
import { useStore } from './store-under-test.ts';

const store = useStore();

test('whoever closes while the connection is still being made is not kept waiting', async () => {
  for (let ms = 0; ms < 40; ms += 2) {
    const changes = heardChanges({ url: store().url, applicationName: 'changes-test' });
    void changes.heard();
    await wait(ms);
    expect(await Promise.race([changes.close().then(() => 'closed'), wait(10_000, 'open')])).toBe('closed');
  }
});
