import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import { rulesOfStay } from '../../policies/admission/insured-stay.ts';
import type { Schemes } from '../../policies/schemes.ts';
import type { CreditUpkeep } from '../../store/money/credit-reports.ts';
import type { StayStore } from '../../store/stays/stays.ts';

export interface DrawNoticeParts {
  readonly creditUpkeep: Pick<CreditUpkeep, 'forgotten' | 'oweDrawNotice'>;
  readonly stays: Pick<StayStore, 'stay'>;
  readonly schemes: Schemes;
}

const batch = 100;

/** Owes a notice to every patient who left, did not pay and signed that the hospital may draw: before it draws, they are told. */
export async function oweDrawNotices(parts: DrawNoticeParts, at: Instant): Promise<void> {
  const { creditUpkeep, stays, schemes } = parts;
  let after: CaseRef | null = null;
  for (;;) {
    const found: readonly CaseRef[] = await creditUpkeep.forgotten(at, { after, limit: batch });
    for (const caseRef of found) {
      const stay = await stays.stay(caseRef);
      const credit = stay === undefined ? null : rulesOfStay(schemes, stay).credit;
      if (credit === null) continue;
      await creditUpkeep.oweDrawNotice(caseRef, { ...credit, mostFen: credit.mostFen as Fen }, at);
    }
    after = found.at(-1) ?? null;
    if (found.length < batch) return;
  }
}
