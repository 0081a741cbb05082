import type { CaseRef } from '../../../domain/ids.ts';
import { addFen, subtractFen, sumFen, zeroFen } from '../../../domain/money.ts';
import type { ConformanceCalls } from '../http.ts';
import type { CoreSettlement, SettleRequest } from '../port.ts';
import type { ListedSettlement } from '../reconciling.ts';
import type { Ask, ConformanceRun } from './conformance-run.ts';
import { isAskedOf } from './made-up.ts';

/** That one settlement is held against the book of today, where the region's file says that its place reconciles. */
export async function askReconciliation(
  run: ConformanceRun,
  { calls, ask }: { readonly calls: ConformanceCalls; readonly ask: Ask },
  stay: Pick<SettleRequest, 'institution' | 'personNo' | 'visitRef' | 'insurance'> & {
    readonly settled: CoreSettlement;
  },
): Promise<void> {
  if (!isAskedOf(run.region, '3201') || stay.insurance.type === null) return;
  const { institution, settled } = stay;
  const settlements = [listedOf(stay)];
  const days = { institution, fromOn: run.today, toOn: run.today, settlements };
  const total = { ...days, type: stay.insurance.type };
  await ask('3201', { call: calls.reconcileTotal, request: total });
  const filename = `KIT${settled.settlementRef}`.slice(0, 60);
  const file = await ask('9101', { call: calls.uploadFile, request: { institution, filename, settlements } });
  if (file === undefined) return;
  const detail = await ask('3202', { call: calls.reconcileDetail, request: { ...days, ...file } });
  if (detail === undefined) return;
  await ask('9102', { call: calls.downloadReconciled, request: { institution, ...detail } }, (rows) =>
    rows.some((row) => row.settlementRef === settled.settlementRef && row.says === 'balanced')
      ? []
      : [`setl_id: ${settled.settlementRef}`],
  );
}

function listedOf({
  personNo,
  visitRef,
  settled,
}: Parameters<typeof askReconciliation>[2]): ListedSettlement {
  const { settlementRef, totalFen, answers, accountFen, familyAccountFen, cashFen } = settled;
  const hospital =
    answers.hospital !== undefined && 'paidFen' in answers.hospital ? answers.hospital.paidFen : zeroFen;
  const patients = sumFen([accountFen, familyAccountFen, cashFen, hospital]);
  return {
    ...{ settlementRef, visitRef, personNo, totalFen, stands: true, within: true },
    ...{ fundFen: subtractFen(totalFen, patients), accountFen: addFen(accountFen, familyAccountFen) },
    ...{ familyFen: familyAccountFen, hospitalFen: hospital, caseRef: 'case_conformance' as CaseRef },
  };
}
