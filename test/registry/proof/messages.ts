import { randomUUID } from 'node:crypto';

/** Bodies of messages in the words of the public suite, which asks for a person that no registry has. */
export const nobody = { type: 'UIN', value: 'TEST-001' };

export const paths = [
  'search',
  'subscribe',
  'unsubscribe',
  'txn/status',
  'sync/search',
  'sync/txn/status',
] as const;
export type Path = (typeof paths)[number];

const stamp = (): string => new Date().toISOString();

/** A search of one request; `more` goes beside its criteria. */
export function search(criteria: object = { query_type: 'idtype-value', query: nobody }, more: object = {}) {
  const request = { reference_id: randomUUID(), timestamp: stamp(), search_criteria: criteria };
  return { transaction_id: randomUUID(), search_request: [{ ...request, ...more }] };
}

/** Criteria that a registry of lists does not keep. */
export const byExpression = {
  query_type: 'expression',
  query: {
    type: 'ns:org:QueryType:expression',
    value: { expression: { collection: 'Group', query: { $and: [{ poverty_score: { $lt: 5 } }] } } },
  },
};
export const byPredicate = {
  query_type: 'predicate',
  query: [
    {
      seq_num: 1,
      expression1: { attribute_name: 'age', operator: 'lt', attribute_value: '25' },
      condition: 'and',
      expression2: { attribute_name: 'poverty_score', operator: 'lt', attribute_value: '2.5' },
    },
  ],
};

export function subscribe(more: object = {}, criteria: object = {}) {
  const wanted = { reg_event_type: 'REGISTER', filter: nobody, notify_record_type: 'Member', ...criteria };
  const request = { reference_id: randomUUID(), timestamp: stamp(), subscribe_criteria: wanted };
  return { transaction_id: randomUUID(), subscribe_request: [{ ...request, ...more }] };
}

export function unsubscribe(code = 'sub-test-001') {
  return { transaction_id: randomUUID(), timestamp: stamp(), subscription_codes: [code] };
}

export function status() {
  const transaction_id = randomUUID();
  const asked = { attribute_type: 'transaction_id', attribute_value: transaction_id };
  return { transaction_id, txnstatus_request: { reference_id: randomUUID(), txn_type: 'search', ...asked } };
}

/** A right message for each path. */
export const right: Readonly<Record<Path, () => object>> = {
  ...{ search: () => search(), subscribe: () => subscribe(), unsubscribe: () => unsubscribe() },
  ...{ 'txn/status': status, 'sync/search': () => search(), 'sync/txn/status': status },
};
