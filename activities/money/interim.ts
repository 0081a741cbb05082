import { sumFen, zeroFen } from '../../domain/money.ts';
import { nothingSettled, type Settlement } from '../../domain/settlement.ts';
import { type BillPart, interimStep } from '../../domain/staging.ts';
import type { SettlementRequest } from '../../policies/engine/requests.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';
import { billAtWork, liveBills, type OpenedInterim } from '../../store/money/interim-bills.ts';
import type { Activities, SettlementSummary } from '../contract.ts';
import { sweptDone } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { requireCovered, withBill } from '../stays/stay-facts.ts';
import { interimAtInsurer, type StagedStay } from './interim-core.ts';
import { blocked, settledInStore } from './settlement-ends.ts';
import { type FactsOfBill, settlementFacts, workedOut } from './settlement-facts.ts';
import { prepareSettlement } from './settlement-request.ts';
import { workingOut } from './working-out.ts';

/** Bills that are settled with the payers while the stay goes on, and such bills taken back. */
export function interimActivities(parts: ActivityParts): Pick<Activities, 'sweepInterim' | 'settleInterim'> {
  const { stays } = parts;
  return {
    async sweepInterim({ caseRef }) {
      const bill = billAtWork(await stays.interimBills(caseRef));
      if (bill === undefined) return sweptDone(parts, { caseRef, step: interimStep }, { kind: 'answered' });
      return interimAtInsurer(parts).atInsurer(await requireCovered(stays, caseRef), bill);
    },
    async settleInterim({ caseRef }) {
      const bill = billAtWork(await stays.interimBills(caseRef));
      if (bill === undefined) return settledInStore(parts, caseRef);
      return settledWith(parts, await requireCovered(stays, caseRef), bill);
    },
  };
}

/** Works out all live bills with this one, or without it where it is taken back, and writes what that changes. */
export async function settledWith(
  parts: ActivityParts,
  stay: StagedStay,
  bill: OpenedInterim,
): Promise<SettlementSummary> {
  const { stays, clock } = parts;
  const { caseRef, personRef } = stay;
  const place = { caseRef, step: interimStep };
  const others = liveBills(await stays.interimBills(caseRef));
  const together = sumOf(bill.state === 'open' ? [...others, bill] : others, bill);
  const facts = await settlementFacts(parts, { ...withBill(stay, together), interim: true });
  const prepared = prepareSettlement(facts.version, facts);
  if (prepared.kind === 'incomplete')
    return blocked(parts, place, 'settlement-incomplete', { kind: 'missing', names: prepared.missing });
  const { interimSequence, state, toDay } = bill;
  const known = { caseRef, personRef, year: toDay.slice(0, 4), interimSequence, state };
  const before = await stays.settlement(caseRef);
  const { work, broken } = workingOut(facts.version, prepared.request, (request) =>
    workedTogether(facts, request, before),
  );
  const ended = await stays.settleFurther(known, clock.now(), work);
  if (ended === 'blocked') return blocked(parts, place, 'settlement-review', broken());
  // The notice of who changed it is owed.
  if (ended === 'none') return { kind: 'again' };
  return settledInStore(parts, caseRef);
}

function workedTogether(
  { version, stay }: FactsOfBill,
  request: SettlementRequest,
  before: Settlement | undefined,
) {
  return stay.totalFen === 0
    ? ({ kind: 'worked', settlement: nothingOf(version, before?.shares ?? []) } as const)
    : workedOut(version, request);
}

/** What no bill at all comes to, for the payers that had a share. */
function nothingOf({ id: scheme, version }: SchemeVersion, before: Settlement['shares']): Settlement {
  const shares = before.map(({ payer }) => ({ payer, fen: zeroFen, steps: [] }));
  return { ...nothingSettled({ scheme, version }), shares };
}

function sumOf(bills: readonly BillPart[], { fromDay, toDay }: BillPart): BillPart {
  return {
    ...{ fromDay, toDay },
    totalFen: sumFen(bills.map((bill) => bill.totalFen)),
    outOfPolicyFen: sumFen(bills.map((bill) => bill.outOfPolicyFen)),
  };
}
