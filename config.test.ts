import { describe, expect, test } from 'vitest';
import {
  apiConfig,
  ConfigError,
  cliConfig,
  codecConfig,
  countyConfig,
  variables,
  workerConfig,
} from './config.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const complete = {
  DATABASE_URL: 'postgres://hub:secret@127.0.0.1:5432/hub',
  HUB_VAULT_KEYS: `v2:${key},v1:${key}`,
  HUB_INDEX_KEY: key,
  HUB_PAYLOAD_KEYS: `p1:${key}`,
  HUB_OPERATOR_TOKEN: 'o'.repeat(64),
};

describe('configuration', () => {
  test('names every missing variable at once and says what it is', () => {
    const message = messageOf(() => apiConfig({}));
    for (const { name, about } of variables.filter((item) => item.requiredBy.includes('api')))
      expect(message).toContain(`${name}: is missing (${about})`);
  });

  test('never shows the value of a secret', () => {
    const message = messageOf(() =>
      apiConfig({ ...complete, HUB_OPERATOR_TOKEN: 'too-short', HUB_INDEX_KEY: 'abcd' }),
    );
    expect(message).toContain('HUB_OPERATOR_TOKEN');
    expect(message).toContain('HUB_INDEX_KEY');
    expect(message).not.toContain('too-short');
    expect(message).not.toContain('abcd');
  });

  test('no secret has a default', () => {
    const secrets = [
      'HUB_VAULT_KEYS',
      'HUB_INDEX_KEY',
      'HUB_PAYLOAD_KEYS',
      'HUB_OPERATOR_TOKEN',
      'DATABASE_URL',
    ];
    for (const name of secrets)
      expect(variables.find((variable) => variable.name === name)?.requiredBy, name).toContain('api');
  });

  test('every variable says what it is for', () => {
    for (const variable of variables) expect(variable.about, variable.name).not.toBe('');
  });

  test('real time is the default; the first key of a ring is the current one', () => {
    const config = apiConfig(complete);
    expect(config.clock).toEqual({ realMs: 0, countyMs: 0, speed: 1 });
    expect(config.vault.keys.current).toBe('v2');
    expect(Object.keys(config.vault.keys.keys)).toEqual(['v2', 'v1']);
    expect(config.listen).toEqual({ host: '127.0.0.1', port: 7080 });
  });

  test.each([
    ['a key that is not 32 bytes', { HUB_PAYLOAD_KEYS: `p1:${Buffer.alloc(16).toString('base64')}` }],
    ['a key id used twice', { HUB_PAYLOAD_KEYS: `p1:${key},p1:${key}` }],
    ['a database that is not PostgreSQL', { DATABASE_URL: 'mysql://x/y' }],
    ['a word that is neither yes nor no', { TEMPORAL_TLS: 'perhaps' }],
    ['a clock that stands still', { HUB_CLOCK_SPEED: '0' }],
  ])('refuses %s', (_, wrong) => {
    expect(messageOf(() => apiConfig({ ...complete, ...wrong }))).toContain(Object.keys(wrong)[0]);
  });

  test('`false` is false', () => {
    expect(apiConfig({ ...complete, TEMPORAL_TLS: 'false' }).temporal.tls).toBe(false);
  });

  test('a worker knows the parties that have an address, with their patience', () => {
    const { parties } = workerConfig({
      ...complete,
      HUB_PARTY_MEDICAL_INSURANCE_URL: 'http://127.0.0.1:7090',
      HUB_PARTY_MEDICAL_INSURANCE_PROMPT_MS: '500',
      HUB_PARTY_BANK_URL: '',
    });
    expect(Object.keys(parties)).toEqual(['medical-insurance']);
    expect(parties['medical-insurance']).toMatchObject({ promptMs: 500, promiseMs: 15_000, token: null });
    expect(messageOf(() => workerConfig({ ...complete, HUB_PARTY_BANK_URL: 'bank' }))).toContain(
      'HUB_PARTY_BANK_URL',
    );
  });

  test('workers share what a party takes at once, and more workers than calls are refused', () => {
    const bank = { HUB_PARTY_BANK_URL: 'http://bank', HUB_PARTY_BANK_CONCURRENCY: '5' };
    const share = (workers: string) =>
      workerConfig({ ...complete, ...bank, HUB_PARTY_WORKERS: workers }).parties.bank?.concurrency;
    expect([share('1'), share('2'), share('5')]).toEqual([5, 2, 1]);
    expect(messageOf(() => share('6'))).toContain('HUB_PARTY_BANK_CONCURRENCY');
  });

  test('an open codec server is refused where others could reach it', () => {
    const base = { HUB_PAYLOAD_KEYS: `p1:${key}`, HUB_CODEC_ORIGIN: 'http://127.0.0.1:8233' };
    expect(codecConfig({ ...base, HUB_CODEC_OPEN: 'true' }).token).toBeNull();
    expect(
      messageOf(() => codecConfig({ ...base, HUB_CODEC_OPEN: 'true', HUB_CODEC_HOST: '0.0.0.0' })),
    ).toContain('loopback');
    expect(messageOf(() => codecConfig(base))).toContain('HUB_CODEC_TOKEN');
    expect(messageOf(() => codecConfig({ ...base, HUB_CODEC_ORIGIN: 'http://x/path' }))).toContain(
      'HUB_CODEC_ORIGIN',
    );
  });

  test('county and command need nothing', () => {
    expect(countyConfig({}).ports.api).toBe(7080);
    expect(cliConfig({})).toEqual({ directory: '.county', apiUrl: null, token: null });
  });
});

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}
