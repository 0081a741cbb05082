import { Client } from '@temporalio/client';
import { lazyConnection } from '../../temporal/connection.ts';
import { dataConverter } from '../../temporal/data-converter.ts';
import type { County } from '../county.ts';
import { keyRingOf } from '../secrets.ts';

/** The county's Temporal, with the keys to its payloads. Close it when done. */
export function countyFlow(
  { addresses, secrets }: Pick<County, 'addresses' | 'secrets'>,
  namespace: string,
): { readonly client: Client; readonly close: () => Promise<void> } {
  const connection = lazyConnection({ address: addresses.temporal, namespace, tls: false, apiKey: null });
  return {
    client: new Client({
      connection,
      namespace,
      dataConverter: dataConverter(keyRingOf(secrets.payloadKeys), namespace),
    }),
    close: () => connection.close(),
  };
}
