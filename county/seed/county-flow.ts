import type { Client } from '@temporalio/client';
import { lazyClient } from '../../temporal/client.ts';
import type { County } from '../county.ts';
import { keyRingOf } from '../secrets.ts';

/** The county's Temporal, with the keys to its payloads. Close it when done. */
export function countyFlow(
  { addresses, secrets }: Pick<County, 'addresses' | 'secrets'>,
  namespace: string,
): { readonly client: Client; readonly close: () => Promise<void> } {
  const at = { address: addresses.temporal, namespace, tls: false, apiKey: null };
  const client = lazyClient(at, keyRingOf(secrets.payloadKeys));
  return { client, close: () => client.connection.close() };
}
