/**
 * Workers killed again and again, at length: `node test/county/seeds.ts [seeds] [first]` runs four stays through kills for each seed, in a county of its
 * own for every twenty seeds, and ends with 1 at the first breach. The seed is printed; the same seed kills the same.
 */
import { parseArgs } from 'node:util';
import type { CountyPerson } from '../../adapters/simulation.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { breaches, leaks } from './oracle.ts';
import { throughStorm, victims } from './storm.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const seeds = Number(positionals[0] ?? 200);
const first = Number(positionals[1] ?? 1);
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(first))
  throw new Error('say how many seeds, and from which');

const seedsPerCounty = 20;
let broken = 0;
for (let from = first; from < first + seeds && broken === 0; from += seedsPerCounty)
  broken += await oneCounty(from, Math.min(from + seedsPerCounty, first + seeds));
process.stdout.write(broken === 0 ? `${seeds} seeds, no breach\n` : `${broken} breaches\n`);
process.exitCode = broken === 0 ? 0 : 1;

async function oneCounty(from: number, below: number): Promise<number> {
  const county = await startCountyUnderTest({ workers: 2, hasty: true });
  const treated: CountyPerson[] = [];
  let found = 0;
  try {
    for (let seed = from; seed < below && found === 0; seed += 1)
      found += await oneSeed(county, seed, treated);
    const leaking = await leaks(county, treated);
    for (const leak of leaking) process.stdout.write(`seeds ${from}–${below - 1}: in clear in ${leak}\n`);
    return found + leaking.length;
  } finally {
    await county.end();
  }
}

async function oneSeed(county: CountyUnderTest, seed: number, treated: CountyPerson[]): Promise<number> {
  const began = performance.now();
  const { stays, people } = await throughStorm(county, { seed, stays: 4, kills: 4, victims });
  treated.push(...people);
  const found = await breaches(county, stays);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`SEED ${seed}: ${seconds} s ${found.length === 0 ? 'ok' : found.join('; ')}\n`);
  return found.length;
}
