import { describe, expect, it } from 'vitest';
import { apiConfig, codecConfig, type Process, variables, workerConfig } from '../../config.ts';
import { partyPrefix } from '../../config-parties.ts';
import { parties } from '../../domain/ids.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import type { PersonVault } from '../../store/people/vault.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import { openPorts } from '../../workers/ports.ts';
import { compose, environmentOf, services } from './compose-file.ts';
import { found, projectFiles, read } from './tree.ts';

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

  it('names the image by the version of the checkout, so that an upgrade leaves the one before', () => {
    const { version } = JSON.parse(read('package.json')) as { readonly version: string };
    const ours = Object.keys(hub).map((name) => services[name]?.image);
    expect([...new Set(ours)]).toEqual([`treat-first-hub:\${HUB_VERSION:-${version}}`]);
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
    if (role !== 'api' && role !== 'worker' && role !== 'codec') throw new Error(`no reader for ${role}`);
    expect(() => readConfig[role](environmentOf(name, filledIn))).not.toThrow();
  });

  it.each(['flow-worker', 'party-worker'])(
    'gives %s what its ports open with, whichever parties the county has',
    (name) => {
      const withBank = (variable: string) =>
        variable === 'HUB_PARTY_BANK_URL' ? 'http://bank.test' : filledIn(variable);
      for (const environment of [environmentOf(name, filledIn), environmentOf(name, withBank)]) {
        const ports = openPorts(workerConfig(environment).parties, {
          vault,
          register,
          regions: loadInsurerRegions(),
          sms: null,
        });
        expect(ports.insurer.identify.party).toBe('medical-insurance');
        expect(parties.map((party) => ports.claims(party).claim.party)).toEqual([...parties]);
        expect(ports.lists('civil-affairs')).toBeNull();
        ports.close();
      }
    },
  );

  // Of the two workers one runs the workflows and the other speaks to the parties: each has what is its own.
  it.each([...new Set(Object.values(hub))])(
    'passes on to each %s every setting that it reads and OPERATIONS names: in `.env` it would change nothing otherwise',
    (role) => {
      const named = new Set(found(read('docs/OPERATIONS.md'), /`(HUB_[A-Z_]+)(?:=[^`]*)?`/g));
      const ours = variables.filter((one) => one.readBy.includes(role) && named.has(one.name));
      const running = Object.keys(hub).filter((name) => hub[name] === role);
      const set = running.flatMap((name) => Object.keys(services[name]?.environment ?? {}));
      expect(ours.length).toBeGreaterThan(0);
      expect(ours.map(({ name }) => name).filter((name) => !set.includes(name))).toEqual([]);
    },
  );

  it('lets the county say where each party is, with which token, and how long it may be silent', () => {
    const set = Object.keys(services['party-worker']?.environment ?? {});
    const needed = parties.flatMap((party) =>
      ['URL', 'TOKEN', 'PROMISE_MS'].map((name) => `${partyPrefix(party)}${name}`),
    );
    expect(needed.filter((variable) => !set.includes(variable))).toEqual([]);
  });

  it('gives the flow worker the parties of its zone, and both workers together no more calls than one party takes', () => {
    const withParty = (variable: string) =>
      variable === 'HUB_PARTY_BANK_URL' ? 'http://bank.test' : filledIn(variable);
    const [flow, party] = ['flow-worker', 'party-worker'].map(
      (name) => workerConfig(environmentOf(name, withParty)).parties.bank,
    );
    const alone = workerConfig({ ...environmentOf('party-worker', withParty), HUB_PARTY_WORKERS: '1' });
    expect(flow).toEqual(party);
    const most = alone.parties.bank?.concurrency ?? 0;
    expect((flow?.concurrency ?? most) + (party?.concurrency ?? most)).toBeLessThanOrEqual(most);
  });

  it('leads the Temporal UI and the codec server to each other, wherever their ports are', () => {
    const endpointAt = (port: string) =>
      environmentOf('temporal-ui', (name) => (name === 'HUB_CODEC_PORT' ? port : filledIn(name)));
    const originAt = (port: string) =>
      environmentOf('codec', (name) => (name === 'HUB_UI_PORT' ? port : filledIn(name)));
    expect(endpointAt('').TEMPORAL_CODEC_ENDPOINT).toBe('http://127.0.0.1:7081');
    expect(endpointAt('7991').TEMPORAL_CODEC_ENDPOINT).toBe('http://127.0.0.1:7991');
    expect(originAt('').HUB_CODEC_ORIGIN).toBe('http://127.0.0.1:8080');
    expect(originAt('8990').HUB_CODEC_ORIGIN).toBe('http://127.0.0.1:8990');
  });

  it('lets nobody change anything in the Temporal UI unless the county says so, and takes the tokens of its single sign-on', () => {
    expect(environmentOf('temporal-ui', filledIn).TEMPORAL_DISABLE_WRITE_ACTIONS).toBe('true');
    const sso = { ISSUER: 'https://sso.test', AUDIENCE: 'ui', KEYS_URL: 'https://sso.test/keys' };
    const withSso = (name: string) =>
      name.startsWith('HUB_CODEC_SSO_') ? sso[name.slice(14) as keyof typeof sso] : filledIn(name);
    expect(codecConfig(environmentOf('codec', filledIn)).sso).toBeNull();
    expect(codecConfig(environmentOf('codec', withSso)).sso).toEqual({
      ...{ issuer: sso.ISSUER, audience: sso.AUDIENCE, keysUrl: sso.KEYS_URL },
    });
    expect(environmentOf('temporal-ui', withSso).TEMPORAL_AUTH_ISSUER_URL).toBe(sso.ISSUER);
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

/** .env.example with every variable filled in that has no default: those that compose insists on. */
function filledIn(name: string): string | undefined {
  return compose.includes(`\${${name}:?`) ? secret(name) : undefined;
}

function secret(name: string): string {
  const key = Buffer.alloc(32, 1).toString('base64');
  if (name.endsWith('_KEYS')) return `k1:${key}`;
  return name.endsWith('_KEY') ? key : 'f'.repeat(64);
}
