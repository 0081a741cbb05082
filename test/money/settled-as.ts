import type { CaseRef, PayerId } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { at } from '../postgres/store-under-test.ts';
import { door } from '../stays/resolutions-under-test.ts';

/** Settles anew with these shares; what is left is the patient's. */
export async function settledAs(
  caseRef: CaseRef,
  totalFen: number,
  shares: Partial<Record<PayerId, number>>,
) {
  const { stays } = door().deps;
  const before = (await stays.settlement(caseRef)) as Settlement;
  const { personRef } = (await stays.stay(caseRef)) ?? {};
  const paid = Object.values(shares).reduce((sum, share) => sum + share, 0);
  const patientFen = fen(totalFen - paid);
  const settlement: Settlement = {
    ...before,
    totalFen: fen(totalFen),
    shares: Object.entries(shares).map(([payer, share]) => ({
      ...{ payer: payer as PayerId, fen: fen(share), steps: [] },
    })),
    patientFen,
    patientParts: patientFen > 0 ? [{ kind: 'cash', fen: patientFen }] : [],
  };
  const known = { caseRef, personRef: personRef as never, year: '2024' };
  return stays.settleAgain(known, at, () => ({
    ...{ settlement, request: {}, partyOf: () => 'medical-insurance' },
  }));
}
