import { dailyLists } from '../../../county/daily-lists.ts';
import { HubCallError } from '../../../county/hub-client.ts';
import type { LocalDate } from '../../../domain/dates.ts';
import { goesOn, pays, type UnderWay } from '../afterwards.ts';
import type { PlannedStay } from '../plan.ts';

/** The bill as the lists of its days; the first is settled with the insurer in mid-stay, and paid, before the others come. */
export async function settledInMidStay(
  stay: UnderWay,
  { bill }: Pick<PlannedStay, 'bill'>,
  admittedOn: LocalDate,
): Promise<void> {
  const { hub, caseRef, today } = stay;
  const at = `/v1/stays/${caseRef}`;
  const [first, ...rest] = dailyLists({ from: admittedOn, to: today(), bill, ownPermille: 120 });
  await goesOn(stay, async () => {
    await hub.post(`${at}/charges`, first);
    return true;
  });
  await goesOn(stay, async ({ interimBills }) => {
    const [opened] = interimBills;
    if (opened === undefined || opened.state === 'to-open') {
      // The threshold is looked at in a moment, or somebody else was quicker.
      await hub.post(`${at}/interim-bills`, {}).catch((failure: unknown) => {
        if (!(failure instanceof HubCallError && failure.status === 409)) throw failure;
      });
      return false;
    }
    return opened.state === 'settled' || opened.state === 'withdrawn';
  });
  await goesOn(stay, async (view) => !(await pays(stay, view)));
  for (const list of rest)
    await goesOn(stay, async () => {
      await hub.post(`${at}/charges`, list);
      return true;
    });
}
