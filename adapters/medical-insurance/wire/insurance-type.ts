import type { CoverType } from '../../../domain/insurance.ts';
import { invariant } from '../../../domain/invariant.ts';
import type { InsuranceCover } from '../../../domain/stay.ts';

/** The insurance type on the wire. Throws InvariantError for somebody without insurance: there is no visit to speak of. */
export function insuranceType(insurance: InsuranceCover): CoverType {
  invariant(insurance.type !== null, 'nobody without insurance has a visit at the insurer');
  return insurance.type;
}
