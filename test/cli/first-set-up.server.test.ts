import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { systemEnvironment } from '../../config.ts';
import { read, root } from '../architecture/tree.ts';
import { tokens, useDoor } from '../http/door-under-test.ts';

const door = useDoor({ empty: true });
const page = read('docs/OPERATIONS.md');

/** The shell commands of one section, as they stand in the page. */
function commandsOf(heading: string): string {
  const section = page.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  return /^```sh\n([\s\S]*?)^```$/m.exec(section)?.[1] ?? '';
}

test('the first hospital, agency and list of docs/OPERATIONS.md are registered by the commands that stand there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-first-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(root, 'cli', 'hub.mjs'), join(folder, 'hub'));
  chmodSync(join(root, 'cli', 'hub.mjs'), 0o755);
  cpSync(join(root, 'docs', 'examples', 'list.csv'), join(folder, 'list.csv'));
  const api = await door().server.listen({ host: '127.0.0.1', port: 0 });
  // The address is the reader's own; the file is whatever the agency has, and nobody reads it here, for Temporal is away.
  const commands = commandsOf('First hospital')
    .replace('http://127.0.0.1:7080', api)
    .replace('list.xlsx', 'list.csv')
    .replace(' --wait', '');
  const [security = '', operator = '', hospital = '', agency = ''] = ['s', 'o', 'h', 'a'].map((who) =>
    `first-${who}-`.padEnd(40, '1'),
  );
  const env = {
    ...systemEnvironment(),
    PATH: `${folder}:${systemEnvironment().PATH ?? ''}`,
    ...{ HUB_OPERATOR_TOKEN: tokens.bootstrap, security, operator, hospital, agency },
  };
  const { stdout } = await promisify(execFile)('bash', ['-euc', commands], { cwd: folder, env });
  for (const id of ['H50015400001', 'kaizhou-hospital', 'kaizhou-civil-affairs'])
    expect(stdout).toContain(`"${id}"`);
  const versions = await door().server.inject({
    url: '/v1/lists/kaizhou-civil-affairs/versions/1',
    headers: { authorization: `Bearer ${agency}` },
  });
  expect(versions.json()).toMatchObject({ listId: 'kaizhou-civil-affairs', version: 1, state: 'received' });
});
