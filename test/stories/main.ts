/**
 * `npm run stories`: a county in a box is started, and each story that it is to show is watched to its end from outside: by the hub's
 * door and command, in the parties' own books, in the Temporal UI, at the hospitals' endpoint. A line per story; ends with 1 when one is
 * missing. `-- --in <folder>` watches a county that runs; `-- --minutes N`: how long to wait.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { countyConfig } from '../../config.ts';
import { stateDirectory } from '../../county/state.ts';
import { startedCounty } from './started-county.ts';
import { stories } from './stories.ts';
import { toldLines } from './told.ts';
import { untilAllSeen } from './until-all-seen.ts';
import { watchOf } from './watch.ts';

const { values } = parseArgs({
  options: { in: { type: 'string' }, minutes: { type: 'string', default: '60' } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error('say how many minutes to wait');
const began = performance.now();
const say = (line: string): void => {
  process.stderr.write(`[${((performance.now() - began) / 1000).toFixed(0).padStart(5)}s] ${line}\n`);
};
const ending = new AbortController();
for (const sign of ['SIGINT', 'SIGTERM'] as const) process.once(sign, () => ending.abort());

process.exitCode = await main().catch((failure: Error) => {
  say(failure.message);
  return 1;
});

async function main(): Promise<number> {
  const own = values.in === undefined ? mkdtempSync(join(tmpdir(), 'hub-stories-')) : null;
  const root = own ?? resolve(values.in ?? '');
  const { signal } = ending;
  let county: { readonly stop: () => Promise<void> } | undefined;
  try {
    if (own !== null) county = await startedCounty(own, { say, signal });
    const watch = watchOf(stateDirectory(root), countyConfig().temporal.namespace);
    const seen = await untilAllSeen(watch, { stories, minutes, signal, say });
    const { lines, missing } = await toldLines(watch, { stories, seen, root });
    process.stdout.write(`${lines.join('\n')}\n`);
    return missing === 0 ? 0 : 1;
  } finally {
    await county?.stop();
    if (own !== null) rmSync(own, { recursive: true, force: true });
  }
}
