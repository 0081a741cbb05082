import { businessKey } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { ArrivedFacts } from '../../domain/stay.ts';
import type { About, Exchanged } from '../exchange/exchange.ts';

/** Nothing was to be asked. */
export const taken = { kind: 'answered', answer: { kind: 'done', value: null } } as const;

/** The insurer said yes. */
export function isTaken<Value>(exchanged: Exchanged<Value>): boolean {
  return exchanged.kind === 'answered' && exchanged.answer.kind === 'done';
}

/** What one message of a stay is about. */
export function about({ caseRef, institution, settledBy }: ArrivedFacts, step: string): About {
  const by = settledBy === 'hospital' ? { by: settledBy } : {};
  return { key: businessKey({ caseRef, step }), caseRef, institution, pending: 'ask-again', ...by };
}

/** An answer that an earlier step got and stored. */
export function doneBefore<Value>(exchanged: Exchanged<Value>): Value {
  invariant(
    exchanged.kind === 'answered' && exchanged.answer.kind === 'done',
    'an earlier answer is missing',
  );
  return exchanged.answer.value;
}
