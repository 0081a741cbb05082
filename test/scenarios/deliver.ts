import type { z } from 'zod';
import { awaitedIn } from '../../county/settling-itself.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { deliverAct } from './care-acts.ts';
import type { Scenario } from './scenario.ts';
import type { Town } from './town.ts';

type Seen = StayView & { readonly admissionNo: string; readonly admittedOn: LocalDate };

/** Once the hub asks for it; what is only tried (2303) nobody asks for. */
export async function delivered(
  tools: {
    readonly town: Town;
    readonly scenario: Scenario;
    readonly hospital: InstitutionId;
    readonly seen: (what: string, done: (view: StayView) => boolean) => Promise<StayView>;
  },
  { transaction, bill }: z.infer<typeof deliverAct>,
): Promise<void> {
  const { town, scenario, hospital, seen } = tools;
  const asked = (view: StayView): boolean => transaction === '2303' || awaitedIn(view) === transaction;
  const { caseRef, admissionNo, admittedOn } = (await seen(`${transaction} is asked for`, asked)) as Seen;
  const due = bill && {
    dischargedOn: bill.day,
    totalFen: bill.total,
    outOfPolicyFen: bill.outOfPolicy,
    accountUsed: bill.accountUsed,
  };
  const person = town.personOf(scenario);
  await town
    .desk(hospital)
    .carryOut(transaction, { caseRef, admissionNo, admittedOn, person, bill: due ?? null });
}
