import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { CoveredFacts, DischargedFacts, IdentifiedFacts } from '../../domain/stay.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { StayStore } from '../../store/stays/stays.ts';

/** The step of a question about the person: once the person was corrected it is another question, under a key of its own. */
export function asIdentified({ identitySequence }: IdentifiedFacts, step: string): string {
  return identitySequence === 1 ? step : `${step}-as-${identitySequence}`;
}

/** A stay that a workflow runs for is in the store, for the api wrote it first. Throws HubProblem `case-unknown`. */
export async function requireStay(stays: StayStore, caseRef: CaseRef): Promise<StayRecord> {
  const stay = await stays.stay(caseRef);
  if (stay === undefined) throw new HubProblem('case-unknown', { detail: caseRef });
  return stay;
}

/** The stay with its cover. Throws InvariantError before the cover is known. */
export async function requireCovered(stays: StayStore, caseRef: CaseRef): Promise<CoveredFacts> {
  const [stay, cover] = [await requireStay(stays, caseRef), await stays.cover(caseRef)];
  invariant(cover !== undefined, 'the cover is not known yet');
  return { ...stay, ...cover };
}

/** The stay with cover, decision and bill. Throws InvariantError before the discharge. */
export async function requireDischarged(stays: StayStore, caseRef: CaseRef): Promise<DischargedFacts> {
  const { decision, discharge } = await requireStay(stays, caseRef);
  invariant(decision !== null && discharge !== null, 'the stay is not discharged yet');
  return { ...(await requireCovered(stays, caseRef)), ...discharge, decision };
}
