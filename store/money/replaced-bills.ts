import { laterClinical, withoutFigures } from '../../domain/clinical.ts';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { stayPlace } from '../stays/records.ts';
import type { SealedBill } from '../stays/stay-seals.ts';

/** What a correction that does not name a part of the bill makes of it: `goes` is of the figures that were wrong. */
const unnamed: Readonly<Record<keyof SealedBill, 'stays' | 'goes'>> = {
  // How the stay ended and what was said of the patient was not corrected, and the insurer's forms want it again.
  ...{ way: 'stays', clinical: 'stays' },
  ...{ differsBecause: 'goes', items: 'goes', totalFen: 'goes', outOfPolicyFen: 'goes' },
};

/** The bill as it is from now on. */
export function correctedBill(before: SealedBill, correction: SealedBill): SealedBill {
  const { clinical: said, ...rest } = before;
  const kept = Object.entries(rest).filter(([part]) => unnamed[part as keyof SealedBill] === 'stays');
  const clinical = laterClinical(said && withoutFigures(said), correction.clinical);
  const some = Object.keys(clinical).length > 0 ? { clinical } : {};
  return { ...Object.fromEntries(kept), ...correction, ...some };
}

/** The corrected bill takes the place of the one before, which is kept as it was. */
export async function replaceBill(
  sealer: Sealer,
  tx: Connection,
  { caseRef, sequence, at }: { readonly caseRef: CaseRef; readonly sequence: number; readonly at: Instant },
): Promise<void> {
  const bill = stayPlace('bill', caseRef);
  const amended = await tx
    .updateTable('amendments')
    .set({ endedAt: at, ending: 'settled' })
    .where((eb) => eb.and({ caseRef, resolutionSequence: sequence }))
    .returning(['totalFen', 'outOfPolicyFen', 'accountUsed', 'billSealed'])
    .executeTakeFirstOrThrow();
  const { billSequence, billSealed, totalFen, outOfPolicyFen } = await tx
    .selectFrom('discharges')
    .select(['billSequence', 'billSealed', 'totalFen', 'outOfPolicyFen'])
    .where('caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
  const before = sealer.open(billSealed, bill);
  const kept = sealer.seal(before, stayPlace(`bill-${billSequence}`, caseRef));
  await tx
    .insertInto('replacedBills')
    .values({
      ...{ caseRef, billSequence, totalFen, outOfPolicyFen, billSealed: kept },
      ...{ resolutionSequence: sequence, replacedAt: at },
    })
    .execute();
  const opened = sealer.open(amended.billSealed, stayPlace(`amended-bill-${sequence}`, caseRef));
  const after = correctedBill(before, opened);
  await tx
    .updateTable('discharges')
    .set({
      ...{ totalFen: amended.totalFen, outOfPolicyFen: amended.outOfPolicyFen },
      ...(amended.accountUsed === null ? {} : { accountUsed: amended.accountUsed }),
      ...{ billSealed: sealer.seal(after, bill), billSequence: billSequence + 1 },
    })
    .where('caseRef', '=', caseRef)
    .execute();
}
