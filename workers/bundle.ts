import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'treat-first-hub');

/** The bundle of all workflows as a file, built once for each state of the code that goes into it. */
export async function workflowBundle(): Promise<{ readonly codePath: string }> {
  const codePath = join(cache, `workflows-${await codeDigest()}.js`);
  const built = await readFile(codePath).catch(() => null);
  if (built !== null) return { codePath };
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'workflows', 'index.ts'),
    failureConverterPath: join(root, 'temporal', 'failure-converter.ts'),
    logger: quiet,
  });
  await mkdir(cache, { recursive: true });
  // Written aside and renamed, so that a killed build never leaves half a bundle.
  const aside = `${codePath}.${process.pid}`;
  await writeFile(aside, code);
  await rename(aside, codePath);
  return { codePath };
}

/** Digest of everything that a bundle is made of: our folders, and the SDK by the lockfile. */
async function codeDigest(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  for (const folder of ['domain', 'workflows', 'temporal']) {
    for (const name of (await readdir(join(root, folder))).toSorted()) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
      hash.update(name).update(await readFile(join(root, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const nothing = (): void => undefined;
const quiet = {
  log: nothing,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
