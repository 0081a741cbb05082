import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { type CliConfig, cliConfig } from '../config.ts';
import { countyClock } from '../domain/clock.ts';
import { apiFindings, credentialFinding, waitMs } from './api-findings.ts';
import { type Addresses, countyDirectory, readAddresses, readCredentials } from './county.ts';
import { type Finding, ok, wrong } from './finding.ts';
import { healthFindings } from './health-findings.ts';
import { readReply, send } from './http.ts';

/** Looks at every part: of the api that HUB_API_URL names, or of the county in a box here. */
export async function examine(config: CliConfig = cliConfig()): Promise<readonly Finding[]> {
  return config.apiUrl === null
    ? examineBox(countyDirectory(config), config)
    : examineInstallation(config.apiUrl, config);
}

/** Only what the api itself can tell: what else runs there is its own machine's business. */
async function examineInstallation(api: string, { token }: CliConfig): Promise<readonly Finding[]> {
  const see = {
    api: 'docker compose ps -a, docker compose logs api',
    postgres: 'docker compose logs api postgres',
    temporal: 'docker compose logs temporal',
  };
  const examined = { api, token, see };
  return [
    ok('HUB_API_URL', api, 'the commands speak to it'),
    ...(await apiFindings(examined)),
    await credentialFinding(examined),
    ...(await healthFindings(examined)),
  ];
}

async function examineBox(directory: string, { token }: CliConfig): Promise<readonly Finding[]> {
  const addresses = readAddresses(directory);
  if (addresses === undefined)
    return [
      wrong(
        'addresses.json',
        `${directory} 中没有;先运行 npm start,或设置 HUB_API_URL`,
        `not in ${directory}; run npm start, or set HUB_API_URL`,
      ),
    ];
  const logs = (name: string): string => join(directory, 'logs', `${name}.log`);
  const see = { api: logs('api'), postgres: logs('postgres'), temporal: logs('temporal') };
  const own = readCredentials(directory)?.operator.token ?? null;
  const examined = { api: addresses.api, token: token ?? own, see };
  return [
    ok('addresses.json', `在 ${directory}`, `in ${directory}`),
    credentialsFinding(directory),
    ...(await apiFindings(examined)),
    await credentialFinding(examined),
    ...(await healthFindings(examined)),
    ...(await otherFindings(directory, addresses)),
  ];
}

function credentialsFinding(directory: string): Finding {
  const part = 'credentials.json';
  if (readCredentials(directory) === undefined)
    return wrong(
      part,
      '缺失或无法读取;重新运行 npm start,或设置 HUB_TOKEN',
      'missing or not readable; run npm start again, or set HUB_TOKEN',
    );
  const mode = statSync(join(directory, part)).mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    return wrong(
      part,
      `他人可读(${mode.toString(8)});执行 chmod 600`,
      `others may read it (${mode.toString(8)}); chmod 600 it`,
    );
  return ok(part, '只有本人可读', 'readable by its owner only');
}

async function otherFindings(directory: string, addresses: Addresses): Promise<readonly Finding[]> {
  const { temporal, temporalUi, codec, parties = {} } = addresses;
  const looked = await Promise.all([
    ...(temporal === undefined ? [] : [reachable('Temporal gRPC', `tcp://${temporal}`)]),
    ...(temporalUi === undefined ? [] : [answers('Temporal UI', temporalUi)]),
    ...(codec === undefined ? [] : [answers('codec', new URL('/health/live', codec).href)]),
    ...Object.entries(parties).map(([party, url]) => reachable(party, url)),
  ]);
  return [...looked, clockFinding(directory)];
}

async function answers(part: string, url: string): Promise<Finding> {
  try {
    await readReply(
      await send(new URL(url), { redirect: 'follow', signal: AbortSignal.timeout(waitMs) }),
      z.unknown(),
    );
    return ok(part, url, 'it answers');
  } catch {
    return wrong(part, `${url} 无应答`, `${url} does not answer`);
  }
}

/** A party answers to its own protocol only; that somebody listens is what can be known from outside. */
function reachable(part: string, url: string): Promise<Finding> {
  const { hostname, port, protocol } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) });
  return new Promise((resolve) => {
    const end = (finding: Finding): void => {
      socket.destroy();
      resolve(finding);
    };
    const silent = wrong(
      part,
      `${url} 连接不上;等待它的病例会自动继续`,
      `${url} cannot be reached; stays that wait for it go on by themselves`,
    );
    socket.setTimeout(waitMs, () => end(silent));
    socket.once('error', () => end(silent));
    socket.once('connect', () => end(ok(part, url, 'it listens')));
  });
}

const clockFile = z.looseObject({ realMs: z.number(), countyMs: z.number(), speed: z.number() });

function clockFinding(directory: string): Finding {
  const part = '时钟 · clock';
  try {
    const setting = clockFile.parse(JSON.parse(readFileSync(join(directory, 'clock.json'), 'utf8')));
    const now = countyClock(setting).now();
    return ok(part, `${now},${setting.speed} 倍速`, `${setting.speed} times real time`);
  } catch {
    return wrong(
      part,
      'clock.json 无法读取;删除后重新运行 npm start',
      'clock.json cannot be read; remove it and run npm start',
    );
  }
}
