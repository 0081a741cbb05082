/** `npm run fuzz -- --seed N --runs N`: requests made from docs/openapi.json, by every caller, against a real door; the same seed sends the same. */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { commandOf } from '../check.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, runs: { type: 'string', default: '200' } },
});
const seed = values.seed ?? String(randomInt(2 ** 31));
process.stdout.write(`npm run fuzz -- --seed ${seed} --runs ${values.runs}\n`);
const { status } = spawnSync(
  process.execPath,
  [commandOf('vitest', 'vitest'), 'run', '--project=servers', '--testTimeout=600000', 'test/fuzz'],
  { stdio: 'inherit', env: { ...process.env, FUZZ_SEED: seed, FUZZ_RUNS: values.runs } },
);
process.exitCode = status ?? 1;
