import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const cases = join(root, 'policies/insurers/field-cases');
const hub = (...args: readonly string[]) => [join(root, 'cli/main.ts'), 'insurer', 'check', ...args];

test('hub insurer check --json tells of each file what the product would understand, and needs no server', () => {
  const said = JSON.parse(
    execFileSync(process.execPath, hub(cases, '--json'), { encoding: 'utf8' }),
  ) as readonly {
    readonly file: string;
  }[];
  expect(said.map(({ file }) => file).toSorted()).toEqual(
    readdirSync(cases)
      .filter((name) => name.endsWith('.json'))
      .toSorted(),
  );
  for (const { file, ...rest } of said)
    expect(rest, file).toEqual(JSON.parse(readFileSync(join(cases, 'right', file), 'utf8')));
});

test('without --json it is a table, Chinese first; a file that is none is told as such; no folder is a problem', () => {
  const folder = mkdtempSync(join(tmpdir(), 'captured-'));
  writeFileSync(join(folder, 'broken.json'), '{');
  const text = execFileSync(process.execPath, hub(folder), { encoding: 'utf8' });
  expect(text).toContain('broken.json');
  expect(text).toContain('读不懂 · unknown');
  const { status, stdout } = spawnSync(process.execPath, hub(join(folder, 'none'), '--json'), {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ code: 'file-unreadable' });
});
