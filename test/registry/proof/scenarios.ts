import type { Receiver, Wire } from '../receiver.ts';
import type { Reply, Sending } from './client.ts';
import { byExpression, byPredicate, type Path, right, search, subscribe, unsubscribe } from './messages.ts';
import { asyncSignature, type Scenario, type World } from './world.ts';

const mostMs = 15_000;

function must(holds: boolean, what: string, { status, body }: Pick<Reply, 'status' | 'body'>): void {
  if (!holds) throw new Error(`${what}: ${status} ${JSON.stringify(body).slice(0, 400)}`);
}

const ack = ({ body }: Reply): unknown => body.message?.ack_status;

function accepted(reply: Reply): void {
  must(reply.status === 200 && [undefined, 'ACK'].includes(ack(reply) as undefined), 'not accepted', reply);
  must(reply.type.startsWith('application/json') && reply.ms < mostMs, 'not JSON in time', reply);
}

function rejected(reply: Reply): void {
  const refused =
    (reply.status >= 400 && reply.status < 500) || (reply.status === 200 && ack(reply) === 'ERR');
  must(refused, 'not rejected', reply);
}

const post =
  (path: Path, message: object, sending: Sending = {}) =>
  (world: World): Promise<Reply> =>
    world.client.post(path, world.client.envelope(path, message), sending);

/** A scenario of one message: what is sent, and what must come of it. */
function one(
  id: string,
  about: string,
  sent: (world: World) => Promise<Reply>,
  then: (reply: Reply) => void,
): Scenario {
  return { id, about, play: async (world) => then(await sent(world)) };
}

const page = (page_size: number, page_number: number) =>
  search(undefined, { pagination: { page_size, page_number } });
const withTransaction = (transaction_id: string) => ({ ...search(), transaction_id });

const pages = [
  one('DCI-CORE-PAG-01', 'a search may ask for a page', post('search', page(10, 1)), accepted),
  one('DCI-CORE-PAG-02', 'so may one that is answered at once', post('sync/search', page(5, 1)), accepted),
  one('DCI-CORE-PAG-03', 'of any number', post('search', page(10, 2)), accepted),
  one('DCI-VAL-PAG-01', 'no page is empty', post('search', page(0, 1)), rejected),
  one('DCI-VAL-PAG-02', 'the first page is 1', post('search', page(10, 0)), rejected),
  one('DCI-VAL-PAG-03', 'no page is less than empty', post('search', page(-1, 1)), rejected),
];

const formats = [
  one(
    'DCI-VAL-FMT-TS-01',
    'a moment that is none',
    post('search', search(undefined, { timestamp: 'not-a-timestamp' })),
    rejected,
  ),
  one('DCI-VAL-FMT-TS-02', 'a moment with its offset', post('search', search()), accepted),
  one(
    'DCI-VAL-FMT-TS-03',
    'a moment without',
    post('subscribe', subscribe({ timestamp: '2024-01-15T10:30:00' })),
    rejected,
  ),
  one(
    'DCI-VAL-FMT-LOC-01',
    'a language of three letters',
    post('search', search(undefined, { locale: 'eng' })),
    accepted,
  ),
  one(
    'DCI-VAL-FMT-LOC-02',
    'a language of two',
    post('search', search(undefined, { locale: 'en' })),
    rejected,
  ),
  one(
    'DCI-VAL-FMT-LOC-03',
    'a language in capitals',
    post('search', search(undefined, { locale: 'ENG' })),
    rejected,
  ),
];

const lengths = [
  one(
    'DCI-VAL-BND-TXN-01',
    'a transaction of 99 characters',
    post('search', withTransaction('x'.repeat(99))),
    accepted,
  ),
  one(
    'DCI-VAL-BND-TXN-02',
    'a transaction of 100',
    post('search', withTransaction('x'.repeat(100))),
    rejected,
  ),
  one(
    'DCI-VAL-BND-REF-01',
    'a reference of 50',
    post('search', search(undefined, { reference_id: 'r'.repeat(50) })),
    accepted,
  ),
  one(
    'DCI-VAL-BND-SUB-01',
    'a subscription code of 99',
    post('unsubscribe', unsubscribe('s'.repeat(99))),
    accepted,
  ),
  one(
    'DCI-VAL-BND-SUB-02',
    'a subscription code of 100',
    post('unsubscribe', unsubscribe('s'.repeat(100))),
    rejected,
  ),
];

const status =
  (...allowed: readonly number[]) =>
  (reply: Reply): void =>
    must(allowed.includes(reply.status), `not ${allowed.join(' or ')}`, reply);
const statusNot =
  (...others: readonly number[]) =>
  (reply: Reply): void =>
    must(!others.includes(reply.status), `${others.join(' or ')}`, reply);
