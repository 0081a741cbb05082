/** Environment variables: form, default, who reads them and what they are for. Those of parties and of text messages have files of their own beside this one. Read by config.ts only. */
import { z } from 'zod';
import {
  count,
  duration,
  host,
  httpUrl,
  key,
  keyRing,
  logLevels,
  networks,
  port,
  postgresUrl,
  token,
} from './config-forms.ts';
import { partyPrefix, partySchema } from './config-parties.ts';
import { textPaceSchema, textSchema } from './config-texts.ts';
import { parties } from './domain/ids.ts';
import { workerQueues } from './domain/task-queues.ts';

/** The processes that read configuration. */
export const processes = ['api', 'worker', 'codec', 'county', 'cli'] as const;
export type Process = (typeof processes)[number];

const database = {
  DATABASE_URL: postgresUrl.describe('PostgreSQL connection string, postgres://user:pass@host:5432/db'),
  HUB_DATABASE_LISTEN_URL: postgresUrl.optional().describe('PostgreSQL where DATABASE_URL is a pooler'),
  HUB_DATABASE_POOL: count(10).describe('most connections to PostgreSQL at once'),
};
const temporal = {
  TEMPORAL_ADDRESS: z.string().min(1).default('127.0.0.1:7233').describe('Temporal server, host:port'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default').describe('Temporal namespace'),
  TEMPORAL_TLS: z.stringbool().default(false).describe('speak TLS to Temporal'),
  TEMPORAL_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('API key of a managed Temporal; needs TEMPORAL_TLS'),
  HUB_PAYLOAD_KEYS: keyRing.describe('keys of Temporal payloads, id:base64 of 32 bytes, current first'),
};
const vault = {
  HUB_VAULT_KEYS: keyRing.describe('keys that wrap the people vault, id:base64 of 32 bytes, current first'),
  HUB_INDEX_KEY: key.describe('key of the blind index of identity numbers, base64 of 32 bytes'),
};
const moment = z.coerce.number().int().min(0).default(0);
const clock = {
  HUB_CLOCK_SPEED: z.coerce
    .number()
    .min(0.001)
    .max(1e6)
    .default(1)
    .describe('county seconds in a real second'),
  HUB_CLOCK_REAL_MS: moment.describe('real time at which the county clock was set, ms since 1970'),
  HUB_CLOCK_COUNTY_MS: moment.describe('county time at that moment, ms since 1970'),
};
const logging = { HUB_LOG_LEVEL: z.enum(logLevels).default('info').describe('how much to log') };
const place = {
  HUB_COUNTY_DIR: z.string().min(1).default('.county').describe('where a county keeps its state'),
};

/** What each process reads. */
export const schemas = {
  api: z.object({
    ...database,
    ...temporal,
    ...vault,
    ...clock,
    ...logging,
    HUB_API_HOST: host,
    HUB_API_PORT: port(7080).describe('port of the API, 0 for any'),
    HUB_OPERATOR_TOKEN: token.describe('sets up the first person who gives credentials, and nothing else'),
    HUB_DECISION_WAIT_MS: duration(2000).describe('how long a request waits for a decision before 202'),
    HUB_BILL_CEILING_YUAN: count(5_000_000).describe('a bill above this is a slip of the hand, not taken'),
    HUB_BODY_LIMIT_BYTES: count(1_048_576).describe('largest JSON body'),
    HUB_LIST_LIMIT_BYTES: count(536_870_912).describe('largest list file'),
    HUB_RATE_PER_MINUTE: count(6000).describe('requests a minute of one actor or open address, 0: no limit'),
    HUB_DIGEST_DIR: z
      .string()
      .min(1)
      .optional()
      .describe('folder of the daily digests; without it, none is written'),
    HUB_WEBHOOK_NETWORKS: networks.describe(
      'networks in which webhooks may be called although they are not public, also without TLS',
    ),
    ...textPaceSchema,
    HUB_TRUSTED_PROXIES: networks.describe('proxies whose X-Forwarded-For is believed: addresses, networks'),
  }),
  worker: z.object({
    ...database,
    ...temporal,
    ...vault,
    ...clock,
    ...logging,
    HUB_WORKER_QUEUES: z
      .string()
      .default(workerQueues.join(','))
      .transform((text) => text.split(','))
      .pipe(z.array(z.enum(workerQueues)).min(1))
      .describe(`what this worker does, comma-separated: ${workerQueues.join(', ')}`),
    HUB_WORKER_CACHED_WORKFLOWS: count(150).describe('workflows kept in memory; 0 replays every task'),
    HUB_WORKFLOW_WATCHDOG: z
      .stringbool()
      .default(false)
      .describe('cut off workflow code that loops for 5 s, at the price of a thread each time it is entered'),
    HUB_PARTY_WORKERS: z.coerce
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(1)
      .describe('worker processes with addresses of parties; each makes its share of a party’s calls'),
    ...textPaceSchema,
    ...textSchema,
    HUB_WORKER_HEALTH_PORT: port(0).describe('port of GET /health and /metrics, 0 for none'),
  }),
  codec: z.object({
    ...logging,
    TEMPORAL_NAMESPACE: temporal.TEMPORAL_NAMESPACE,
    HUB_PAYLOAD_KEYS: temporal.HUB_PAYLOAD_KEYS,
    HUB_CODEC_HOST: host,
    HUB_CODEC_PORT: port(7081).describe('port of the codec server, 0 for any'),
    HUB_CODEC_ORIGIN: z
      .string()
      .regex(/^https?:\/\/[^/]+$/, 'is an origin such as http://127.0.0.1:8233, without a path')
      .describe('origin of the Temporal UI, the only one that may ask'),
    HUB_CODEC_TOKEN: token.optional().describe('bearer credential that the Temporal UI passes on'),
    HUB_CODEC_SSO_ISSUER: z
      .string()
      .min(1)
      .optional()
      .describe('issuer of the access tokens of single sign-on'),
    HUB_CODEC_SSO_AUDIENCE: z.string().min(1).optional().describe('audience that such a token must name'),
    HUB_CODEC_SSO_KEYS_URL: z.url().optional().describe('where single sign-on publishes its keys (JWKS)'),
    HUB_CODEC_OPEN: z.stringbool().default(false).describe('no credential; only on a loopback address'),
  }),
  county: z.object({
    ...place,
    ...logging,
    DATABASE_URL: postgresUrl.optional().describe('a PostgreSQL of your own instead of the embedded one'),
    TEMPORAL_ADDRESS: z
      .string()
      .min(1)
      .optional()
      .describe('a Temporal of your own instead of the embedded one'),
    TEMPORAL_NAMESPACE: temporal.TEMPORAL_NAMESPACE,
    HUB_CACHE_DIR: z.string().min(1).optional().describe('where downloaded servers are kept'),
    HUB_API_PORT: port(7080).describe('port of the API'),
    HUB_CODEC_PORT: port(7081).describe('port of the codec server'),
    HUB_TEMPORAL_PORT: port(7233).describe('port of the embedded Temporal'),
    HUB_UI_PORT: port(8233).describe('port of the Temporal UI'),
    HUB_PARTIES_PORT: port(7090).describe('first port of the simulated parties'),
    PATH: z.string().default('').describe('where installed servers are looked for'),
  }),
  cli: z.object({
    ...place,
    HUB_API_URL: httpUrl.optional().describe('API to speak to instead of the county in HUB_COUNTY_DIR'),
    HUB_TOKEN: z.string().min(1).optional().describe("bearer credential to use instead of the county's"),
  }),
} satisfies Record<Process, z.ZodObject>;

/** One variable: who reads it, who cannot start without it, and what it is. */
export interface Variable {
  readonly name: string;
  readonly readBy: readonly Process[];
  readonly requiredBy: readonly Process[];
  readonly about: string;
}

/** Every variable that any process reads, from the schemas themselves. */
export const variables: readonly Variable[] = listVariables();

function listVariables(): readonly Variable[] {
  const found = new Map<string, Variable>();
  const add = (name: string, process: Process, schema: z.ZodType): void => {
    const before = found.get(name);
    const required = !schema.safeParse(undefined).success;
    found.set(name, {
      name,
      about: before?.about ?? schema.description ?? '',
      readBy: [...(before?.readBy ?? []), process],
      requiredBy: [...(before?.requiredBy ?? []), ...(required ? [process] : [])],
    });
  };
  for (const process of processes)
    for (const [name, schema] of Object.entries(schemas[process].shape)) add(name, process, schema);
  for (const party of parties)
    for (const [name, schema] of Object.entries(partySchema.shape))
      add(partyPrefix(party) + name, 'worker', schema);
  return [...found.values()];
}
