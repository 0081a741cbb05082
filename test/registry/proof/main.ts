/**
 * `npm run proof:dci <folder>`: the scenarios of the public conformance suite of a social registry, played to a county that
 * really runs. Everything that it sends is held against the OpenAPI files in the folder and against our own shapes. Ends
 * with 1 when a scenario or a message is not as it should be.
 */
import { startCountyUnderTest } from '../../county/county-under-test.ts';
import { openReceiver } from '../receiver.ts';
import { registryClient } from './client.ts';
import { officialFiles } from './official.ts';
import { scenarios } from './scenarios.ts';
import { agency, beyond, listPeople, registerPeer, type Scenario, settled, type World } from './world.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('say in which folder the official OpenAPI files are');
const files = officialFiles(folder);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const county = await startCountyUnderTest();
const receiver = await openReceiver();
try {
  const address = `http://127.0.0.1:${receiver.port}`;
  const token = county.credentials.agencies[agency]?.token ?? '';
  const client = registryClient({ api: county.addresses.api, token, party: agency, address, files });
  await registerPeer(county, address);
  const world: World = { county, client, receiver, files, listed: await listPeople(county) };
  const [passed, failed] = await playAll(world, scenarios);
  say(`\nbeyond the suite, held against ${files.names.join(', ')}`);
  const [, failedBeyond] = await playAll(world, beyond);
  say('');
  const wrong = await tellMessages(world);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed + failedBeyond + wrong === 0 ? 0 : 1;
} finally {
  await receiver.close();
  await county.end();
}

async function playAll(
  world: World,
  all: readonly Scenario[],
): Promise<readonly [passed: number, failed: number]> {
  let failed = 0;
  for (const { id, about, play } of all) {
    const before = world.client.faults.length;
    const trouble = await play(world).then(
      () => world.client.faults.slice(before),
      (error: unknown) => [error instanceof Error ? error.message : String(error)],
    );
    say(`${trouble.length === 0 ? '✓' : '✗'} ${id}: ${about}`);
    for (const fault of trouble) say(`    ${fault}`);
    failed += trouble.length === 0 ? 0 : 1;
  }
  return [all.length - failed, failed];
}

/** Says what was held against which shapes; gives how much of it was wrong. */
async function tellMessages(world: World): Promise<number> {
  await settled(world);
  const { client } = world;
  const before = client.faults.length;
  for (const heard of receiver.heard) client.checkCallback(heard);
  const count = [...client.checked.values()].reduce((sum, one) => sum + one, 0);
  for (const fault of client.faults.slice(before)) say(`✗ ${fault}`);
  say(`${count} messages of ${client.checked.size} kinds, ${client.faults.length} faults`);
  if (client.unnamed.size > 0) say(`only our own shapes have: ${[...client.unnamed].toSorted().join(', ')}`);
  return client.faults.length - before;
}
