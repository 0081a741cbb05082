import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemEnvironment } from '../../config.ts';
import type { CountyUnderTest } from './county-under-test.ts';

/** `hub …` as somebody at a terminal of the county; gives what it prints. Throws with what it says when it fails. */
export async function hubOf({ state }: CountyUnderTest, ...words: readonly string[]): Promise<string> {
  const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
  const env = { ...systemEnvironment(), HUB_COUNTY_DIR: state.root };
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...words], { env });
  return stdout;
}
