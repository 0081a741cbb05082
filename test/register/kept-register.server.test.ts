import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { heardChanges, tellingTables } from '../../store/postgres/changes.ts';
import { keptRegister } from '../../store/register/kept-register.ts';
import { partyStore } from '../../store/register/parties.ts';
import { hospitals, useDoor } from '../http/door-under-test.ts';
import { silentProxy } from '../postgres/silent-proxy.ts';
import { slack } from '../servers/temporary.ts';

const door = useDoor();
const [party] = hospitals;
/** The promise: a revoked credential is refused within it. */
const secondMs = 1_000;

interface Options {
  readonly url?: string;
}

/** A process of its own that keeps what it looked up; tells how often it asked PostgreSQL. */
async function aProcess({ url = door().url }: Options = {}) {
  const changes = heardChanges({ url, applicationName: 'kept-register' });
  onTestFinished(() => changes.close());
  let looks = 0;
  const store = partyStore(door().db);
  const counted = {
    ...store,
    bearerOfDigest: (digest: Buffer) => {
      looks += 1;
      return store.bearerOfDigest(digest);
    },
  };
  const { parties } = keptRegister({ parties: counted }, changes);
  await expect.poll(() => changes.heard(), { timeout: 5_000 * slack }).toBe(true);
  return { parties, changes, looks: () => looks };
}

async function issued(name: string): Promise<string> {
  const token = `${name}-`.padEnd(40, 'k');
  await door().deps.parties.putCredential(party, token);
  return token;
}

/** As an operator at the database would, or a hub of version 0.1.0. */
const revoke = () =>
  sql`UPDATE credentials SET revoked_at = now() WHERE revoked_at IS NULL AND party = ${party}`.execute(
    door().db,
  );

test('a bearer is looked up once, and refused within a second of the revocation, whoever wrote it', async () => {
  const token = await issued('once');
  const { parties, looks } = await aProcess();
  for (let at = 0; at < 20; at += 1) expect(await parties.bearer(token)).toMatchObject({ party });
  expect(looks()).toBeLessThan(3);
  await revoke();
  await wait(secondMs);
  expect(await parties.bearer(token)).toBeUndefined();
});

test('every table that tells is named, so that none can fall silent unseen', async () => {
  const { rows } = await sql<{
    readonly name: string;
  }>`SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'hub_told' ORDER BY 1`.execute(
    door().db,
  );
  expect(rows.map(({ name }) => name)).toEqual([...tellingTables]);
});

test('while its listening connection is gone nothing that is kept counts, and afterwards it is kept again', async () => {
  const token = await issued('gone');
  const { parties, looks, changes } = await aProcess();
  await parties.bearer(token);
  // It cannot come back: what was told meanwhile would be missed.
  await sql`ALTER TRIGGER hub_told ON credentials RENAME TO hub_told_not`.execute(door().db);
  const told = () => sql`ALTER TRIGGER hub_told_not ON credentials RENAME TO hub_told`.execute(door().db);
  onTestFinished(async () => {
    await told().catch(() => undefined);
  });
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kept-register'`.execute(
    door().db,
  );
  await expect.poll(() => changes.heard(), { timeout: 5_000 * slack }).toBe(false);
  await revoke();
  await wait(secondMs);
  expect(await parties.bearer(token)).toBeUndefined();
  const other = await issued('meanwhile');
  const before = looks();
  for (let at = 0; at < 5; at += 1) expect(await parties.bearer(other)).toMatchObject({ party });
  expect(looks()).toBe(before + 5);
  await told();
  await expect.poll(() => changes.heard(), { timeout: 5_000 * slack }).toBe(true);
  await parties.bearer(other);
  const after = looks();
  await parties.bearer(other);
  expect(looks()).toBe(after);
});

test('a listening connection that falls silent without an end counts no more, within the same second', async () => {
  const proxy = await silentProxy(door().url);
  onTestFinished(() => proxy.close());
  const token = await issued('silent');
  const { parties } = await aProcess({ url: proxy.url });
  await parties.bearer(token);
  proxy.hush();
  await revoke();
  await wait(secondMs);
  expect(await parties.bearer(token)).toBeUndefined();
});

test('a value that was read while it changed is not kept', async () => {
  const token = await issued('between');
  const { parties: plain } = door().deps;
  const changes = heardChanges({ url: door().url, applicationName: 'kept-between' });
  onTestFinished(() => changes.close());
  await expect.poll(() => changes.heard(), { timeout: 5_000 * slack }).toBe(true);
  const slow = {
    ...plain,
    bearerOfDigest: async (digest: Buffer) => {
      const found = await partyStore(door().db).bearerOfDigest(digest);
      await revoke();
      await wait(200);
      return found;
    },
  };
  const { parties } = keptRegister({ parties: slow }, changes);
  expect(await parties.bearer(token)).toMatchObject({ party });
  expect(await parties.bearer(token)).toBeUndefined();
});

test('what a process changes itself counts in it at once', async () => {
  const { parties } = await aProcess();
  const institution = (await parties.institution(party as never)) ?? expect.fail();
  await parties.putInstitution({ ...institution, name: '改名医院' });
  expect(await parties.institution(party as never)).toMatchObject({ name: '改名医院' });
});
