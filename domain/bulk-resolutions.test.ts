import { expect, test } from 'vitest';
import { bulkKinds } from './bulk-resolutions.ts';
import { confirmerOf } from './resolutions.ts';

test.each(bulkKinds)('%s, which one person does about many stays, waits for no second one', (kind) => {
  expect(confirmerOf(kind)).toBeNull();
});
