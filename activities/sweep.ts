import type { CaseRef } from '../domain/ids.ts';
import type { Attention } from '../domain/stay.ts';
import type { Swept } from './contract.ts';
import type { Exchanged } from './exchange.ts';
import type { ActivityParts } from './parts.ts';

type Waiting = Extract<Exchanged<never>, { kind: 'waiting' }>;

/**
 * Ends a sweep that met a party which is not prompt. Once the party's promise has passed the stay is on the attention list;
 * the workflow shows the same to operators.
 */
export async function sweptWaiting(
  { stays, clock }: Pick<ActivityParts, 'stays' | 'clock'>,
  place: { readonly caseRef: CaseRef; readonly step: string },
  waiting: Waiting,
): Promise<Extract<Swept<never>, { kind: 'waiting' }>> {
  const { caseRef, step } = place;
  const { code, party, since, overdue } = waiting;
  const attention: Attention = { code, blockedOn: party, since, step };
  if (overdue) await stays.raiseAttention(caseRef, attention, clock.now());
  return { kind: 'waiting', attention, overdue };
}

/** Ends a sweep that has every answer; the step waits for nobody any more. */
export async function sweptDone<Value>(
  { stays, clock }: Pick<ActivityParts, 'stays' | 'clock'>,
  place: { readonly caseRef: CaseRef; readonly step: string },
  value: Value,
): Promise<Extract<Swept<Value>, { kind: 'done' }>> {
  await stays.clearAttention(place.caseRef, place.step, clock.now());
  return { kind: 'done', value };
}
