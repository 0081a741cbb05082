/** The only reader of the environment. Every process has one function here; each says all that is wrong at once. */
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { singleSignOn } from './config-forms.ts';
import { type PartyEndpoint, partyPrefix, partySchema } from './config-parties.ts';
import { textGateway, textPace } from './config-texts.ts';
import { type Process, schemas } from './config-variables.ts';
import type { ClockSetting } from './domain/clock.ts';
import { type PartyId, parties } from './domain/ids.ts';

export { type Process, variables } from './config-variables.ts';

/** Environment variables as the system gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown for a bad environment; the message names each variable and says what to do, and never shows a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Configuration of api/main.ts. Throws ConfigError. */
export function apiConfig(environment: Environment = process.env) {
  const read = parse('api', environment);
  return {
    ...shared(read),
    listen: { host: read.HUB_API_HOST, port: read.HUB_API_PORT },
    bootstrapToken: read.HUB_OPERATOR_TOKEN,
    decisionWaitMs: read.HUB_DECISION_WAIT_MS,
    billCeilingFen: read.HUB_BILL_CEILING_YUAN * 100,
    bodyLimitBytes: read.HUB_BODY_LIMIT_BYTES,
    listLimitBytes: read.HUB_LIST_LIMIT_BYTES,
    trustedProxies: read.HUB_TRUSTED_PROXIES,
    ratePerMinute: read.HUB_RATE_PER_MINUTE,
    webhookNetworks: read.HUB_WEBHOOK_NETWORKS,
    ...{ digestDirectory: read.HUB_DIGEST_DIR ?? null, textPace: textPace(read) },
  } as const;
}

/** Configuration of workers/main.ts, with every party that the county has. Throws ConfigError. */
export function workerConfig(environment: Environment = process.env) {
  const read = parse('worker', environment);
  const parties = partyEndpoints(environment, read.HUB_PARTY_WORKERS);
  const sms = textGateway(read, parties['sms-gateway']);
  if (sms === 'unfinished')
    throw new ConfigError(
      'HUB_PARTY_SMS_GATEWAY_URL: needs HUB_PARTY_SMS_GATEWAY_TOKEN as id:secret, HUB_SMS_APP_ID, HUB_SMS_SIGN and HUB_SMS_TEMPLATES too',
    );
  return {
    ...shared(read),
    queues: read.HUB_WORKER_QUEUES,
    cachedWorkflows: read.HUB_WORKER_CACHED_WORKFLOWS,
    watchdog: read.HUB_WORKFLOW_WATCHDOG,
    healthPort: read.HUB_WORKER_HEALTH_PORT,
    ...{ parties, sms, textPace: textPace(read) },
  } as const;
}
export type WorkerConfig = ReturnType<typeof workerConfig>;

/** Configuration of api/codec-server.ts. Throws ConfigError, also for an open server that others could reach. */
export function codecConfig(environment: Environment = process.env) {
  const read = parse('codec', environment);
  const loopback = ['127.0.0.1', '::1', 'localhost'].includes(read.HUB_CODEC_HOST);
  if (read.HUB_CODEC_OPEN && !loopback)
    throw new ConfigError('HUB_CODEC_OPEN: only on a loopback HUB_CODEC_HOST; set HUB_CODEC_TOKEN instead');
  const sso = singleSignOn(read);
  if (sso === 'unfinished')
    throw new ConfigError('HUB_CODEC_SSO_ISSUER, …_AUDIENCE and …_KEYS_URL: set all three, or none');
  if (!read.HUB_CODEC_OPEN && read.HUB_CODEC_TOKEN === undefined)
    throw new ConfigError(
      'HUB_CODEC_TOKEN: is missing; set it, or HUB_CODEC_OPEN=true on a loopback address',
    );
  return {
    listen: { host: read.HUB_CODEC_HOST, port: read.HUB_CODEC_PORT },
    namespace: read.TEMPORAL_NAMESPACE,
    payloadKeys: read.HUB_PAYLOAD_KEYS,
    origin: read.HUB_CODEC_ORIGIN,
    token: read.HUB_CODEC_OPEN ? null : (read.HUB_CODEC_TOKEN ?? null),
    sso,
    logLevel: read.HUB_LOG_LEVEL,
  } as const;
}
export type CodecConfig = ReturnType<typeof codecConfig>;

