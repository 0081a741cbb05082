import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf, isAlive } from './identity.ts';
import { freePort } from './ports.ts';
import { type SupervisedPlan, supervisor } from './supervisor.ts';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'hub-test-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

async function planOf(
  name: string,
  script: string,
  more: Partial<SupervisedPlan> = {},
): Promise<SupervisedPlan> {
  const place = await folder();
  return {
    name,
    command: process.execPath,
    args: ['-e', script],
    logFile: join(place, `${name}.log`),
    pidFile: join(place, `${name}.pid`),
    ready: { kind: 'line', text: 'listening' },
    readyWithinMs: 15_000,
    restart: 'on-end',
    ...more,
  };
}

const idle = "console.log('listening'); setInterval(() => {}, 1000)";

test('a process that is killed comes back by itself, with its new identity noted', async () => {
  const said: string[] = [];
  const keeper = supervisor((text) => said.push(text));
  onTestFinished(() => keeper.stopAll());
  const plan = await planOf('api', idle);
  const api = await keeper.start(plan);
  const before = api.pid();
  await api.kill9();
  await expect.poll(() => api.pid(), { timeout: 10_000 }).not.toBeOneOf([before, undefined]);
  expect(api.restarts()).toBe(1);
  expect(said.join()).toContain('SIGKILL');
  const note = JSON.parse(await readFile(plan.pidFile as string, 'utf8'));
  expect(note).toMatchObject({ name: 'api', pid: api.pid() });
  expect(isAlive(note)).toBe(true);
});

test('a stopped process does not come back; all stop in the opposite order of their start', async () => {
  const said: string[] = [];
  const keeper = supervisor((text) => said.push(text));
  const slowly = (name: string) =>
    `${idle}; process.on('SIGTERM', () => setTimeout(() => { console.log('${name} ends', Date.now()); process.exit(0) }, 200))`;
  const plans = [await planOf('first', slowly('first')), await planOf('second', slowly('second'))];
  const started = [];
  for (const plan of plans) started.push(await keeper.start(plan));
  await keeper.stopAll();
  const ends = await Promise.all(
    plans.map(async ({ logFile }) => Number(/ends (\d+)/.exec(await readFile(logFile, 'utf8'))?.[1])),
  );
  expect(ends[0]).toBeGreaterThanOrEqual((ends[1] as number) + 150);
  expect(started.map((process) => process.pid())).toEqual([undefined, undefined]);
  expect(said).toEqual([]);
});

test('one that will not stop is killed', async () => {
  const keeper = supervisor(() => {});
  const deaf = await keeper.start(
    await planOf('deaf', `process.on('SIGTERM', () => {}); ${idle}`, { stopWithinMs: 200 }),
  );
  const pid = deaf.pid() as number;
  await keeper.stopAll();
  expect(identityOf(pid)).toBeUndefined();
});

test('one that ends before it is ready is an error with the end of its log', async () => {
  const plan = await planOf('broken', "console.error('no such table'); process.exit(3)");
  await expect(supervisor(() => {}).start(plan)).rejects.toThrow(/broken: .*code 3[\s\S]*no such table/);
});

test('ready by URL, only when the answer is a success', async () => {
  const port = await freePort(0);
  const script = `let n = 0; require('http').createServer((q, s) => { s.statusCode = n++ < 2 ? 503 : 200; s.end() }).listen(${port}, '127.0.0.1')`;
  const keeper = supervisor(() => {});
  onTestFinished(() => keeper.stopAll());
  await keeper.start(
    await planOf('web', script, { ready: { kind: 'url', url: `http://127.0.0.1:${port}/` } }),
  );
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
});
