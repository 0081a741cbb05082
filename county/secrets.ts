import { randomBytes } from 'node:crypto';
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
