import type { KeyRing } from '../../domain/key-ring.ts';

/**
 * The public key of recorded histories, so that anybody can replay them. It protects nothing and must not: histories in
 * this repository hold made-up people only.
 */
export const publicTestKeys: KeyRing = {
  current: 'public-test',
  keys: { 'public-test': new Uint8Array(32).fill(7) },
};

/** Namespace that the recorded payloads are sealed for. */
export const recordedNamespace = 'default';
