import { type Clinical, isWhole } from '../../domain/clinical.ts';
import type { LocalDate } from '../../domain/dates.ts';
import { type Fen, sumFen } from '../../domain/money.ts';
import { fieldError } from '../http/field-errors.ts';

/** What of the details does not fit the discharge: a death after it, fees or parts that are not the bill. */
export function clinicalErrors(
  clinical: Clinical | undefined,
  bill: {
    readonly dischargedOn: LocalDate;
    readonly totalFen: Fen;
    readonly outOfPolicyFen: Fen;
  },
) {
  const { diedOn, outOfPolicy, fees } = clinical ?? {};
  const short = fees !== undefined && sumFen(fees.map(({ fen }) => fen)) !== bill.totalFen;
  const late = diedOn !== undefined && diedOn > bill.dischargedOn;
  const apart = outOfPolicy !== undefined && !isWhole(outOfPolicy, bill.outOfPolicyFen);
  return [
    ...(late ? [fieldError('/clinical/diedOn', 'field-range')] : []),
    ...(short ? [fieldError('/clinical/fees', 'bill-items-sum')] : []),
    ...(apart ? [fieldError('/clinical/outOfPolicy', 'out-of-policy-parts')] : []),
  ];
}
