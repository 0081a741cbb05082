import type { BillPart } from '../../domain/staging.ts';
import { billAtWork, liveBills, restOfStay } from '../../store/money/interim-bills.ts';
import type { InsurerAnswer, Swept } from '../contract.ts';
import type { ActivityParts } from '../parts.ts';
import { stuckTakingBack } from '../stays/cancelling.ts';
import { requireCovered } from '../stays/stay-facts.ts';
import { takingBack } from '../stays/taking-back.ts';
import { settledWith } from './interim.ts';
import { interimAtInsurer } from './interim-core.ts';
import type { BilledStay } from './settlement-facts.ts';

type Rest =
  | { readonly kind: 'rest'; readonly bill: BillPart }
  | { readonly kind: 'swept'; readonly swept: Swept<InsurerAnswer> };

/**
 * What the bills in mid-stay left of the whole bill. One that is still at work comes to its end first: what never reached the insurer,
 * or was refused, is dropped. Where less than nothing would be left, the newest bills are taken back, one by one.
 */
export async function restAtDischarge(parts: ActivityParts, stay: BilledStay): Promise<Rest> {
  const { stays, clock } = parts;
  const { caseRef, admittedOn: fromDay, dischargedOn: toDay, totalFen, outOfPolicyFen } = stay;
  const unfinished = await finished(parts, caseRef);
  if (unfinished !== null) return { kind: 'swept', swept: unfinished };
  for (;;) {
    const bills = await stays.interimBills(caseRef);
    const bill = restOfStay({ fromDay, toDay, totalFen, outOfPolicyFen }, bills);
    if (bill !== undefined) return { kind: 'rest', bill };
    const { interimSequence = 0 } = liveBills(bills).at(-1) ?? {};
    const core = await stays.coreOf(caseRef, interimSequence);
    if (core === undefined) {
      await stays.dropInterim(caseRef, interimSequence, clock.now());
      continue;
    }
    const back = await takingBack(parts).settlement(stay, core);
    if (back.kind !== 'undone')
      return { kind: 'swept', swept: await stuckTakingBack(parts, { caseRef, step: 'settle' }, back) };
  }
}

/** Null once no bill in mid-stay is at work; looked at anew where people changed meanwhile what is to become of it. */
async function finished(
  parts: ActivityParts,
  caseRef: BilledStay['caseRef'],
): Promise<Swept<InsurerAnswer> | null> {
  const { stays, clock } = parts;
  const bill = billAtWork(await stays.interimBills(caseRef));
  if (bill === undefined) return null;
  const stay = await requireCovered(stays, caseRef);
  const { atInsurer, isAsked } = interimAtInsurer(parts);
  const { interimSequence, state } = bill;
  const isThere = bill.core !== null && bill.core !== 'reversed';
  if (state === 'open' && !isThere && !(await isAsked(stay, bill))) {
    await stays.dropInterim(caseRef, interimSequence, clock.now());
    return null;
  }
  const swept = await atInsurer(stay, bill);
  if (swept.kind !== 'done') return swept;
  if (swept.value.kind === 'refused') {
    if (swept.value.attention.code !== 'settlement-refused') return swept;
    await stays.dropInterim(caseRef, interimSequence, clock.now());
    return null;
  }
  const done = await settledWith(parts, stay, bill);
  if (done.kind !== 'blocked') return finished(parts, caseRef);
  return { kind: 'done', value: { kind: 'refused', attention: done.attention } };
}
