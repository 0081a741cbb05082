/**
 * `npm run proof:shape -- [stays] [seed]`: generated stays run in the shape of 0.1.0 and in the lean shape, on one Temporal server
 * each, with the same answers of the store and of every party; what was settled, claimed and said must be the same. 1,000 stays
 * unless said. Prints the seed of the first stay that differs, and ends with 1.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { cacheDirectory } from '../../county/servers/downloads.ts';
import { freePort } from '../../county/servers/ports.ts';
import { startTemporal } from '../../county/servers/temporal.ts';
import { temporalBinary } from '../../county/servers/temporal-binary.ts';
import { generatedStay } from './generated-stay.ts';
import { type Outcome, shapeUnderProof } from './shape-under-proof.ts';

const [stays = '1000', seed = '1'] = process.argv.slice(2);
const atOnce = 20;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const seeds = Array.from({ length: Number(stays) }, (_, at) => Number(seed) + at);
const [before, now] = [await outcomesOf('0.1.0'), await outcomesOf('lean')];
const differ = seeds.filter((one) => JSON.stringify(before.get(one)) !== JSON.stringify(now.get(one)));
for (const one of differ.slice(0, 5))
  say(`seed ${one}\n0.1.0 ${JSON.stringify(before.get(one))}\nlean  ${JSON.stringify(now.get(one))}`);
const events = [before, now].map((all) => [...all.values()].reduce((sum, { events }) => sum + events(), 0));
process.stdout.write(
  `${seeds.length} stays, ${differ.length} differ; events ${events[0]} in the shape of 0.1.0, ${events[1]} in the lean one\n`,
);
process.exitCode = differ.length === 0 ? 0 : 1;

async function outcomesOf(shape: '0.1.0' | 'lean'): Promise<ReadonlyMap<number, Outcome>> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-shape-'));
  const cache = await cacheDirectory(undefined, join('.county', 'cache'));
  const server = await startTemporal({
    binary: await temporalBinary({ cacheDirectory: cache, say }),
    dataFile: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
    port: await freePort(0),
  });
  const proof = await shapeUnderProof(server.address, shape);
  const found = new Map<number, Outcome>();
  const left = seeds.values();
  const run = async (): Promise<void> => {
    for (const one of left) {
      found.set(one, await proof.outcome(generatedStay(one)));
      if (found.size % 100 === 0) say(`${shape}: ${found.size}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, run));
    return found;
  } finally {
    await proof.stop();
    await server.kill9();
    rmSync(folder, { recursive: true, force: true });
  }
}
