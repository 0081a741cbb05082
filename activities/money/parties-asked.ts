import { isBesidePayer, type PartyId, type PayerId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';

/** Who is asked for a payer's part. */
export function partyIn({ payers }: Pick<SchemeVersion, 'payers'>): (payer: PayerId) => PartyId {
  const partyOf = new Map(payers.map((rule) => [rule.payer, rule.party]));
  return (payer) => {
    // A fund that no scheme names is one of the insurer's own, which clears it with the rest.
    const party = partyOf.get(payer) ?? (isBesidePayer(payer) ? 'medical-insurance' : undefined);
    invariant(party !== undefined, `the scheme has no payer ${payer}`);
    return party;
  };
}
