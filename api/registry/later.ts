import { randomUUID } from 'node:crypto';
import type { Connection } from '../../store/postgres/database.ts';
import type { RegistryPeer } from '../../store/registry/peers.ts';
import type { RegistryOutcome } from '../../store/registry/requests.ts';
import { unsubscribe } from '../../store/registry/subscriptions.ts';
import type { RegistryAction, RegistryCallback } from '../../store/registry/tables.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller } from '../http/authentication.ts';
import { bodyDigest } from '../http/digest.ts';
import { acknowledge, callbackOf, type ItemAnswer, refuse } from './answers.ts';
import { digester } from './digests.ts';
import { addressAsked, HeaderFault, readMessage } from './envelope.ts';
import { answerSearch } from './search.ts';
import type { EnvelopeBody, MessageOf } from './shapes.ts';
import { findStatus, type KeptOutcome, keptItems, statusMessage } from './status.ts';
import { readSubscriptions, subscribeAll } from './subscriptions.ts';

/** A message that is answered by a callback. */
export interface Asked {
  readonly caller: Caller;
  readonly body: EnvelopeBody;
  readonly peer: RegistryPeer | undefined;
}

type Later<Action extends RegistryAction> = (
  deps: ApiDeps,
  asked: Asked,
  message: MessageOf<Action>,
) => Promise<{
  readonly references: readonly string[];
  /** Not one request of it had a frame that could be read: the sender hears at once, and no callback follows. */
  readonly unreadable?: ItemAnswer | undefined;
  readonly work: (tx: Connection, answered: Answered) => Promise<RegistryOutcome>;
}>;

/** Under which correlation an answer goes out, and to which address when its question named one. */
interface Answered {
  readonly correlationId: string;
  readonly sentTo: string | undefined;
}

/** Takes a message that is answered later: what it does and the answer are in the store before it is acknowledged. */
export async function takeLater<Action extends RegistryAction>(
  deps: ApiDeps,
  asked: Asked,
  action: Action,
  prepare: Later<Action>,
) {
  const { caller, body, peer } = asked;
  try {
    const message = readMessage(body, action, { party: caller.party, peer, realMs: Date.now() });
    const sentTo = addressAsked(body, peer);
    const { references, unreadable, work } = await prepare(deps, asked, message);
    if (unreadable !== undefined) {
      const { status_reason_code: code, status_reason_message: text } = unreadable;
      return refuse(deps, 'err.request.bad', `${code}: ${text}`);
    }
    const digest = digester(deps);
    const correlationId = randomUUID();
    const taken = await deps.registry.requests.takeRequest(
      {
        ...{ correlationId, party: caller.party, action, at: deps.clock.now() },
        messageDigest: digest('message', body.header.message_id),
        bodyDigest: bodyDigest([action, message], deps.settings.digestKey),
        transactionDigest: digest('transaction', message.transaction_id),
        referenceDigests: references.map((reference) => digest('reference', reference)),
      },
      (tx) => work(tx, { correlationId, sentTo }),
    );
    if (taken.kind === 'conflict') throw new HeaderFault('repeated');
    deps.nudge('registry');
    return acknowledge(deps, taken.correlationId);
  } catch (error) {
    if (!(error instanceof HeaderFault)) throw error;
    const { err, rjct, message } = error.fault;
    return refuse(deps, err, rjct === null ? message : `${rjct}: ${message}`);
  }
}

/** Search: the answer is found now and delivered later. */
export const searchLater: Later<'search'> = async (deps, { caller }, message) => {
  const { items, unreadable } = await answerSearch(deps, caller, message.search_request);
  return {
    ...{ references: referencesOf(items), unreadable },
    work: async (_tx, answered) => {
      const how = { action: 'on-search', name: 'search_response' } as const;
      return outcomeOf(deps, caller, how, { ...message, ...answered, items });
    },
  };
};

export const subscribeLater: Later<'subscribe'> = async (deps, { caller }, message) => {
  const { items: read, unreadable } = await readSubscriptions(deps, caller, message.subscribe_request);
  return {
    ...{ references: referencesOf(read), unreadable },
    work: async (tx, answered) => {
      const items = await subscribeAll(deps, tx, read);
      const how = { action: 'on-subscribe', name: 'subscribe_response' } as const;
      return outcomeOf(deps, caller, how, { ...message, ...answered, items });
    },
  };
};

export const unsubscribeLater: Later<'unsubscribe'> = async (deps, { caller }, message) => {
  const { transaction_id, subscription_codes: codes } = message;
  const at = deps.clock.now();
  await deps.audit.appendAudit({
    ...{ actor: actorOf(caller), action: 'registry-unsubscribe', subject: `registry/${caller.party}`, at },
    reason: `${codes.length} codes`,
  });
  return {
    references: [],
    work: async (tx, { correlationId: correlation_id, sentTo }) => {
      const done = await unsubscribe(tx, caller.party, codes, at);
      const told = { transaction_id, correlation_id, timestamp: at, ...unsubscribed[done] };
      const ended = done === 'unknown' ? [] : codes.map((code) => ({ code, status: 'unsubscribe' }));
      const answer = callbackOf(
        deps,
        { party: caller.party, action: 'on-unsubscribe', sentTo },
        { ...told, subscription_status: ended },
        { total: 1, completed: 1 },
      );
      return { answer, outcome: { transactionId: transaction_id, items: [] } satisfies KeptOutcome };
    },
  };
};

/** Whether an earlier message was taken, and what became of it. */
export const statusLater: Later<'txn-status'> = async (deps, { caller }, message) => {
  const found = await findStatus(deps, caller, message);
  return {
    references: [],
    work: async (_tx, { correlationId, sentTo }) => ({
      answer: callbackOf(
        deps,
        { party: caller.party, action: 'txn-on-status', sentTo },
        statusMessage(message, found, correlationId),
        { total: 1, completed: found === undefined ? 0 : 1 },
      ),
      outcome: { transactionId: message.transaction_id, items: [] } satisfies KeptOutcome,
    }),
  };
};

const unsubscribed = {
  ended: { status: 'succ' },
  'ended-before': {
    ...{ status: 'rjct', status_reason_code: 'rjct.event.already_unsubscribed' },
    status_reason_message: '订阅此前已取消 · ended before',
  },
  unknown: {
    ...{ status: 'rjct', status_reason_code: 'rjct.subscription_code.invalid' },
    status_reason_message:
      '有不属于本单位的订阅编号,全部未取消 · a code is no subscription of yours; none was ended',
  },
} as const;

function referencesOf(items: readonly ItemAnswer[]): readonly string[] {
  return items.map(({ reference_id }) => reference_id);
}

function outcomeOf(
  deps: ApiDeps,
  { party }: Caller,
  { action, name }: { readonly action: RegistryCallback; readonly name: string },
  made: Answered & { readonly transaction_id: string; readonly items: readonly ItemAnswer[] },
): RegistryOutcome {
  const { transaction_id, correlationId: correlation_id, sentTo, items } = made;
  const counts = { total: items.length, completed: items.length };
  const answer = callbackOf(
    deps,
    { party, action, sentTo },
    { transaction_id, correlation_id, [name]: items },
    counts,
  );
  return {
    answer,
    outcome: { transactionId: transaction_id, items: keptItems(items) } satisfies KeptOutcome,
  };
}
