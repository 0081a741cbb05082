import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { registrySigner } from '../../../api/registry/signature.ts';
import { agencyOf } from '../../county/agency.ts';
import type { CountyUnderTest } from '../../county/county-under-test.ts';
import { people } from '../../lists/people.ts';
import type { Receiver } from '../receiver.ts';
import { faultsOf, keysShape, tokenRefusalShape, tokenShape } from '../standard.ts';
import type { RegistryClient } from './client.ts';
import { search, subscribe } from './messages.ts';
import type { OfficialFiles } from './official.ts';

/** A county that runs, with the agency that asks and its own system. */
export interface World {
  readonly county: CountyUnderTest;
  readonly client: RegistryClient;
  readonly receiver: Receiver;
  readonly files: OfficialFiles;
  /** Number of somebody on the agency's list. */
  readonly listed: string;
}

/** One scenario of the public conformance suite, by its requirement there. Throws when the registry does not behave so. */
export interface Scenario {
  readonly id: string;
  readonly about: string;
  readonly play: (world: World) => Promise<void>;
}

/** The agency whose list is asked about. */
export const agency = 'kaizhou-civil-affairs';

const group = people(21);
const heading = '身份证号码,姓名,人员类别,认定日期\n';
const row = (at: number, since = '2024-01-01'): string =>
  `${group[at]?.idNumber},${group[at]?.name},低保对象,${since}\n`;

/** Releases the agency's first list; gives the number of somebody on it. */
export async function listPeople(county: CountyUnderTest): Promise<string> {
  await release(
    county,
    Array.from({ length: 20 }, (_, at) => row(at)),
  );
  return group[0]?.idNumber ?? '';
}

async function release(county: CountyUnderTest, rows: readonly string[]): Promise<void> {
  const { state, reasons } = await agencyOf(county, agency).push(heading + rows.join(''));
  if (state !== 'released') throw new Error(`the list is ${state}: ${JSON.stringify(reasons)}`);
}

/** Registers where the agency is called back, with its key where it signs. */
export async function registerPeer(
  { addresses, credentials }: CountyUnderTest,
  callbackUrl: string,
  publicKey: string | null = null,
): Promise<void> {
  const reply = await fetch(`${addresses.api}/v1/registry-peers/${agency}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${credentials.operator.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ callbackUrl, publicKey }),
  });
  if (!reply.ok) throw new Error(`the address was not registered: ${reply.status} ${await reply.text()}`);
}

/** What the suite leaves to whoever runs it: a party that has a key. */
export const asyncSignature: Scenario = {
  id: 'SR-SEC-SIG-RG-01',
  about: 'a party that registered a key is heard only when it signs',
  async play({ county, client }) {
    const theirs = registrySigner(new Uint8Array(randomBytes(32)));
    await registerPeer(county, client.address, theirs.publicKey.x);
    try {
      const forged = await client.post('search', client.envelope('search', search(), 'invalid-signature'));
      const { error } = forged.body.message;
      if (error?.code !== 'err.signature.invalid') throw new Error(JSON.stringify(forged.body));
      const body = client.envelope('search', search());
      const signature = theirs.sign(body).replace('treat-first-hub|', `${agency}|`);
      const signed = await client.post('search', { ...body, signature });
      if (signed.body.message.ack_status !== 'ACK') throw new Error(JSON.stringify(signed.body));
    } finally {
      await registerPeer(county, client.address);
    }
  },
};

/** What the public suite never looks at: notices of every event, keys, tokens, and messages of which some part is wrong. */
export const beyond: readonly Scenario[] = [
  {
    id: 'notices',
    about: 'of people who come, change and go, in the shape of the standard',
    async play({ county, client, receiver }) {
      const filter = [
        { expression1: { attribute_name: 'list_id', operator: 'eq', attribute_value: agency } },
      ];
      for (const event of ['REGISTER', 'UPDATE', 'DEREGISTER']) {
        const wish = subscribe({}, { reg_event_type: event, filter_type: 'predicate', filter });
        const { body } = await client.post('subscribe', client.envelope('subscribe', wish));
        if (body.message.ack_status !== 'ACK') throw new Error(JSON.stringify(body));
      }
      // Somebody leaves, somebody's day changes, somebody comes.
      const rest = Array.from({ length: 18 }, (_, at) => row(at));
      await release(county, [...rest, row(18, '2024-06-01'), row(20)]);
      const told = await receiver.wait('notify', 3);
      const events = told.map(
        ({ body }) => body.message.notify_event[0].data.reg_records.additional_attributes[0].event,
      );
      if (new Set(events).size !== 3) throw new Error(events.join(', '));
    },
  },
  {
    id: 'keys',
    about: 'that verify what the registry signs',
    async play({ county, client, files }) {
      const path = '/.well-known/jwks.json';
      const reply = await fetch(`${county.addresses.api}/dci/v1.0.0${path}`);
      const body: unknown = await reply.json();
      client.check(
        path,
        faultsOf(keysShape, body),
        files.answer({ path, method: 'get' }, reply.status, body),
      );
    },
  },
  {
    id: 'tokens',
    about: 'for a client and its secret, and none for another',
    async play({ county, client, files }) {
      const path = '/oauth2/client/token';
      const secret = county.credentials.agencies[agency]?.token ?? '';
      for (const client_secret of [secret, 'another']) {
        const form = new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: agency,
          client_secret,
        });
        const reply = await fetch(`${county.addresses.api}/dci/v1.0.0${path}`, {
          method: 'POST',
          body: form,
        });
        const body = (await reply.json()) as { readonly access_token?: string };
        const shape = client_secret === secret ? tokenShape : tokenRefusalShape;
        client.check(
          `${path} ${reply.status}`,
          faultsOf(shape, body),
          files.answer({ path }, reply.status, body),
        );
        if (client_secret !== secret) continue;
        const authorization = `Bearer ${body.access_token}`;
        const found = await client.post('sync/search', client.envelope('sync/search', search()), {
          authorization,
        });
        if (found.status !== 200) throw new Error(`${found.status} ${JSON.stringify(found.body)}`);
      }
    },
  },
  {
    id: 'mixed messages',
    about: 'one request of a message right, the others wrong',
    async play({ client, listed }) {
      const right = search({ query_type: 'idtype-value', query: { type: 'UIN', value: listed } });
      const wrong = [search({ query_type: 'none' }), search(undefined, { timestamp: 'x' })];
      const search_request = [right, ...wrong].flatMap((one) => one.search_request);
      const { header, ...rest } = client.envelope('sync/search', { ...right, search_request });
      for (const path of ['search', 'sync/search'] as const) {
        const body = {
          ...rest,
          header: { ...header, total_count: 3, message_id: `${header.message_id}-${path}` },
        };
        const reply = await client.post(path, body);
        if (reply.status !== 200 || reply.body.message?.ack_status === 'ERR')
          throw new Error(JSON.stringify(reply.body));
      }
    },
  },
];

/** Waits until everything that is owed has gone out. */
export async function settled({ county }: World): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const rows = await county.sql<{ readonly owed: number }>(
      "SELECT count(*)::int AS owed FROM registry_deliveries WHERE state = 'owed'",
    );
    if (rows[0]?.owed === 0) return;
    await wait(100);
  }
  throw new Error('messages to the party are still on their way');
}