const headers = [
  one(
    'SPDCI-SEC-AUTH-01',
    'nobody asks without a credential',
    post('search', search(), { authorization: null }),
    status(401, 403),
  ),
  one(
    'SPDCI-SEC-AUTH-02',
    'nor with one that is none',
    post('search', search(), { authorization: 'Bearer invalid-token' }),
    status(401, 403),
  ),
  one('SPDCI-SEC-AUTH-03', 'whoever has one does', post('search', search()), statusNot(401, 403)),
  one(
    'SPDCI-SEC-CONTENT-01',
    'a body says what it is',
    post('search', search(), { type: null }),
    status(400, 415),
  ),
  one('SPDCI-SEC-CONTENT-02', 'JSON is taken', post('search', search()), statusNot(415)),
];

const names: Readonly<Record<Path, string>> = {
  ...{ search: 'ASYNC-SEARCH', subscribe: 'ASYNC-SUBSCRIBE', unsubscribe: 'ASYNC-UNSUBSCRIBE' },
  ...{ 'txn/status': 'ASYNC-TXNSTATUS', 'sync/search': 'SYNC-SEARCH', 'sync/txn/status': 'SYNC-TXNSTATUS' },
};
const every = Object.entries(names) as readonly (readonly [Path, string])[];

const plain = every.map(([path, name]) =>
  one(
    `SR-CORE-RG-${name}-01`,
    `${path} takes a message of the standard`,
    post(path, right[path]()),
    accepted,
  ),
);
const queries = (['search', 'sync/search'] as const).flatMap((path) => [
  one(
    `SR-CORE-RG-${names[path]}-EXPRESSION-01`,
    `${path} takes an expression`,
    post(path, search(byExpression)),
    accepted,
  ),
  one(
    `SR-CORE-RG-${names[path]}-PREDICATE-01`,
    `${path} takes predicates`,
    post(path, search(byPredicate)),
    accepted,
  ),
]);
const closed = every.map(([path, name]) =>
  one(
    `SR-SEC-AUTH-RG-${name}-01`,
    `${path} is closed to nobody in particular`,
    post(path, right[path](), { authorization: null }),
    status(401, 403),
  ),
);
const broken = every.map(([path, name]) =>
  one(
    `SR-CORE-RG-${name}-NEG-01`,
    `${path} rejects what has no message`,
    ({ client }) => client.post(path, { ...client.envelope(path, {}), message: undefined }),
    rejected,
  ),
);

/** Acknowledged, and then called back where the question said, with its ids. */
function calledBack(path: Path, action: string, expected: string): Scenario {
  return {
    id: `SR-CORE-RG-${names[path]}-CB-01`,
    about: `${path} is answered at ${expected}, with the ids of question and acknowledgement`,
    async play({ client, receiver }) {
      const body = client.envelope(path, right[path]());
      const reply = await client.post(path, body);
      must(ack(reply) === 'ACK', 'not acknowledged', reply);
      const { transaction_id } = body.message as { readonly transaction_id: string };
      const { correlation_id } = reply.body.message;
      const answer = await answered(receiver, action, (message) => message.correlation_id === correlation_id);
      must(answer.path === expected, `called back at ${answer.path}`, reply);
      must(answer.body.message.transaction_id === transaction_id, 'another transaction', reply);
    },
  };
}

async function answered(receiver: Receiver, action: string, is: (message: Wire) => boolean) {
  for (let count = 1; ; count += 1) {
    const found = (await receiver.wait(action, count)).find(({ body }) => is(body.message));
    if (found !== undefined) return found;
  }
}

const callbacks = [
  calledBack('search', 'on-search', '/registry/on-search'),
  calledBack('subscribe', 'on-subscribe', '/registry/on-subscribe'),
  calledBack('unsubscribe', 'on-unsubscribe', '/registry/on-unsubscribe'),
  calledBack('txn/status', 'txn-on-status', '/registry/txn/on-status'),
];

const records: Scenario = {
  id: 'SR-EXTRA-RG-SYNC-SEARCH-REGRECORDS-01',
  about: 'somebody who is listed is found, as a list of records',
  async play({ client, listed }) {
    const criteria = { query_type: 'idtype-value', query: { type: 'UIN', value: listed } };
    const reply = await client.post('sync/search', client.envelope('sync/search', search(criteria)));
    const found = reply.body.message?.search_response[0]?.data?.reg_records;
    must(Array.isArray(found) && found.length === 1, 'no record', reply);
  },
};

/** The scenarios of a registry in the public suite, in its order. */
export const scenarios: readonly Scenario[] = [
  ...[...pages, ...lengths, ...formats, ...headers],
  ...[...callbacks, ...broken, ...plain, ...queries, ...closed],
  ...[asyncSignature, records],
];
