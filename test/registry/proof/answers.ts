import type { Receiver, Wire } from '../receiver.ts';
import { type Path, right, search } from './messages.ts';
import { ack, must, names } from './playing.ts';
import type { Scenario } from './world.ts';

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

/** Every asynchronous path, with its callback. */
export const callbacks: readonly Scenario[] = [
  calledBack('search', 'on-search', '/registry/on-search'),
  calledBack('subscribe', 'on-subscribe', '/registry/on-subscribe'),
  calledBack('unsubscribe', 'on-unsubscribe', '/registry/on-unsubscribe'),
  calledBack('txn/status', 'txn-on-status', '/registry/txn/on-status'),
];

/** The one scenario that looks into an answer. */
export const records: Scenario = {
  id: 'SR-EXTRA-RG-SYNC-SEARCH-REGRECORDS-01',
  about: 'somebody who is listed is found, as a list of records',
  async play({ client, listed }) {
    const criteria = { query_type: 'idtype-value', query: { type: 'UIN', value: listed } };
    const reply = await client.post('sync/search', client.envelope('sync/search', search(criteria)));
    const found = reply.body.message?.search_response[0]?.data?.reg_records;
    must(Array.isArray(found) && found.length === 1, 'no record', reply);
  },
};
