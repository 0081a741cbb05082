/**
 * The one storm: `npm run storm -- --seed N --stays N [--json]`. All five programmes at once with whatever can go wrong in a stay,
 * kill -9 of everything, and people who carry out what is offered; then the parties' own books against the hub's. The same seed
 * plans the same. Progress on standard error; ends with 1 unless nothing is lost, doubled, unowned or stuck.
 */
import { parseArgs } from 'node:util';
import { storm } from './storm.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    stays: { type: 'string', default: '300' },
    json: { type: 'boolean', default: false },
  },
});
const [seed, stays] = [Number(values.seed), Number(values.stays)];
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(stays) || stays < 1)
  throw new Error('say which seed, and how many stays');

const began = performance.now();
const say = (line: string): void => {
  const seconds = ((performance.now() - began) / 1000).toFixed(0).padStart(5);
  process.stderr.write(`${seconds} s ${line}\n`);
};
const ending = new AbortController();
for (const sign of ['SIGINT', 'SIGTERM'] as const) process.once(sign, () => ending.abort());
const report = await storm({ seed, stays, signal: ending.signal, say });
const text = values.json
  ? JSON.stringify(report)
  : Object.entries(report)
      .map(([name, count]) => `${name.padEnd(12)}${String(count).padStart(8)}`)
      .join('\n');
process.stdout.write(`${text}\n`);
const { lost, doubled, unowned, stuck } = report;
process.exitCode = lost + doubled + unowned + stuck === 0 ? 0 : 1;
