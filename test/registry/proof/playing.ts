import type { Reply, Sending } from './client.ts';
import type { Path } from './messages.ts';
import type { Scenario, World } from './world.ts';

const mostMs = 15_000;

/** Throws with what was answered. */
export function must(holds: boolean, what: string, { status, body }: Pick<Reply, 'status' | 'body'>): void {
  if (!holds) throw new Error(`${what}: ${status} ${JSON.stringify(body).slice(0, 400)}`);
}

/** What an acknowledgement says; undefined for an answer at once. */
export const ack = ({ body }: Reply): unknown => body.message?.ack_status;

/** Taken, as JSON and in time. */
export function accepted(reply: Reply): void {
  must(reply.status === 200 && [undefined, 'ACK'].includes(ack(reply) as undefined), 'not accepted', reply);
  must(reply.type.startsWith('application/json') && reply.ms < mostMs, 'not JSON in time', reply);
}

/** Refused by its status, or acknowledged with an error. */
export function rejected(reply: Reply): void {
  const refused =
    (reply.status >= 400 && reply.status < 500) || (reply.status === 200 && ack(reply) === 'ERR');
  must(refused, 'not rejected', reply);
}

/** Sends a message of the party. */
export const post =
  (path: Path, message: object, sending: Sending = {}) =>
  (world: World): Promise<Reply> =>
    world.client.post(path, world.client.envelope(path, message), sending);

/** A scenario of one message: what is sent, and what must come of it. */
export function one(
  id: string,
  about: string,
  sent: (world: World) => Promise<Reply>,
  then: (reply: Reply) => void,
): Scenario {
  return { id, about, play: async (world) => then(await sent(world)) };
}

/** How the suite's requirements name the paths. */
export const names: Readonly<Record<Path, string>> = {
  ...{ search: 'ASYNC-SEARCH', subscribe: 'ASYNC-SUBSCRIBE', unsubscribe: 'ASYNC-UNSUBSCRIBE' },
  ...{ 'txn/status': 'ASYNC-TXNSTATUS', 'sync/search': 'SYNC-SEARCH', 'sync/txn/status': 'SYNC-TXNSTATUS' },
};
