import { Connection } from '@temporalio/client';

/** Where Temporal is. */
export interface TemporalAddress {
  readonly address: string;
  readonly namespace: string;
  readonly tls: boolean;
  readonly apiKey: string | null;
}

/** What Connection and NativeConnection both take. */
export function connectionOptions(at: TemporalAddress) {
  return { address: at.address, tls: at.tls, ...(at.apiKey === null ? {} : { apiKey: at.apiKey }) };
}

/**
 * A client's connection that is made on first use and made again when it breaks. Nothing waits for it: a call made while
 * Temporal is away fails within its own deadline, and the next one tries again (gRPC would back off for two minutes).
 */
export function lazyConnection(at: TemporalAddress): Connection {
  return Connection.lazy({
    ...connectionOptions(at),
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.min_reconnect_backoff_ms': 1000,
      'grpc.max_reconnect_backoff_ms': 2000,
      // A server that is stopped, not dead, keeps its sockets: pings find out.
      'grpc.keepalive_time_ms': 10_000,
      'grpc.keepalive_timeout_ms': 5_000,
    },
  });
}
