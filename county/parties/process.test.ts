import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test } from 'vitest';
import { bankOverHttp } from '../../adapters/bank/http.ts';
import { partyHttp } from '../../adapters/http.ts';
import { asInVault } from '../../adapters/people-of-contract-suite.ts';
import type { CountyPerson, Simulator } from '../../adapters/simulation.ts';
import { instant } from '../../domain/dates.ts';
import type { CaseRef, PersonRef } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import type { County } from '../county.ts';
import { insurerAway } from '../nobody-waits.ts';
import { clearFaults, setFault } from '../party-processes.ts';
import { countyOf } from '../people/counties.ts';
import { writePeople } from '../people/people-file.ts';
import { personOf } from '../people/population.ts';
import { type Fault, partyFaults } from './faults.ts';

const folder = mkdtempSync(join(tmpdir(), 'party-'));
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});
afterAll(() => rmSync(folder, { recursive: true }));

const person: CountyPerson = personOf(countyOf('dalian'), 5, 0);
const personRef = 'psn_of-the-test' as PersonRef;
const header = { key: 'case_1/draw', messageId: 'M-1', at: instant('2026-03-02T09:00:00+08:00') };

async function party(
  name: string,
  book: string,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const people = join(folder, 'people.ndjson');
  await writePeople(people, [person]);
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const args = [main, name, '--port', '0', '--book', join(folder, book), '--people', people, '--token', 'T'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: `http://127.0.0.1:${(JSON.parse(String(line)) as { port: number }).port}` };
}

const bankAt = (baseUrl: string, timeoutMs = 3_000, token = 'T') =>
  bankOverHttp({
    http: partyHttp({ baseUrl, credential: { kind: 'bearer', token }, timeoutMs }),
    openPerson: async () => asInVault(person),
  });

async function controlled(url: string, method: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return (await fetch(url, init)).json();
}

const effectsOf = async (url: string): Promise<readonly unknown[]> =>
  (
    (await controlled(`${url}/control/book?key=${encodeURIComponent(header.key)}`, 'GET')) as {
      rows: unknown[];
    }
  ).rows;

test('a dropped reply leaves one effect, which survives kill -9 and is not made again', async () => {
  const first = await party('bank', 'bank.db');
  const bank = bankAt(first.url);
  const body = await bank.draw.write({ personRef, fen: fen(1_000_00), holdRef: null }, header);
  await controlled(`${first.url}/control/faults`, 'POST', {
    kind: 'drop-reply',
    operations: ['draw'],
    times: 1,
  });
  expect(await bank.draw.send(body, header)).toEqual({ kind: 'no-reply', reason: 'connection' });
  expect(await effectsOf(first.url)).toMatchObject([{ operation: 'draw', fen: 1_000_00 }]);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await party('bank', 'bank.db');
  const again = bankAt(second.url);
  expect(again.draw.read(await again.draw.send(body, header), { body, header })).toMatchObject({
    kind: 'done',
    value: { drawnFen: 1_000_00 },
  });
  expect(await effectsOf(second.url)).toHaveLength(1);
});

test('refused, erring, hanging, slow and garbled, each for the operations and times it was told', async () => {
  const { url } = await party('bank', 'faults.db');
  const bank = bankAt(url, 400);
  const ask = async () => {
    const body = await bank.creditLine.write({ personRef }, header);
    return bank.creditLine.read(await bank.creditLine.send(body, header), { body, header });
  };
  const fault = (body: unknown) => controlled(`${url}/control/faults`, 'POST', body);
  await fault({ kind: 'refuse', times: 1 });
  expect(await ask()).toEqual({ kind: 'unknown', reason: 'no-reply' });
  expect((await ask()).kind).toBe('done');
  await fault({ kind: 'error', operations: ['draw'] });
  expect((await ask()).kind).toBe('done');
  await fault({ kind: 'error', status: 503, operations: ['creditLine'], times: 1 });
  expect(await ask()).toEqual({ kind: 'unknown', reason: 'server-error' });
  await fault({ kind: 'hang', times: 1, operations: ['creditLine'] });
  expect(await ask()).toEqual({ kind: 'unknown', reason: 'timeout' });
  await fault({ kind: 'garbage', times: 1, operations: ['creditLine'] });
  expect(await ask()).toEqual({ kind: 'unknown', reason: 'unreadable' });
  await fault({ kind: 'mischief', name: 'frozen', times: 1 });
  expect(await ask()).toMatchObject({ value: { availableFen: 0 } });
  await fault({ kind: 'slow', ms: 60_000 });
  expect(await ask()).toEqual({ kind: 'unknown', reason: 'timeout' });
  await controlled(`${url}/control/faults`, 'DELETE');
  expect((await ask()).kind).toBe('done');
});

