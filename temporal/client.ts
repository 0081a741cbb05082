import { Client } from '@temporalio/client';
import type { KeyRing } from '../domain/key-ring.ts';
import { lazyConnection, type TemporalAddress } from './connection.ts';
import { dataConverter } from './data-converter.ts';

/** A client over a connection that is made on first use; what it sends is sealed. Close it with `client.connection.close()`. */
export function lazyClient(at: TemporalAddress, keys: KeyRing): Client {
  const { namespace } = at;
  return new Client({
    connection: lazyConnection(at),
    namespace,
    dataConverter: dataConverter(keys, namespace),
  });
}
