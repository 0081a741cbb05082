import type { ApiDeps } from '../deps.ts';
import { bodyDigest } from '../http/digest.ts';

/** Keyed digests of ids that a sender chose: they may hold anything, an identity number too. */
export function digester({ settings }: Pick<ApiDeps, 'settings'>) {
  return (kind: 'message' | 'transaction' | 'reference', id: string): string =>
    bodyDigest([kind, id], settings.digestKey);
}
