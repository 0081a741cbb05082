import { dailyLists } from '../../../county/daily-lists.ts';
import type { LocalDate } from '../../../domain/dates.ts';
import { goesOn, pays, type UnderWay } from '../afterwards.ts';
import type { PlannedStay } from '../planned-stay.ts';

/** The bill as the lists of its days; what all but the last come to is settled with the insurer in mid-stay, by the hospital's rule, and paid. */
export async function settledInMidStay(
  stay: UnderWay,
  { bill }: Pick<PlannedStay, 'bill'>,
  admittedOn: LocalDate,
): Promise<void> {
  const lists = dailyLists({ from: admittedOn, to: stay.today(), bill, ownPermille: 120 });
  for (const list of lists.slice(0, -1)) await sent(stay, list);
  await goesOn(stay, async ({ interimBills: [first] }) => {
    return first?.state === 'settled' || first?.state === 'withdrawn';
  });
  await goesOn(stay, async (view) => !(await pays(stay, view)));
  for (const list of lists.slice(-1)) await sent(stay, list);
}

async function sent(stay: UnderWay, list: object): Promise<void> {
  await goesOn(stay, async () => {
    await stay.hub.post(`/v1/stays/${stay.caseRef}/charges`, list);
    return true;
  });
}
