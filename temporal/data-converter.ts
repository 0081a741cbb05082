import { fileURLToPath } from 'node:url';
import type { DataConverter, PayloadCodec } from '@temporalio/common';
import type { KeyRing } from '../domain/key-ring.ts';
import { payloadCodec, workerPayloadCodec } from './payload-codec.ts';

/** How everything that enters Temporal is sealed: payloads and failures. For clients, which refuse what is not. */
export function dataConverter(ring: KeyRing, namespace: string): DataConverter {
  return converterOver(payloadCodec(ring, namespace));
}

/** The same for workers, whose tasks are not blocked by what somebody wrote in clear text. */
export function workerDataConverter(ring: KeyRing, namespace: string): DataConverter {
  return converterOver(workerPayloadCodec(ring, namespace));
}

function converterOver(codec: PayloadCodec): DataConverter {
  return {
    payloadCodecs: [codec],
    failureConverterPath: fileURLToPath(new URL('failure-converter.ts', import.meta.url)),
  };
}
