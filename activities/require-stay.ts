import { HubProblem } from '../domain/failures.ts';
import type { CaseRef } from '../domain/ids.ts';
import type { StayRecord } from '../store/stay-records.ts';
import type { StayStore } from '../store/stays.ts';

/** A stay that a workflow runs for is in the store, for the api wrote it first. Throws HubProblem `case-unknown`. */
export async function requireStay(stays: StayStore, caseRef: CaseRef): Promise<StayRecord> {
  const stay = await stays.stay(caseRef);
  if (stay === undefined) throw new HubProblem('case-unknown', { detail: caseRef });
  return stay;
}
