import { randomBytes } from 'node:crypto';
import type { KeyRing } from '../domain/key-ring.ts';
import { readJson, type StateDirectory, writeJson } from './state.ts';

/** Keys and credentials of one county in a box, made once; a real county brings its own (docs/OPERATIONS.md). */
export interface CountySecrets {
  readonly vaultKeys: string;
  readonly indexKey: string;
  readonly payloadKeys: string;
  readonly operatorToken: string;
}

/** Reads the county's secrets, or makes them on its first start (mode 600). */
export function countySecrets(state: StateDirectory): CountySecrets {
  const known = readJson<CountySecrets>(state.secretsFile);
  if (known !== undefined) return known;
  const made: CountySecrets = {
    vaultKeys: `vault-1:${key()}`,
    indexKey: key(),
    payloadKeys: `payload-1:${key()}`,
    operatorToken: bearerToken(),
  };
  writeJson(state.secretsFile, made);
  return made;
}

/** A bearer credential of 256 random bits. */
export function bearerToken(): string {
  return randomBytes(32).toString('hex');
}

function key(): string {
  return randomBytes(32).toString('base64');
}

/** Keys written as `id:base64,…`, the current one first: the form in which they are passed on. */
export function keyRingOf(text: string): KeyRing {
  const pairs = text.split(',').map((item) => item.split(':') as [string, string]);
  const keys = Object.fromEntries(
    pairs.map(([id, bytes]) => [id, new Uint8Array(Buffer.from(bytes, 'base64'))]),
  );
  return { current: pairs[0]?.[0] ?? '', keys };
}
