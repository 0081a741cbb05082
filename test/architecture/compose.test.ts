import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { apiConfig, codecConfig, type Process, variables, workerConfig } from '../../config.ts';
import { parties } from '../../domain/ids.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import type { PersonVault } from '../../store/people/vault.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import { openPorts } from '../../workers/ports.ts';
import { found, projectFiles, read } from './tree.ts';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: unknown;
  readonly restart?: string;
  readonly build?: unknown;
  readonly logging?: { readonly options?: Readonly<Record<string, string>> };
}

const compose = read('docker-compose.yml');
const { services } = parse(compose, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
};
const dockerfile = read('Dockerfile');

/** The services that run our code, and what config.ts calls them. */
const hub: Readonly<Record<string, Process>> = {
  api: 'api',
  'flow-worker': 'worker',
  'party-worker': 'worker',
  codec: 'codec',
};
const readConfig = { api: apiConfig, worker: workerConfig, codec: codecConfig } as const;

describe('docker-compose.yml', () => {
  it('runs our image under the services named here', () => {
    const ours = Object.entries(services).filter(([, { image }]) => image.startsWith('treat-first-hub:'));
    expect(ours.map(([name]) => name).toSorted()).toEqual(Object.keys(hub).toSorted());
  });

  it.each(Object.entries(hub))('sets only what %s reads, and all it needs', (name, role) => {
    const set = Object.keys(services[name]?.environment ?? {});
    // The `hub` command runs in the api's container (`docker compose exec api hub …`).
    const programs: readonly Process[] = role === 'api' ? ['api', 'cli'] : [role];
    const known = variables
      .filter(({ readBy }) => programs.some((program) => readBy.includes(program)))
      .map((variable) => variable.name);
    const needed = variables.filter(({ requiredBy }) => requiredBy.includes(role));
    expect(set.filter((variable) => !known.includes(variable))).toEqual([]);
    expect(needed.map((variable) => variable.name).filter((variable) => !set.includes(variable))).toEqual([]);
  });

  it.each(Object.entries(hub))('starts %s with .env.example filled in', (name, role) => {
    const filled = Object.entries(services[name]?.environment ?? {}).map(([variable, value]) => [
      variable,
      interpolate(value),
    ]);
    if (role !== 'api' && role !== 'worker' && role !== 'codec') throw new Error(`no reader for ${role}`);
    expect(() => readConfig[role](Object.fromEntries(filled))).not.toThrow();
  });

  it.each(['flow-worker', 'party-worker'])(
    'gives %s what its ports open with, whichever parties the county has',
    (name) => {
      const set = Object.entries(services[name]?.environment ?? {});
      const asLeftEmpty = Object.fromEntries(set.map(([variable, value]) => [variable, interpolate(value)]));
      const url = 'HUB_PARTY_BANK_URL';
      const asFilledIn = url in asLeftEmpty ? { ...asLeftEmpty, [url]: 'http://bank.test' } : asLeftEmpty;
      for (const environment of [asLeftEmpty, asFilledIn]) {
        const ports = openPorts(workerConfig(environment).parties, { vault, register });
        expect(ports.insurer.identify.party).toBe('medical-insurance');
        expect(parties.map((party) => ports.claims(party).claim.party)).toEqual([...parties]);
        expect(ports.lists('civil-affairs')).toBeNull();
        ports.close();
      }
    },
  );

  it('leads the Temporal UI and the codec server to each other, wherever their ports are', () => {
    const set = (service: string, name: string) => services[service]?.environment?.[name] ?? '';
    const endpoint = set('temporal-ui', 'TEMPORAL_CODEC_ENDPOINT');
    const origin = set('codec', 'HUB_CODEC_ORIGIN');
    expect([interpolate(endpoint), interpolate(origin)]).toEqual([
      'http://127.0.0.1:7081',
      'http://127.0.0.1:8080',
    ]);
    expect(endpoint).toMatch(/:\$\{HUB_CODEC_PORT:-7081\}/);
    expect(origin).toMatch(/:\$\{HUB_UI_PORT:-8080\}/);
  });

  it('builds the one image in one place', () => {
    expect(Object.values(services).filter((service) => service.build !== undefined)).toHaveLength(1);
  });

  it('keeps every log that runs on within bounds', () => {
    for (const [name, { restart, logging }] of Object.entries(services))
      if (restart === 'unless-stopped') expect(logging?.options?.['max-size'], name).toBeDefined();
  });

  it('has the hub command in the image', () => {
    expect(dockerfile).toMatch(/^COPY cli cli$/m);
    expect(read('.dockerignore')).toMatch(/^!cli$/m);
  });

  it('runs files that the image holds', () => {
    const copied = found(dockerfile, /^COPY (?!--)(.+) \S+$/gm).flatMap((files) => files.split(' '));
    for (const name of Object.keys(hub)) {
      const [program, file = ''] = services[name]?.command ?? [];
      expect(program).toBe('node');
      expect(projectFiles()).toContain(file);
      expect(copied).toContain(file.split('/')[0]);
    }
  });

  it('checks the health of everything that keeps running, in pinned versions', () => {
    for (const [name, service] of Object.entries(services)) {
      expect(service.image, name).toMatch(/:(\$\{\w+:-)?\d+\.\d+(\.\d+)?(-[a-z]+)?\}?$/);
      if (service.restart === 'unless-stopped') expect(service.healthcheck, name).toBeDefined();
    }
  });

  it('registers the search attributes that the code sets', () => {
    const job = services['temporal-namespace']?.command?.join(' ') ?? '';
    const registered = [...job.matchAll(/--name (\w+) --type (\w+)/g)].map(([, name, type]) => [name, type]);
    expect(Object.fromEntries(registered)).toEqual(searchAttributes);
  });

  it('asks for exactly the variables that .env.example explains', () => {
    const asked = found(compose, /\$\{(\w+)/g);
    const explained = found(read('.env.example'), /^#?([A-Z_]+)=/gm);
    expect(explained.toSorted()).toEqual([...new Set(asked)].toSorted());
  });

  it('runs as a user without rights', () => {
    expect(dockerfile).toMatch(/^USER (?!root|0)\w+$/m);
  });
});

// Ports only keep these for the moment of a message; opening asks nobody.
const vault = {} as PersonVault;
const register = {} as PartyStore;

/** What compose would make of a value when every variable of .env.example without a default is filled in; innermost first. */
function interpolate(value: string): string {
  const inner = value.replaceAll(
    /\$\{(\w+)(?::([-?])([^{}]*))?\}/g,
    (_, name: string, sign: string, word: string) => (sign === '-' ? word : secret(name)),
  );
  return inner === value ? value : interpolate(inner);
}

function secret(name: string): string {
  const key = Buffer.alloc(32, 1).toString('base64');
  if (name.endsWith('_KEYS')) return `k1:${key}`;
  return name.endsWith('_KEY') ? key : 'f'.repeat(64);
}
