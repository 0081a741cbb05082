import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { stayPlace } from '../stays/records.ts';

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
  // How the stay ended is no part of what was corrected, and the insurer's forms want it again.
  const after = before.way === undefined ? opened : { way: before.way, ...opened };
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
