/**
 * `npm run drill:restore [-- --json]`: a county with stays of every stage is backed up as docs/OPERATIONS.md says, goes on, is killed
 * with -9, and is restored: first with Temporal older than the store (the documented order), then with the store older than Temporal.
 * Both are compared with the parties' own books. Progress on standard error; ends with 1 unless nothing is lost, doubled, unowned or open.
 */
import { parseArgs } from 'node:util';
import type { Backed } from './backups.ts';
import { drill } from './drill.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});

const orders: Readonly<Record<string, readonly [Backed, Backed]>> = {
  'temporal-older': ['temporal', 'store'],
  'store-older': ['store', 'temporal'],
};

const began = performance.now();
const say = (line: string): void => {
  const seconds = ((performance.now() - began) / 1000).toFixed(0).padStart(5);
  process.stderr.write(`${seconds} s ${line}\n`);
};
let right = true;
for (const [name, order] of Object.entries(orders)) {
  if (values.only !== undefined && values.only !== name) continue;
  say(`restore drill: ${name}`);
  const drilled = await drill(order, say);
  const { stays, closed, findings, lost, doubled, unowned, open, left, readBack, seconds } = drilled;
  right &&= lost + doubled + unowned + open + left === 0 && readBack > 0;
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ name, ...drilled })}\n`
      : `${name}: ${stays} stays, ${closed} closed, ${findings} findings, ${readBack} read back, ${lost} lost, ${doubled} doubled, ${unowned} unowned, ${open} open, ${left} findings left, ${seconds} s\n`,
  );
}
process.exitCode = right ? 0 : 1;
