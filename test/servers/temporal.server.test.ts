import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, onTestFinished, test } from 'vitest';
import { sha256 } from '../../county/servers/downloads.ts';
import { freePort } from '../../county/servers/ports.ts';
import { isTemporalHealthy, startTemporal } from '../../county/servers/temporal.ts';
import { temporalBinary } from '../../county/servers/temporal-binary.ts';
import { temporalRelease } from '../../county/servers/temporal-release.ts';
import { temporaryFolder } from './temporary.ts';

async function start(folder: string, more: object = {}) {
  const server = await startTemporal({
    binary: inject('temporalBinary'),
    dataFile: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
    port: await freePort(0),
    ...more,
  });
  onTestFinished(() => server.kill9());
  return server;
}

async function clientOf(address: string): Promise<Client> {
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  return new Client({ connection });
}

test('a workflow with our search attributes survives kill -9 of the server', async () => {
  const folder = await temporaryFolder();
  const first = await start(folder);
  const client = await clientOf(first.address);
  await client.workflow.start('nobody', {
    workflowId: 'stay/h1/c1',
    taskQueue: 'none',
    searchAttributes: { HubAttention: ['agency-wait'], HubPayers: ['basic-insurance', 'medical-assistance'] },
  });
  await first.kill9();
  const second = await start(folder);
  const again = await clientOf(second.address);
  const found = await again.workflow.getHandle('stay/h1/c1').describe();
  expect(found.status.name).toBe('RUNNING');
  await expect
    .poll(async () => (await again.workflow.count('HubAttention = "agency-wait"')).count, { timeout: 10_000 })
    .toBe(1);
  await second.stop();
});

test('the UI is served and knows the codec endpoint', async () => {
  const folder = await temporaryFolder();
  const uiPort = await freePort(0);
  const server = await start(folder, { uiPort, codecEndpoint: 'http://127.0.0.1:9/codec' });
  expect((await fetch(`${server.uiUrl}/`)).status).toBe(200);
  const settings = await (await fetch(`${server.uiUrl}/api/v1/settings`)).json();
  expect(JSON.stringify(settings)).toContain('http://127.0.0.1:9/codec');
});

test('a port that is taken and a file that cannot be opened are errors with the reason', async () => {
  const folder = await temporaryFolder();
  const port = Number(inject('temporalAddress').split(':')[1]);
  await expect(start(folder, { port })).rejects.toThrow('already in use');
  // A folder where the file should be: the reason comes from the end of the server's own log.
  await expect(start(folder, { dataFile: folder })).rejects.toThrow(/unable to open database file/);
});

test('a server without our search attributes is not healthy', async () => {
  expect(await isTemporalHealthy(inject('temporalAddress'))).toBe(true);
  expect(await isTemporalHealthy(inject('temporalAddress'), ['HubNowhere'])).toBe(false);
});

test('half a download and a spoiled file in the cache are replaced, never run', async () => {
  const folder = await temporaryFolder();
  const release = temporalRelease();
  if (release === undefined) throw new Error('no pinned release for this machine');
  const file = join(folder, `temporal-${release.version}-${release.binarySha256.slice(0, 12)}`);
  await writeFile(file, 'half of it');
  const abandoned = join(folder, '.half-dead');
  await mkdir(abandoned);
  await utimes(abandoned, new Date(0), new Date(0));
  const officialUrl = await officialSite(await archiveOf(inject('temporalBinary')));
  const sources = {
    cacheDirectory: folder,
    command: 'no-such-temporal',
    say: () => {},
    officialUrl,
    pythonCommands: [],
    pausesMs: [],
  };
  expect(await temporalBinary(sources)).toBe(file);
  expect(await sha256(file)).toBe(release.binarySha256);
  expect(await readdir(folder)).toEqual([file.split('/').at(-1)]);
});

test('a file with another checksum is refused, and the message says what to install', async () => {
  const folder = await temporaryFolder();
  const fake = join(await temporaryFolder(), 'temporal');
  await writeFile(fake, '#!/bin/sh\necho temporal version 9.9.9\n');
  await chmod(fake, 0o755);
  const officialUrl = await officialSite(await archiveOf(fake));
  const sources = {
    ...{ cacheDirectory: folder, command: 'no-such-temporal', say: () => {}, officialUrl },
    ...{ pythonCommands: [], indexUrl: 'http://127.0.0.1:9/simple', pausesMs: [] },
  };
  await expect(temporalBinary(sources)).rejects.toThrow(
    /安装 Temporal CLI[\s\S]*temporal\.download: .*wrong checksum, refused/,
  );
  expect(await readdir(folder)).toEqual([]);
});

test('sources that do not answer are asked again, after a pause that is told', async () => {
  const folder = await temporaryFolder();
  const said: string[] = [];
  const sources = {
    ...{ cacheDirectory: folder, command: 'no-such-temporal', say: (text: string) => said.push(text) },
    ...{ officialUrl: await officialSite(await archiveOf(inject('temporalBinary')), 2) },
    ...{ pythonCommands: [], indexUrl: 'http://127.0.0.1:9/simple', pausesMs: [10, 20, 30] },
  };
  expect(await sha256(await temporalBinary(sources))).toBe(temporalRelease()?.binarySha256);
  expect(said.filter((text) => text.includes('trying again'))).toEqual([
    '  0.01 秒后重试 / trying again in 0.01 s',
    '  0.02 秒后重试 / trying again in 0.02 s',
  ]);
});

test('a CLI on PATH is used when it is new enough, and passed over when it is older', async () => {
  const folder = await temporaryFolder();
  const command = join(folder, 'temporal');
  const say = () => {};
  await writeFile(command, '#!/bin/sh\necho "temporal version 1.10.0 (Server 1.33.0, UI 2.60.0)"\n', {
    mode: 0o755,
  });
  expect(await temporalBinary({ cacheDirectory: folder, command, say })).toBe(command);
  await writeFile(command, '#!/bin/sh\necho "temporal version 1.9.0 (Server 1.31.0, UI 2.50.0)"\n');
  const sources = { cacheDirectory: folder, command, say, release: undefined };
  await expect(temporalBinary(sources)).rejects.toThrow('找不到 Temporal 服务器');
});

async function archiveOf(binary: string): Promise<Buffer> {
  const folder = await temporaryFolder();
  await copyFile(binary, join(folder, 'temporal'));
  execFileSync('tar', ['-C', folder, '-czf', join(folder, 'archive'), 'temporal']);
  return readFile(join(folder, 'archive'));
}

async function officialSite(archive: Buffer, failures = 0): Promise<string> {
  let left = failures;
  const server = createServer((_request, response) => {
    if (left > 0) response.writeHead(503);
    response.end(left > 0 ? undefined : archive);
    left -= 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
