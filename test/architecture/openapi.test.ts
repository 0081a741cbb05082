import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandOf } from '../check.ts';
import { root } from './tree.ts';

const place = mkdtempSync(join(tmpdir(), 'hub-openapi-'));

afterAll(() => {
  rmSync(place, { recursive: true, force: true });
});

let document: object;

// As `npm run docs` writes it, in a process that read nothing before.
beforeAll(() => {
  const file = join(place, 'written.json');
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'api/http/openapi.ts'), file], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  document = JSON.parse(readFileSync(file, 'utf8'));
});

describe('the OpenAPI document', () => {
  it('lints without an error or a warning', { timeout: 60_000 }, () => {
    expect(lint(document)).toEqual([]);
  });

  it('is the one in docs/ (npm run docs writes it)', () => {
    const kept: unknown = JSON.parse(
      readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
    );
    expect(kept).toEqual(document);
  });

  it('would not, were an operation without an answer', { timeout: 60_000 }, () => {
    const bare = {
      openapi: '3.1.0',
      info: { title: 'bare', version: '1' },
      paths: { '/stays': { get: { operationId: 'stays' } } },
    };
    expect(lint(bare).length).toBeGreaterThan(0);
  });
});

/** What redocly's recommended rules say against a document. */
function lint(document: object): readonly string[] {
  const file = join(place, 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [commandOf('@redocly/cli', 'redocly'), 'lint', file, '--extends=recommended', '--format=json'],
    {
      cwd: place,
      encoding: 'utf8',
      env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  );
  const begin = stdout.indexOf('{');
  if (begin < 0) throw new Error(`redocly said nothing readable: ${stderr}`);
  const { problems } = JSON.parse(stdout.slice(begin)) as {
    readonly problems: readonly { readonly ruleId: string; readonly message: string }[];
  };
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}
