import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { systemEnvironment } from '../../config.ts';
import { freshDatabase } from '../servers/fresh-database.ts';
import { anAdmissionBody, hospitals, tokens } from './door-under-test.ts';

const program = fileURLToPath(new URL('../../api/main.ts', import.meta.url));

/** The door as the process that runs in production; its Temporal is away. */
async function aDoor(databaseUrl: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const key = randomBytes(32).toString('base64');
  const env = {
    ...systemEnvironment(),
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    HUB_API_PORT: '0',
    HUB_INDEX_KEY: key,
    HUB_OPERATOR_TOKEN: tokens.bootstrap,
    HUB_PAYLOAD_KEYS: `p1:${key}`,
    HUB_VAULT_KEYS: `v1:${key}`,
  };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (url !== undefined) return { child, url };
  }
  throw new Error('the door never listened');
}

const operator = { authorization: `Bearer ${tokens.operator}`, 'content-type': 'application/json' };

async function put(url: string, token: string, path: string, body: object): Promise<200 | undefined> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const { status } = await fetch(`${url}/v1/${path}`, { method: 'PUT', headers, body: JSON.stringify(body) });
  return status === 200 ? status : undefined;
}

async function until<Value>(what: () => Promise<Value | undefined>): Promise<Value> {
  for (let tries = 0; tries < 200; tries += 1) {
    const value = await what();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it never came');
}

test('without PostgreSQL the process listens, says 503, and ends in order on SIGTERM', async () => {
  const { child, url } = await aDoor('postgres://hub@127.0.0.1:1/hub');
  const reply = await fetch(`${url}/v1/stays`, {
    method: 'POST',
    headers: operator,
    body: JSON.stringify(anAdmissionBody()),
  });
  expect(reply.status).toBe(503);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a wrong database password is not ready, and the log names its code, without the address or the password', async () => {
  const fresh = await freshDatabase();
  onTestFinished(() => fresh.drop());
  const wrong = new URL(fresh.url);
  wrong.password = 'not-the-password';
  const { child, url } = await aDoor(wrong.href);
  let said = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  const ready = await fetch(`${url}/health/ready`);
  expect([ready.status, await ready.json()]).toMatchObject([503, { store: 'down' }]);
  const asked = await fetch(`${url}/v1/attention`, { headers: operator });
  expect([asked.status, await asked.json()]).toMatchObject([503, { code: 'store-unavailable' }]);
  await until(async () => (said.includes('"code":"28P01"') ? true : undefined));
  expect(said).toContain('the tables could not be brought up to date');
  expect(said).not.toContain('not-the-password');
  expect(said).not.toContain(wrong.host);
});

test('SIGTERM in the middle of an admission: the hospital still gets its answer', async () => {
  const fresh = await freshDatabase();
  onTestFinished(() => fresh.drop());
  const { child, url } = await aDoor(fresh.url);
  const institution = hospitals[0];
  // As docs/OPERATIONS.md has it: the configured token lets in who gives credentials, who lets in the operator.
  const { bootstrap, security } = tokens;
  await until(() => put(url, bootstrap, 'parties/county', { role: 'operator', name: '县级管理部门' }));
  const person = (role: 'security' | 'operator') => ({
    ...{ kind: 'person', role, name: '测试人员', token: tokens[role] },
  });
  await put(url, bootstrap, 'parties/county/actors/security-1', person('security'));
  await put(url, security, 'parties/county/actors/operator-1', person('operator'));
  const registered = await until(async () => {
    const reply = await fetch(`${url}/v1/institutions/${institution}`, {
      method: 'PUT',
      headers: operator,
      body: JSON.stringify({
        ...{ name: '开州区人民医院', division: '500154', level: 2, kind: 'public', type: 'hospital' },
        designatedFrom: '2020-01-01',
      }),
    });
    return reply.status === 200 ? reply.status : undefined;
  });
  expect(registered).toBe(200);
  const asked = fetch(`${url}/v1/stays`, {
    method: 'POST',
    headers: operator,
    body: JSON.stringify(anAdmissionBody()),
  });
  await new Promise((resolve) => setTimeout(resolve, 700));
  child.kill('SIGTERM');
  const reply = await asked;
  expect(reply.status).toBe(202);
  expect(await reply.json()).toMatchObject({ stage: 'Arrived' });
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a bad configuration ends the process at once and names the variables', async () => {
  const child = spawn(process.execPath, [program], {
    env: systemEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data) => {
    said += String(data);
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(said).toContain('DATABASE_URL: is missing');
  expect(said).toContain('HUB_OPERATOR_TOKEN: is missing');
});
