import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openCopyPool } from '../../store/postgres/copy.ts';
import { freshDatabase } from '../servers/fresh-database.ts';

const rows = 'COPY (SELECT generate_series(1, 300000)) TO STDOUT';

test('a COPY leaves no timer behind, whether it goes in, comes out or is left half read', async () => {
  const fresh = await freshDatabase();
  const copyPool = openCopyPool({ url: fresh.url, poolSize: 1, applicationName: 'bulk-test' });
  onTestFinished(() => fresh.drop());
  const before = timers();
  await sql`CREATE TABLE numbers (n int)`.execute(copyPool.db);
  const copied: Buffer[] = [];
  for await (const piece of copyPool.copyOut(rows)) copied.push(piece);
  for (let copies = 0; copies < 3; copies += 1) for await (const _ of copyPool.copyOut(rows)) break;
  await copyPool.copyIn('COPY numbers FROM STDIN', pieces());
  await expect(copyPool.copyIn('COPY nothing FROM STDIN', pieces())).rejects.toThrow(/nothing/);
  await copyPool.db.destroy();
  expect(Buffer.concat(copied).toString().trimEnd().split('\n')).toHaveLength(300_000);
  // One of the new database's own may have run out meanwhile; each copy would leave another.
  expect(timers()).toBeLessThanOrEqual(before);
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

async function* pieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('1\n');
}
