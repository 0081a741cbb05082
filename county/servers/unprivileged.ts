import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How to run a program that refuses to run as root: the words to put before it, and who must own its files. */
export interface Disguise {
  readonly prefix: readonly string[];
  readonly owner: string;
}

// In a user namespace the process is user 1000 for itself and root for the files: no account, no folder rights needed.
const namespaced: Disguise = {
  prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'],
  owner: 'root:root',
};

/** The way PostgreSQL is started by this user: as it is, or for root in disguise. Throws when root has no way. */
export async function unprivileged(): Promise<Disguise | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if (await works(namespaced)) return namespaced;
  for (const user of ['postgres', 'nobody']) {
    const group = await run('id', ['-gn', user]).catch(() => undefined);
    if (group === undefined) continue;
    const owner = `${user}:${group.stdout.trim()}`;
    const prefix = ['setpriv', `--reuid=${user}`, `--regid=${group.stdout.trim()}`, '--clear-groups', '--'];
    if (await works({ prefix, owner })) return { prefix, owner };
  }
  throw new Error(
    'PostgreSQL 不能以 root 运行，而本机不允许 unshare 或 setpriv。请换一个普通用户，或设置 DATABASE_URL。\n' +
      'PostgreSQL refuses root, and neither unshare nor setpriv works here: use another user or set DATABASE_URL.',
  );
}

async function works(disguise: Disguise): Promise<boolean> {
  const [program = '', ...args] = disguise.prefix;
  return run(program, [...args, 'true']).then(
    () => true,
    () => false,
  );
}
