import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CountyCode } from '../county/county-under-test.ts';

/** The last commit of 0.1.0. */
export const lastOf010 = '93fb064d006b1692428f044454224e367a106b75';

/** Another version of this repository, in a folder of its own with its own packages. */
export interface EarlierVersion {
  readonly code: CountyCode;
  readonly remove: () => void;
}

/**
 * Takes a commit out of this clone's history and installs it; a folder is taken as it stands. Throws when the clone has no
 * such commit, or npm cannot install it.
 */
export async function earlierVersion(commit: string): Promise<EarlierVersion> {
  if (existsSync(commit)) return { code: await codeIn(resolve(commit)), remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'hub-earlier-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const archive = join(folder, 'code.tar');
    writeFileSync(archive, execFileSync('git', ['archive', commit], { maxBuffer: 1 << 28 }));
    execFileSync('tar', ['-xf', archive, '-C', folder]);
    // Its own setup, on the Node that it asks for.
    const setup = spawnSync(process.execPath, ['setup.mjs'], { cwd: folder, stdio: 'inherit' });
    if (setup.status !== 0 || !existsSync(join(folder, 'node_modules')))
      throw new Error(`the packages of ${commit} could not be installed`);
    return { code: await codeIn(folder), remove };
  } catch (failure) {
    remove();
    throw failure;
  }
}

async function codeIn(folder: string): Promise<CountyCode> {
  const from = <Module>(file: string): Promise<Module> =>
    import(pathToFileURL(join(folder, file)).href) as Promise<Module>;
  const { countyConfig } = await from<Pick<CountyCode, 'countyConfig'>>('config.ts');
  const { startCounty } = await from<Pick<CountyCode, 'startCounty'>>('county/county.ts');
  const { enterRegister } = await from<Pick<CountyCode, 'enterRegister'>>('county/seed/register.ts');
  return { countyConfig, startCounty, enterRegister };
}
