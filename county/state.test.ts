import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf } from './servers/identity.ts';
import { startProcess } from './servers/process.ts';
import {
  readJson,
  type StateDirectory,
  stateDirectory,
  stopLeftOvers,
  takeCounty,
  writeJson,
} from './state.ts';

async function emptyState(): Promise<StateDirectory> {
  const root = await mkdtemp(join(tmpdir(), 'hub-test-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return stateDirectory(join(root, '.county'));
}

async function holderOf(state: StateDirectory) {
  const script = `
    import { stateDirectory, takeCounty } from '${new URL('./state.ts', import.meta.url)}';
    console.log(takeCounty(stateDirectory(${JSON.stringify(state.root)})).kind);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [kind] = await once(child.stdout, 'data');
  return { child, kind: String(kind).trim() };
}

test('a second start finds the first; kill -9 of the first frees the county at once', async () => {
  const state = await emptyState();
  const { child, kind } = await holderOf(state);
  expect(kind).toBe('ours');
  expect(takeCounty(state)).toEqual({ kind: 'taken', by: identityOf(child.pid as number) });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const mine = takeCounty(state);
  expect(mine.kind).toBe('ours');
  if (mine.kind === 'ours') mine.release();
  expect((await holderOf(state)).kind).toBe('ours');
});

test('left-overs of a killed county are stopped; a stranger with a noted number is not', async () => {
  const state = await emptyState();
  const script = "console.log('up'); setInterval(() => {}, 1000)";
  const plan = { command: process.execPath, args: ['-e', script], logFile: state.logFile('worker') };
  const worker = await startProcess({ ...plan, name: 'worker', pidFile: state.pidFile('worker') });
  const stranger = spawn('sleep', ['60']);
  onTestFinished(() => void stranger.kill('SIGKILL'));
  writeJson(state.pidFile('api'), {
    name: 'api',
    pid: stranger.pid,
    started: 'long ago',
    stopSignal: 'SIGTERM',
  });
  await writeFile(state.pidFile('codec'), '{"half":');
  expect(await stopLeftOvers(state)).toEqual(['worker']);
  await expect(worker.exited).resolves.toMatchObject({ signal: 'SIGTERM' });
  expect(stranger.exitCode).toBeNull();
  expect(['worker', 'api', 'codec'].map((name) => existsSync(state.pidFile(name)))).toEqual([
    false,
    false,
    false,
  ]);
});

test('a process whose county was killed before it could note it is found by its mark; half-written files go', async () => {
  const state = await emptyState();
  const run = { command: process.execPath, args: ['-e', "console.log('up'); setInterval(() => {}, 1000)"] };
  const party = await startProcess({
    ...{ ...run, name: 'bank', logFile: state.logFile('bank'), pidFile: state.pidFile('bank') },
  });
  const elsewhere = await emptyState();
  const another = await startProcess({
    ...{ ...run, name: 'bank', logFile: elsewhere.logFile('bank'), pidFile: elsewhere.pidFile('bank') },
  });
  onTestFinished(() => another.kill9());
  await rm(state.pidFile('bank'));
  await writeFile(`${state.clockFile}.4711.new`, '{"half":');
  expect(await stopLeftOvers(state)).toEqual(['bank']);
  await expect(party.exited).resolves.toMatchObject({ signal: 'SIGTERM' });
  expect(another.exit(), 'a process of another county runs on').toBeUndefined();
  expect(existsSync(`${state.clockFile}.4711.new`)).toBe(false);
});

test('a JSON file is readable by its owner only, and half a file reads as none', async () => {
  const state = await emptyState();
  mkdirSync(state.root, { recursive: true });
  writeJson(state.addressesFile, { api: 'http://127.0.0.1:1' });
  expect(readJson(state.addressesFile)).toEqual({ api: 'http://127.0.0.1:1' });
  await writeFile(state.addressesFile, '{"api": "ht');
  expect(readJson(state.addressesFile)).toBeUndefined();
});
