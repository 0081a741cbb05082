import { HubProblem } from '../../domain/failures.ts';
import { isCaseRef } from '../../domain/ids.ts';
import { attentionTexts } from '../../domain/waiting.ts';
import type { AttentionItem } from '../../store/stays/attention.ts';
import type { StayRecord, StaySummary } from '../../store/stays/records.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { Caller } from '../http/authentication.ts';

/** A stay that the caller may see. Throws HubProblem `case-unknown`, the same for "not yours" as for "not there". */
export async function ownStay(
  stays: Pick<StayStore, 'stay'>,
  caller: Caller | null,
  caseRef: string,
): Promise<StayRecord> {
  const stay = isCaseRef(caseRef) ? await stays.stay(caseRef) : undefined;
  const own =
    caller?.of === 'operator' || (caller?.of === 'hospital' && caller.institution === stay?.institution);
  if (stay === undefined || !own) throw new HubProblem('case-unknown');
  return stay;
}

/** All that a hospital may know of a stay, as it stands now. */
export async function viewOf(stays: StayStore, stay: StayRecord): Promise<object> {
  const { caseRef } = stay;
  const [attention, checks, agreement, settlement] = await Promise.all([
    stays.listAttention({ caseRef, limit: 20 }),
    stays.checks(caseRef),
    stays.agreement(caseRef),
    stay.discharge === null ? undefined : stays.settlement(caseRef),
  ]);
  return {
    ...summaryOf(stay),
    decision: stay.decision,
    discharge: stay.discharge,
    attention: attention.map(attentionOf),
    checks: checks.map(({ by, categories, at }) => ({ by, categories, at })),
    agreement: agreement ?? null,
    settlement: settlement ?? null,
  };
}

/** The stay as an admission just left it; costs no look-up. */
export function freshView(stay: StayRecord): object {
  return {
    ...summaryOf(stay),
    decision: stay.decision,
    discharge: stay.discharge,
    attention: [],
    checks: [],
    agreement: null,
    settlement: null,
  };
}

/** A stay in a list of stays. */
export function summaryOf(stay: StaySummary) {
  const { caseRef, institution, admissionNo, scheme, admittedOn, emergency, stage } = stay;
  const { acceptedAt, begunAt, closedAt } = stay;
  return {
    ...{ caseRef, institution, admissionNo, scheme, admittedOn, emergency, stage },
    ...{ acceptedAt, begunAt, closedAt },
  };
}

/** What a stay waits for, with what it means and what to do. */
export function attentionOf(item: AttentionItem): object {
  return { ...item, ...attentionTexts[item.code] };
}
