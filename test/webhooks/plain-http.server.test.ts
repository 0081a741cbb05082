import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { today, tokens, useDoor } from '../http/door-under-test.ts';
import { openEndpoint } from './endpoint.ts';

const door = useDoor({ webhookNetworks: ['127.0.0.0/8'] });
const page = readFileSync(new URL('../../docs/HOSPITAL-HTTP.md', import.meta.url), 'utf8');
/** The page's blocks: admit, look, register and ping, verify, catch up, look after it. */
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);

/** Runs a block as a hospital would, in a shell of its own; its JSON answers, or its text. */
async function run(block: string | undefined, folder: string, given: Readonly<Record<string, string>>) {
  const child = spawn('bash', ['-euc', block ?? 'exit 9'], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...given },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      said += piece.toString('utf8');
    });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code, said).toBe(0);
  return said;
}

test('a hospital with nothing but curl and openssl admits, looks, is told, verifies what it hears and catches up, as the page says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-plain-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const examples = join(folder, 'docs/examples');
  await run(`mkdir -p ${examples}`, folder, {});
  // Of a day that is not in the future here.
  const example = readFileSync(new URL('../../docs/examples/admission.json', import.meta.url), 'utf8');
  writeFileSync(
    join(examples, 'admission.json'),
    example.replace(/"admittedOn": "[^"]+"/, `"admittedOn": "${today}"`),
  );
  const HUB = await door().server.listen({ port: 0, host: '127.0.0.1' });
  const endpoint = await openEndpoint();
  onTestFinished(() => endpoint.close());
  const given = { HUB, TOKEN: tokens.hospital, RECEIVER: endpoint.url };
  const [admit, look, register, verify, catchUp, lookAfter] = blocks;

  const { caseRef: CASE } = JSON.parse(await run(admit, folder, given)) as { readonly caseRef: string };
  expect(CASE).toMatch(/^case_/);
  const looked = await run(look, folder, { ...given, CASE });
  expect(looked).toContain(`"caseRef":"${CASE}"`);
  expect(looked).toContain('admission-accepted');

  const registered = await run(register, folder, given);
  const [, SECRET = ''] = /"secret":"(whsec_[^"]+)"/.exec(registered) ?? [];
  expect(registered).toContain('"taken":true');
  const [heard] = endpoint.heard;
  writeFileSync(join(folder, 'body.json'), heard?.text ?? '');
  const headers = {
    ID: heard?.id ?? '',
    TIMESTAMP: String(heard?.headers['webhook-timestamp']),
    SIGNATURES: String(heard?.headers['webhook-signature']),
  };
  expect(await run(verify, folder, { ...headers, SECRET })).toBe('signed\n');
  const turned = await run(lookAfter, folder, given);
  expect(turned).toContain('"previousUntil"');
  writeFileSync(join(folder, 'body.json'), `${heard?.text} `);
  expect(await run(verify, folder, { ...headers, SECRET })).toBe('forged\n');

  // Nothing was told to it yet: what it names it does not know, which is said.
  expect(await run(catchUp, folder, { ...given, ID: 'event_1' })).toContain('webhook-message-unknown');
  expect(await run(catchUp?.replace('?after=$ID', ''), folder, given)).toContain('"more":false');
});
