import { HubProblem } from '../../domain/failures.ts';
import { type InstitutionId, type PartyId, parties } from '../../domain/ids.ts';
import type { Caller } from './authentication.ts';

/**
 * The hospital whose stays whoever asks may see: its own; null: every hospital's, as the offices of the county do. A further kind of
 * organisation is asked for here by the compiler and sees nothing by itself. Throws HubProblem `not-allowed` for whoever has no stays.
 */
export function hospitalSeen(caller: Caller): InstitutionId | null {
  switch (caller.of) {
    case 'hospital':
      return caller.institution;
    case 'operator':
      return null;
    case 'agency':
    case 'payer':
      throw new HubProblem('not-allowed', { detail: 'stays of hospitals' });
  }
}

/** The same, as the store is asked: without an institution it gives every hospital's. */
export function ofSeenHospital(caller: Caller): { readonly institution?: InstitutionId } {
  const institution = hospitalSeen(caller);
  return institution === null ? {} : { institution };
}

/** The hospital that is asked about. Throws HubProblem `not-allowed` when the caller does not see its stays. */
export function seenHospital(caller: Caller, asked: string): InstitutionId {
  const own = hospitalSeen(caller);
  if (own !== null && own !== asked) throw new HubProblem('not-allowed', { detail: 'another institution' });
  return asked as InstitutionId;
}

/** Whose claims and money whoever asks may see: a payer's office what its party pays. Undefined: nothing is the caller's. */
export function moneySeen(
  caller: Caller,
): { readonly institution?: InstitutionId; readonly party?: PartyId } | undefined {
  if (caller.of !== 'payer' && caller.of !== 'agency') return ofSeenHospital(caller);
  const party = parties.find((known) => known === caller.party);
  return party === undefined ? undefined : { party };
}
