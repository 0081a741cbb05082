import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemEnvironment } from '../../config.ts';
import type { CountyUnderTest } from './county-under-test.ts';

/** What the `hub` command prints to somebody at a terminal of the county; rejects when it ends with another code than 0. */
export async function hubAt(county: CountyUnderTest, words: readonly string[]): Promise<string> {
  const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
  const env = { ...systemEnvironment(), HUB_COUNTY_DIR: county.state.root };
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...words], { env });
  return stdout;
}