test('a mischief that the party cannot play is refused, and says which it can', async () => {
  const { url } = await party('bank', 'cannot.db');
  const said = await fetch(`${url}/control/faults`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'mischief', name: 'frosen' }),
  });
  expect(said.status).toBe(422);
  expect(await said.text()).toContain('frozen');
  expect(await controlled(`${url}/control/faults`, 'GET')).toEqual({ faults: [] });
});

test('a request that the door turns away spends no fault of the desk behind', async () => {
  const faults = partyFaults();
  const wanted: Fault = { kind: 'mischief', name: 'did-nothing', operations: ['settle'], times: 1 };
  faults.add(wanted);
  const desk: Simulator = {
    mischiefs: ['did-nothing'],
    operationOf: () => 'settle',
    handle: (_request, mischief) => ({ status: 200, body: mischief ?? 'as usual' }),
    turnsAway: ({ body }) => body === 'not signed in',
    payDue: () => undefined,
  };
  const asked = (body: string) => faults.answer(desk, { path: '/', headers: {}, body });
  expect(await asked('not signed in')).toEqual({ status: 200, body: 'as usual' });
  expect(faults.list()).toEqual([wanted]);
  expect(await asked('signed in')).toEqual({ status: 200, body: 'did-nothing' });
  expect(faults.list()).toEqual([]);
});

test('faults are switched off by what they are about; the insurer that is away for one stay leaves all others alone', async () => {
  const { url } = await party('medical-insurance', 'about.db');
  const on = async () => (await controlled(`${url}/control/faults`, 'GET')) as { readonly faults: unknown };
  const others: readonly Fault[] = [
    { kind: 'mischief', name: 'refuses:E2304', operations: ['settle'], times: 2 },
    { kind: 'refuse', about: 'case_another-one' },
  ];
  for (const fault of others) await setFault(url, fault);
  const leaving = new AbortController();
  const addresses = { parties: { 'medical-insurance': url } } as unknown as County['addresses'];
  const away = insurerAway({ addresses }, { caseRef: 'case_of-the-test' as CaseRef, signal: leaving.signal });
  const refused = { kind: 'refuse', operations: ['discharge', 'settle'], about: 'case_of-the-test' };
  await expect.poll(on).toEqual({ faults: [...others, refused] });
  leaving.abort();
  await away;
  expect(await on()).toEqual({ faults: others });
  await clearFaults(url);
  expect(await on()).toEqual({ faults: [] });
});

test('asks for its token, and says what is wrong with a fault', async () => {
  const { url } = await party('bank', 'token.db');
  const stranger = bankAt(url, 3_000, 'other');
  const body = await stranger.creditLine.write({ personRef }, header);
  const answer = stranger.creditLine.read(await stranger.creditLine.send(body, header), { body, header });
  expect(answer.kind).toBe('unknown');
  expect(await controlled(`${url}/control/faults`, 'POST', { kind: 'explode' })).toHaveProperty('message');
});

test('people come by control, and stay after kill -9', async () => {
  const first = await party('bank', 'people.db');
  const other = personOf(countyOf('dalian'), 6, 0);
  await controlled(`${first.url}/control/people`, 'POST', [other]);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const { url } = await party('bank', 'people.db');
  const bank = bankOverHttp({
    http: partyHttp({ baseUrl: url, credential: { kind: 'bearer', token: 'T' }, timeoutMs: 3_000 }),
    openPerson: async () => asInVault(other),
  });
  const body = await bank.creditLine.write({ personRef }, header);
  expect(bank.creditLine.read(await bank.creditLine.send(body, header), { body, header })).toMatchObject({
    value: other.creditLine,
  });
});

test('what a browser sends for a web page is refused, whatever it asks for', async () => {
  const { url } = await party('bank', 'pages.db');
  for (const headers of [
    { origin: 'https://anywhere.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-origin' },
  ])
    for (const [path, method] of [
      ['/control/faults', 'DELETE'],
      ['/control/people', 'POST'],
      ['/credit', 'POST'],
    ] as const) {
      const body = method === 'POST' ? { body: '[]' } : {};
      expect((await fetch(`${url}${path}`, { method, headers, ...body })).status).toBe(403);
    }
  expect((await fetch(`${url}/control/faults`, { method: 'DELETE' })).status).toBe(200);
});
