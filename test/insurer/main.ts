/** `npm run proof:insurer -- --seed N --runs N`: mutated replies of the insurer, 10,000 unless said; the same seed mutates the same. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { tried } from './promises.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, runs: { type: 'string', default: '10000' } },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const runs = Number(values.runs);
process.stdout.write(`npm run proof:insurer -- --seed ${seed} --runs ${runs}\n`);
let state = seed >>> 0;
const dice = (below: number): number => {
  // Xorshift: any sequence will do that the seed repeats.
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
};
state ||= 1;
const counts = new Map<string, number>();
let broken = 0;
for (let run = 0; run < runs; run += 1) {
  const outcome = tried(dice);
  counts.set(outcome.kind, (counts.get(outcome.kind) ?? 0) + 1);
  if (outcome.broken === null) continue;
  broken += 1;
  process.stdout.write(`run ${run}: ${outcome.broken}\n${outcome.body}\n`);
}
for (const [kind, count] of [...counts].toSorted(([one], [other]) => one.localeCompare(other)))
  process.stdout.write(`${kind}: ${count}\n`);
process.stdout.write(`broken promises: ${broken}\n`);
process.exitCode = broken === 0 ? 0 : 1;
