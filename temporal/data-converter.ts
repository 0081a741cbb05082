import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { KeyRing } from '../domain/key-ring.ts';
import { payloadCodec } from './payload-codec.ts';

/** How everything that enters Temporal is sealed, for clients and workers alike: payloads and failures. */
export function dataConverter(ring: KeyRing, namespace: string): DataConverter {
  return {
    payloadCodecs: [payloadCodec(ring, namespace)],
    failureConverterPath: fileURLToPath(new URL('failure-converter.ts', import.meta.url)),
  };
}
