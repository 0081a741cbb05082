import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { countyClock } from '../domain/clock.ts';
import { HubProblem } from '../domain/failures.ts';
import { type Addresses, findCounty, type KnownCounty, readAddresses, readCredentials } from './county.ts';
import { AnsweredProblem, ask, readReply, send } from './http.ts';

/** One part of a county, looked at; a wrong one says what to do. */
export interface Finding {
  readonly part: string;
  readonly state: 'ok' | 'wrong';
  readonly zh: string;
  readonly en: string;
}

const waitMs = 3_000;

/** Looks at every part; parts that nothing is known of are not listed. */
export async function examine(directory: string): Promise<readonly Finding[]> {
  const addresses = readAddresses(directory);
  const county = findable();
  const first = addressesFinding(directory, addresses, county);
  if (county === undefined) return [first];
  return [
    first,
    credentialsFinding(directory),
    ...(await apiFindings(county)),
    await credentialFinding(county),
    ...(addresses === undefined ? [] : await otherFindings(directory, addresses)),
  ];
}

function findable(): KnownCounty | undefined {
  try {
    return findCounty();
  } catch (error) {
    if (error instanceof HubProblem) return undefined;
    throw error;
  }
}

function addressesFinding(
  directory: string,
  addresses: Addresses | undefined,
  county: KnownCounty | undefined,
): Finding {
  const part = 'addresses.json';
  if (addresses !== undefined) return ok(part, `在 ${directory}`, `in ${directory}`);
  if (county !== undefined) return ok(part, '未使用(由 HUB_API_URL 指定)', 'not used: HUB_API_URL is set');
  return wrong(
    part,
    `${directory} 中没有;先运行 npm start,或设置 HUB_API_URL`,
    `not in ${directory}; run npm start, or set HUB_API_URL`,
  );
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

const readiness = z.looseObject({ store: z.enum(['up', 'down']), temporal: z.enum(['up', 'down']) });

async function apiFindings(county: KnownCounty): Promise<readonly Finding[]> {
  try {
    const response = await send(new URL('/health/ready', county.api), {
      signal: AbortSignal.timeout(waitMs),
    });
    const ready = readiness.parse(await response.json());
    return [
      ok('api', county.api, 'it answers'),
      ready.store === 'up'
        ? ok('PostgreSQL', '可用', 'available to the api')
        : wrong(
            'PostgreSQL',
            '接口连不上数据库;查看 .county/logs/postgres.log',
            'the api cannot reach it; see .county/logs/postgres.log',
          ),
      ready.temporal === 'up'
        ? ok('Temporal', '可用', 'available to the api')
        : wrong(
            'Temporal',
            '接口连不上;入院照常受理,决定稍后;查看 .county/logs/temporal.log',
            'the api cannot reach it; admissions are taken, decisions follow; see .county/logs/temporal.log',
          ),
    ];
  } catch {
    return [
      wrong(
        'api',
        `${county.api} 无应答;运行 npm start,或查看 .county/logs/api.log`,
        `${county.api} does not answer; run npm start, or see .county/logs/api.log`,
      ),
    ];
  }
}

async function credentialFinding(county: KnownCounty): Promise<Finding> {
  const part = '凭证 · credential';
  try {
    await ask(county, z.unknown(), { path: '/v1/attention?limit=1', as: { role: 'operator' } });
    return ok(part, '运维凭证有效', 'the operator credential is taken');
  } catch (error) {
    const code =
      error instanceof AnsweredProblem
        ? error.problem.code
        : error instanceof HubProblem
          ? error.code
          : 'internal';
    return wrong(part, `运维凭证不可用(${code})`, `the operator credential does not work (${code})`);
  }
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

function ok(part: string, zh: string, en: string): Finding {
  return { part, state: 'ok', zh, en };
}

function wrong(part: string, zh: string, en: string): Finding {
  return { part, state: 'wrong', zh, en };
}
