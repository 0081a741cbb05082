import type { RegistryQuestion } from '../../store/registry/requests.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../http/authentication.ts';
import type { ItemAnswer } from './answers.ts';
import { digester } from './digests.ts';
import type { MessageOf } from './shapes.ts';

/** What is kept of an asynchronous request for later questions: no data of anybody. */
export interface KeptOutcome {
  readonly transactionId: string;
  readonly items: readonly ItemAnswer[];
}

/** An answer without what it tells of people. */
export function keptItems(items: readonly ItemAnswer[]): readonly ItemAnswer[] {
  return items.map(({ data: _data, ...item }) => item as ItemAnswer);
}

/** Earlier requests as they are told: under their own ids. */
interface FoundStatus extends KeptOutcome {
  readonly correlationId: string;
}

type Asked = MessageOf<'txn-status'>['txnstatus_request'];

/** What became of earlier asynchronous requests of the caller's own; undefined when there is none such. */
export async function findStatus(
  deps: ApiDeps,
  caller: Caller,
  { txnstatus_request: asked }: MessageOf<'txn-status'>,
): Promise<FoundStatus | undefined> {
  const action = actions[asked.txn_type];
  if (action === undefined) return undefined;
  const outcomes = await deps.registry.requests.outcomes(caller.party, action, questionOf(deps, asked));
  const references = asked.attribute_type === 'reference_id_list' ? listOf(asked.attribute_value) : undefined;
  const items = outcomes
    .flatMap(({ outcome }) => (outcome as KeptOutcome).items)
    .filter((item) => references?.includes(item.reference_id) ?? true);
  const [newest] = outcomes;
  if (newest === undefined || items.length === 0) return undefined;
  const { transactionId } = newest.outcome as KeptOutcome;
  return { transactionId, correlationId: newest.correlationId, items };
}

/** The message of an answer; inside are the ids of what was asked about, around it those of the question itself. */
export function statusMessage(
  { transaction_id, txnstatus_request: { reference_id, txn_type } }: MessageOf<'txn-status'>,
  found: FoundStatus | undefined,
  correlation_id: string,
) {
  const { items = [], transactionId = transaction_id, correlationId = correlation_id } = found ?? {};
  const subscribed = actions[txn_type] === 'subscribe' && found !== undefined;
  const txn_status = {
    ...{ transaction_id: transactionId, correlation_id: correlationId },
    // The standard has a form for searches only, which must be there: subscriptions stand beside it.
    ...{ search_response: subscribed ? [] : items },
    ...(subscribed ? { subscribe_response: items } : {}),
  };
  return { transaction_id, correlation_id, txnstatus_response: { reference_id, txn_type, txn_status } };
}

/** `subscibe` is how the standard's own file spells it. Receipts are none of a registry of lists. */
const actions = {
  search: 'search',
  subscribe: 'subscribe',
  subscibe: 'subscribe',
  receipt: undefined,
} as const;

function questionOf(deps: ApiDeps, { attribute_type, attribute_value }: Asked): RegistryQuestion {
  const digest = digester(deps);
  const values = listOf(attribute_value);
  const [value = ''] = values;
  switch (attribute_type) {
    case 'reference_id_list':
      return { by: 'references', digests: values.map((id) => digest('reference', id)) };
    case 'transaction_id':
      return { by: 'transaction', digest: digest('transaction', value) };
    case 'correlation_id':
      return { by: 'correlation', correlationId: value };
  }
}

function listOf(value: Asked['attribute_value']): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
