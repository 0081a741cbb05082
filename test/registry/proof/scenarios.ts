import { callbacks, records } from './answers.ts';
import type { Reply } from './client.ts';
import { byExpression, byPredicate, type Path, right, search, subscribe, unsubscribe } from './messages.ts';
import { accepted, must, names, one, post, rejected } from './playing.ts';
import { asyncSignature, type Scenario } from './world.ts';

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

/** The scenarios of a registry in the public suite, in its order. */
export const scenarios: readonly Scenario[] = [
  ...[...pages, ...lengths, ...formats, ...headers],
  ...[...callbacks, ...broken, ...plain, ...queries, ...closed],
  ...[asyncSignature, records],
];