/** Configuration of a county in a box; servers of one's own are optional. Throws ConfigError. */
export function countyConfig(environment: Environment = process.env) {
  const read = parse('county', environment);
  return {
    directory: read.HUB_COUNTY_DIR,
    cacheDirectory: read.HUB_CACHE_DIR ?? null,
    databaseUrl: read.DATABASE_URL ?? null,
    temporal: { address: read.TEMPORAL_ADDRESS ?? null, namespace: read.TEMPORAL_NAMESPACE },
    ports: {
      api: read.HUB_API_PORT,
      codec: read.HUB_CODEC_PORT,
      temporal: read.HUB_TEMPORAL_PORT,
      temporalUi: read.HUB_UI_PORT,
      parties: read.HUB_PARTIES_PORT,
    },
    path: read.PATH,
    logLevel: read.HUB_LOG_LEVEL,
  } as const;
}
export type CountyConfig = ReturnType<typeof countyConfig>;

/** Configuration of the `hub` command. Throws ConfigError. */
export function cliConfig(environment: Environment = process.env) {
  const read = parse('cli', environment);
  return {
    directory: read.HUB_COUNTY_DIR,
    apiUrl: read.HUB_API_URL ?? null,
    token: read.HUB_TOKEN ?? null,
  } as const;
}
export type CliConfig = ReturnType<typeof cliConfig>;

/** Everything that was given to this process, for a child that gets it too. */
export function wholeEnvironment(environment: Environment = process.env): Environment {
  return environment;
}

const compiledCode = fileURLToPath(new URL('node_modules/.cache/treat-first-hub/compiled', import.meta.url));

/** What a child process needs of the system, and nothing of our configuration. */
export function systemEnvironment(environment: Environment = process.env): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TEMP', 'SystemRoot', 'USERPROFILE'];
  const system = kept.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]));
  // Node keeps there what it made of our TypeScript: a process that starts again starts in half the time.
  return { NODE_COMPILE_CACHE: compiledCode, ...Object.fromEntries(system) };
}

function shared(read: z.infer<typeof schemas.api> | z.infer<typeof schemas.worker>) {
  const { HUB_CLOCK_REAL_MS: realMs, HUB_CLOCK_COUNTY_MS: countyMs, HUB_CLOCK_SPEED: speed } = read;
  const clock: ClockSetting = { realMs, countyMs, speed };
  return {
    database: {
      url: read.DATABASE_URL,
      listenUrl: read.HUB_DATABASE_LISTEN_URL ?? read.DATABASE_URL,
      poolSize: read.HUB_DATABASE_POOL,
    },
    temporal: {
      address: read.TEMPORAL_ADDRESS,
      namespace: read.TEMPORAL_NAMESPACE,
      tls: read.TEMPORAL_TLS,
      apiKey: read.TEMPORAL_API_KEY ?? null,
    },
    payloadKeys: read.HUB_PAYLOAD_KEYS,
    vault: { keys: read.HUB_VAULT_KEYS, indexKey: read.HUB_INDEX_KEY },
    clock,
    logLevel: read.HUB_LOG_LEVEL,
  } as const;
}

function partyEndpoints(
  environment: Environment,
  workers: number,
): Readonly<Partial<Record<PartyId, PartyEndpoint>>> {
  const endpoints: Partial<Record<PartyId, PartyEndpoint>> = {};
  for (const party of parties) {
    const prefix = partyPrefix(party);
    const own = Object.fromEntries(
      Object.keys(partySchema.shape).map((name) => [name, environment[prefix + name]]),
    );
    const read = check(partySchema, own, prefix);
    if (read.URL === undefined) continue;
    endpoints[party] = {
      ...{ url: read.URL, token: read.TOKEN ?? null },
      ...{ promptMs: read.PROMPT_MS, promiseMs: read.PROMISE_MS, timeoutMs: read.TIMEOUT_MS },
      concurrency: shareOf(read.CONCURRENCY, workers, `${prefix}CONCURRENCY`),
    };
  }
  return endpoints;
}

/** Rounded down, so that all workers together never pass what the party takes. Throws ConfigError. */
function shareOf(concurrency: number, workers: number, name: string): number {
  if (concurrency < workers)
    throw new ConfigError(`${name}: is less than HUB_PARTY_WORKERS; each worker makes at least one call`);
  return Math.floor(concurrency / workers);
}

function parse<Name extends Process>(
  process: Name,
  environment: Environment,
): z.infer<(typeof schemas)[Name]> {
  return check(schemas[process], environment, '') as z.infer<(typeof schemas)[Name]>;
}

function check<Shape extends z.ZodObject>(schema: Shape, environment: Environment, prefix: string) {
  // Compose files pass unset variables as empty text.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const about = schema.shape[name]?.description ?? '';
    const wrong = given[name] === undefined ? 'is missing' : issue.message;
    return `${prefix}${name}: ${wrong} (${about})`;
  });
  throw new ConfigError(`configuration is not complete; set these variables:\n  ${lines.join('\n  ')}`);
}
