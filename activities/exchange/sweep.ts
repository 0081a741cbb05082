import { type Instant, millisOf } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Attention } from '../../domain/stay.ts';
import type { InsurerAnswer, Swept } from '../contract.ts';
import type { ActivityParts } from '../parts.ts';
import type { Exchanged } from './exchange.ts';

type Waiting = Extract<Exchanged<never>, { kind: 'waiting' }>;

/**
 * Ends a sweep that met a party which is not prompt. Once the party's promise has passed the stay is on the attention list;
 * the workflow shows operators what of it is due first.
 */
export async function sweptWaiting(
  { stays, clock }: Pick<ActivityParts, 'stays' | 'clock'>,
  place: { readonly caseRef: CaseRef; readonly step: string },
  waiting: Waiting,
): Promise<Extract<Swept<never>, { kind: 'waiting' }>> {
  const { caseRef, step } = place;
  const { code, party, overdue, detail } = waiting;
  const since = overdue ? await waitingSince(stays, caseRef, waiting.since) : waiting.since;
  const attention: Attention = {
    ...{ code, blockedOn: party, since, step },
    ...(detail === undefined ? {} : { detail }),
  };
  if (code === 'party-on-hold') {
    // The hold is said once, of the party; what was said of its silence before is over, and the workflow shows the hold instead.
    const ended = await stays.endWait({ caseRef, step }, clock.now());
    return { kind: 'waiting', attention, overdue: ended };
  }
  if (!overdue) return { kind: 'waiting', attention, overdue };
  const shown = await stays.raiseAttention(caseRef, attention, clock.now());
  return { kind: 'waiting', attention: shown ?? attention, overdue };
}

/**
 * The same of a step for which the hospital's own system may have to speak to the insurer: then people there must act, and until they
 * did, or a day has passed, nobody looks again.
 */
export async function sweptAwaiting(
  parts: Pick<ActivityParts, 'stays' | 'clock'>,
  place: { readonly caseRef: CaseRef; readonly step: string },
  waiting: Waiting,
): Promise<Swept<InsurerAnswer>> {
  const { code, detail } = waiting;
  if (code !== 'core-answer-awaited') return sweptWaiting(parts, place, waiting);
  const since = parts.clock.now();
  const attention: Attention = {
    ...{ code, blockedOn: 'hospital', since, step: place.step },
    ...(detail === undefined ? {} : { detail }),
  };
  const shown = await parts.stays.raiseAttention(place.caseRef, attention, since);
  return { kind: 'done', value: { kind: 'refused', attention: shown ?? attention } };
}

/** A party may have been silent before the stay came: the stay itself waits since its admission at most. */
async function waitingSince(
  stays: Pick<ActivityParts['stays'], 'stay'>,
  caseRef: CaseRef,
  silentSince: Instant,
): Promise<Instant> {
  const stay = await stays.stay(caseRef);
  invariant(stay !== undefined, 'a sweep of a stay that is not in the store');
  return millisOf(stay.acceptedAt) > millisOf(silentSince) ? stay.acceptedAt : silentSince;
}

/** Ends a sweep that has every answer; the step waits for nobody any more, the stay perhaps for something else. */
export async function sweptDone<Value>(
  { stays, clock }: Pick<ActivityParts, 'stays' | 'clock'>,
  place: { readonly caseRef: CaseRef; readonly step: string },
  value: Value,
): Promise<Extract<Swept<Value>, { kind: 'done' }>> {
  return swept(value, await stays.clearAttention(place.caseRef, place.step, clock.now()));
}

/** The end of a sweep with what the stay still shows; nothing is said where nothing is shown. */
export function swept<Value>(value: Value, shown: Attention | null): Extract<Swept<Value>, { kind: 'done' }> {
  return shown === null ? { kind: 'done', value } : { kind: 'done', value, attention: shown };
}
