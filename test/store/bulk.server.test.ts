import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openBulk } from '../../store/postgres/bulk.ts';
import { freshDatabase } from '../servers/fresh-database.ts';

const rows = 'COPY (SELECT generate_series(1, 300000)) TO STDOUT';

test('a COPY leaves no timer behind, whether it goes in, comes out or is left half read', async () => {
  const fresh = await freshDatabase();
  const bulk = openBulk({ url: fresh.url, poolSize: 1, applicationName: 'bulk-test' });
  onTestFinished(() => fresh.drop());
  const before = timers();
  await sql`CREATE TABLE numbers (n int)`.execute(bulk.db);
  const copied: Buffer[] = [];
  for await (const piece of bulk.copyOut(rows)) copied.push(piece);
  for (let copies = 0; copies < 3; copies += 1) for await (const _ of bulk.copyOut(rows)) break;
  await bulk.copyIn('COPY numbers FROM STDIN', pieces());
  await expect(bulk.copyIn('COPY nothing FROM STDIN', pieces())).rejects.toThrow(/nothing/);
  await bulk.db.destroy();
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
