import { randomUUID } from 'node:crypto';
import type { Received, Wire } from '../receiver.ts';
import { answerShape, callbacks, faultsOf } from '../standard.ts';
import type { OfficialFiles } from './official.ts';

/** What the registry answered. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: Wire;
  readonly ms: number;
}

/** How a message is sent when not as it should be; null leaves the header out. */
export interface Sending {
  readonly authorization?: string | null;
  readonly type?: string | null;
}

export type RegistryClient = ReturnType<typeof registryClient>;

/** A client of the registry that holds whatever it is sent against the official files and our own shapes. */
export function registryClient(setting: {
  readonly api: string;
  readonly token: string;
  readonly party: string;
  /** Its own address, below which it is called back. */
  readonly address: string;
  readonly files: OfficialFiles;
}) {
  const { api, token, party, address, files } = setting;
  const faults: string[] = [];
  const checked = new Map<string, number>();
  const unnamed = new Set<string>();
  const check = (what: string, own: readonly string[], official: readonly string[] | undefined): void => {
    checked.set(what, (checked.get(what) ?? 0) + 1);
    if (official === undefined) unnamed.add(what);
    for (const fault of own) faults.push(`${what}, our shapes: ${fault}`);
    for (const fault of official ?? []) faults.push(`${what}, official files: ${fault}`);
  };
  return {
    ...{ party, address, faults, checked, unnamed, check },
    /** A message of the party, as public clients write one. */
    envelope: (path: string, message: object, signature = 'unsigned-stub') => {
      const action = path.replace('sync/', '').replace('txn/status', 'txn-status');
      return {
        signature,
        header: {
          ...{ version: '1.0.0', message_id: randomUUID(), message_ts: new Date().toISOString(), action },
          ...{ sender_id: party, receiver_id: 'treat-first-hub', total_count: 1 },
          sender_uri: `${address}${callbacks[answeredBy[action] ?? '']?.path}`,
        },
        message,
      };
    },
    /** Sends a body to a path below `/registry`. */
    async post(path: string, body: object, sending: Sending = {}): Promise<Reply> {
      const { authorization = `Bearer ${token}`, type = 'application/json' } = sending;
      const began = performance.now();
      const headers = {
        ...(authorization === null ? {} : { authorization }),
        ...(type === null ? {} : { 'content-type': type }),
      };
      const bytes = new TextEncoder().encode(JSON.stringify(body));
      const reply = await fetch(`${api}/dci/v1.0.0/registry/${path}`, {
        method: 'POST',
        headers,
        body: bytes,
      });
      const said = (await reply.json()) as Wire;
      const route = `/registry/${path}`;
      const own = faultsOf(answerShape(route, reply.status), said);
      check(`${route} ${reply.status}`, own, files.answer({ path: route }, reply.status, said));
      return {
        ...{ status: reply.status, type: reply.headers.get('content-type') ?? '', body: said },
        ms: performance.now() - began,
      };
    },
    /** Holds a callback against the same. */
    checkCallback({ body }: Received): void {
      const { path = '', shape } = callbacks[body.header.action] ?? {};
      check(path, faultsOf(shape, body), files.request(path, body));
    },
  };
}

const answeredBy: Readonly<Record<string, string>> = {
  search: 'on-search',
  subscribe: 'on-subscribe',
  unsubscribe: 'on-unsubscribe',
  'txn-status': 'txn-on-status',
};
