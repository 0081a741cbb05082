import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { BillPart } from '../../domain/staging.ts';
import type { CoveredFacts, DischargedFacts } from '../../domain/stay.ts';
import { isOpened } from '../../store/money/interim-bills.ts';
import type { Cover, StayRecord } from '../../store/stays/records.ts';
import type { StayStore } from '../../store/stays/stays.ts';

/** A stay that a workflow runs for is in the store, for the api wrote it first; its cover is null before it is known. Throws HubProblem `case-unknown`. */
export async function requireStayWithCover(
  stays: StayStore,
  caseRef: CaseRef,
): Promise<{ readonly stay: StayRecord; readonly cover: Cover | null }> {
  const found = await stays.stayWithCover(caseRef);
  if (found === undefined) throw new HubProblem('case-unknown', { detail: caseRef });
  return found;
}

/** The stay with its cover. Throws InvariantError before the cover is known. */
export async function requireCovered(stays: StayStore, caseRef: CaseRef): Promise<CoveredFacts & StayRecord> {
  const { stay, cover } = await requireStayWithCover(stays, caseRef);
  invariant(cover !== null, 'the cover is not known yet');
  return { ...stay, ...cover };
}

/** The stay with cover, decision and bill. Throws InvariantError before the discharge. */
export async function requireDischarged(
  stays: StayStore,
  caseRef: CaseRef,
): Promise<
  DischargedFacts &
    Pick<StayRecord, 'beingCancelled' | 'beingAmended' | 'impersonated' | 'insuredStay' | 'staged'>
> {
  const stay = await requireCovered(stays, caseRef);
  const { decision, discharge } = stay;
  invariant(decision !== null && discharge !== null, 'the stay is not discharged yet');
  return { ...stay, ...discharge, decision };
}

/** The stay as it was claimed for: with its discharge, or with the interim bill that a claim is of. Throws InvariantError when there is no such bill. */
export async function requireClaimed(
  stays: StayStore,
  caseRef: CaseRef,
  interimSequence: number | null,
): Promise<DischargedFacts & Pick<StayRecord, 'beingAmended'>> {
  if (interimSequence === null) return requireDischarged(stays, caseRef);
  const bills = await stays.interimBills(caseRef);
  const bill = bills.filter(isOpened).find((one) => one.interimSequence === interimSequence);
  invariant(bill !== undefined, 'a claim of a bill that is not there');
  return withBill(await requireCovered(stays, caseRef), bill);
}

/** The stay as if it had ended with that bill (fen): what a bill in mid-stay is asked, settled and claimed with. Throws InvariantError before the decision. */
export function withBill<Stay extends CoveredFacts & Pick<StayRecord, 'decision'>>(
  stay: Stay,
  { toDay, totalFen, outOfPolicyFen }: Pick<BillPart, 'toDay' | 'totalFen' | 'outOfPolicyFen'>,
): Stay & DischargedFacts {
  const { decision } = stay;
  invariant(decision !== null, 'a bill of a stay that was not decided');
  return { ...stay, decision, dischargedOn: toDay, totalFen, outOfPolicyFen };
}
