import { z } from 'zod';
import type { RegistryQuestion } from '../../store/registry/requests.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../http/authentication.ts';
import type { ItemAnswer } from './answers.ts';
import { digester } from './digests.ts';
import type { MessageOf } from './envelope.ts';

/** What is kept of an asynchronous request for later questions: no data of anybody. */
export interface KeptOutcome {
  readonly transactionId: string;
  readonly items: readonly ItemAnswer[];
}

/** An answer without what it tells of people. */
export function keptItems(items: readonly ItemAnswer[]): readonly ItemAnswer[] {
  return items.map(({ data: _data, ...item }) => item as ItemAnswer);
}

const kinds = { search: 'search_response', subscribe: 'subscribe_response' } as const;
const texts = z.array(z.string());

/** What became of earlier asynchronous requests of the caller's own; `found` is false when there is none such. */
export async function answerStatus(
  deps: ApiDeps,
  caller: Caller,
  { transaction_id, txnstatus_request: asked }: MessageOf<'txn-status'>,
): Promise<{ readonly found: boolean; readonly message: object }> {
  const { txn_type: type, reference_id } = asked;
  const question = questionOf(deps, asked);
  const known = type === 'search' || type === 'subscribe';
  const outcomes =
    known && question !== undefined
      ? await deps.registry.requests.outcomes(caller.party, type, question)
      : [];
  const references = asked.attribute_type === 'reference_id_list' ? texts.parse(asked.attribute_value) : null;
  const items = outcomes
    .flatMap(({ outcome }) => (outcome as KeptOutcome).items)
    .filter((item) => references?.includes(item.reference_id) ?? true);
  const [newest] = outcomes;
  const correlation_id = newest?.correlationId ?? '';
  const status = {
    transaction_id: newest === undefined ? transaction_id : (newest.outcome as KeptOutcome).transactionId,
    correlation_id,
    ...(known ? { [kinds[type]]: items } : {}),
  };
  const txnstatus_response = { reference_id, txn_type: type, txn_status: status };
  return { found: items.length > 0, message: { transaction_id, correlation_id, txnstatus_response } };
}

function questionOf(
  deps: ApiDeps,
  { attribute_type, attribute_value: value }: MessageOf<'txn-status'>['txnstatus_request'],
): RegistryQuestion | undefined {
  const digest = digester(deps);
  if (attribute_type === 'reference_id_list' && Array.isArray(value))
    return { by: 'references', digests: value.map((id) => digest('reference', id)) };
  if (typeof value !== 'string') return undefined;
  if (attribute_type === 'transaction_id') return { by: 'transaction', digest: digest('transaction', value) };
  if (attribute_type === 'correlation_id') return { by: 'correlation', correlationId: value };
  return undefined;
}
