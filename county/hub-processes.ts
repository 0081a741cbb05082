import { fileURLToPath } from 'node:url';
import { simulatedGatewayKey } from '../adapters/medical-insurance/simulator/gateway.ts';
import { simulatedAccount } from '../adapters/sms-gateway/simulator.ts';
import { systemEnvironment } from '../config.ts';
import { partyPrefix } from '../config-parties.ts';
import type { ClockSetting } from '../domain/clock.ts';
import { type PartyId, parties } from '../domain/ids.ts';
import { textedKinds } from '../domain/text-messages.ts';
import type { CountySecrets } from './secrets.ts';
import type { SupervisedPlan } from './servers/supervisor.ts';
import type { StateDirectory } from './state.ts';

/** What the hub's own processes of one county are told. */
export interface HubSetting {
  readonly state: StateDirectory;
  readonly secrets: CountySecrets;
  readonly clock: ClockSetting;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly temporalUiOrigin: string;
  readonly apiPort: number;
  readonly codecPort: number;
  readonly partyUrls: Readonly<Record<PartyId, string>>;
  readonly logLevel: string;
  /** Workers of the county, which share what a party takes at once. */
  readonly workers: number;
  /** More variables, for tests and benchmarks. */
  readonly more?: Readonly<Record<string, string>>;
}

// By itself V8 sizes its heap by the machine and lets young garbage grow to 100 MB: a third of what a process of the hub holds.
const smallHeap = ['--max-semi-space-size=4', '--max-old-space-size=512'];

/** How to run api, worker and codec server: the same programs and variables as in production. */
export function hubProcesses(setting: HubSetting): {
  readonly api: SupervisedPlan;
  readonly codec: SupervisedPlan;
  readonly worker: (name: string) => SupervisedPlan;
} {
  const { state, apiPort, codecPort } = setting;
  const env = environment(setting);
  const plan = (name: string, program: string): Omit<SupervisedPlan, 'ready'> => ({
    name,
    command: process.execPath,
    args: [
      ...smallHeap,
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(new URL(`../${program}`, import.meta.url)),
    ],
    env,
    logFile: state.logFile(name),
    pidFile: state.pidFile(name),
    restart: 'on-end',
  });
  return {
    api: {
      ...plan('api', 'api/main.ts'),
      ready: { kind: 'url', url: `http://127.0.0.1:${apiPort}/health/ready` },
    },
    codec: {
      ...plan('codec', 'api/codec-server.ts'),
      ready: { kind: 'url', url: `http://127.0.0.1:${codecPort}/health/live` },
    },
    worker: (name) => ({
      ...plan(name, 'workers/main.ts'),
      ready: { kind: 'line', text: '"worker":"started"' },
    }),
  };
}

/** What the county agreed with its simulated gateway. */
const textMessages = {
  [`${partyPrefix('sms-gateway')}TOKEN`]: `${simulatedAccount.id}:${simulatedAccount.secret}`,
  ...{ HUB_SMS_APP_ID: '1400006666', HUB_SMS_SIGN: '模拟县卫生健康' },
  HUB_SMS_TEMPLATES: JSON.stringify(
    Object.fromEntries(
      [...textedKinds, 'announcement'].map((template, at) => [template, String(1_001 + at)]),
    ),
  ),
};

function environment(setting: HubSetting): Readonly<Record<string, string>> {
  const { clock, secrets } = setting;
  const endpoints = Object.fromEntries(
    parties.map((party) => [`${partyPrefix(party)}URL`, setting.partyUrls[party]]),
  );
  return {
    ...systemEnvironment(),
    ...endpoints,
    [`${partyPrefix('medical-insurance')}TOKEN`]: `${simulatedGatewayKey.id}:${simulatedGatewayKey.secret}:sm2:${simulatedGatewayKey.sm2}`,
    ...textMessages,
    HUB_PARTY_WORKERS: String(Math.max(setting.workers, 1)),
    DATABASE_URL: setting.databaseUrl,
    TEMPORAL_ADDRESS: setting.temporalAddress,
    TEMPORAL_NAMESPACE: setting.temporalNamespace,
    HUB_API_PORT: String(setting.apiPort),
    HUB_CODEC_PORT: String(setting.codecPort),
    // The county in a box is one person's machine; roles for the codec server come with sign-on.
    HUB_CODEC_OPEN: 'true',
    HUB_CODEC_ORIGIN: setting.temporalUiOrigin,
    // The hospitals of the box listen on this machine.
    HUB_WEBHOOK_NETWORKS: '127.0.0.0/8',
    HUB_CLOCK_SPEED: String(clock.speed),
    HUB_CLOCK_REAL_MS: String(clock.realMs),
    HUB_CLOCK_COUNTY_MS: String(clock.countyMs),
    HUB_INDEX_KEY: secrets.indexKey,
    HUB_LOG_LEVEL: setting.logLevel,
    // Threads that come and go with lists would each leave an arena behind.
    MALLOC_ARENA_MAX: '2',
    HUB_OPERATOR_TOKEN: secrets.operatorToken,
    HUB_PAYLOAD_KEYS: secrets.payloadKeys,
    HUB_VAULT_KEYS: secrets.vaultKeys,
    ...setting.more,
  };
}
