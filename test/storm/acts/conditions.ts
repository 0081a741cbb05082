import { type ConditionShown, conditionAct, openKinds } from '../../../county/conditions.ts';
import type { ConditionKind } from '../../../domain/condition-kinds.ts';
import { goesOn, type UnderWay } from '../afterwards.ts';
import type { PlannedStay } from '../planned-stay.ts';

type Person = Pick<PlannedStay, 'institution' | 'person'>;

/** Ward and window record what the scheme asks until nothing of it is open; gives what they have in their own book. */
export async function recorded(
  stay: UnderWay,
  { institution, person }: Person,
  from: ConditionShown['dueFrom'],
): Promise<readonly ConditionKind[]> {
  const own = new Set<ConditionKind>();
  const { caseRef, hub } = stay;
  // Whom no list names has been admitted by people, on a card that the ward sees too.
  const listed = person.memberships.map(({ category }) => category);
  const categories = listed.length === 0 ? ['subsistence-allowance'] : listed;
  const about = { caseRef, institution, patient: person, categories };
  await goesOn(stay, async ({ stage, conditions, admittedOn }) => {
    if (stage === 'Cancelled' || stage === 'Refused') return true;
    // The real day, also where it is entered weeks later.
    const on = from === 'admission' ? admittedOn : stay.today();
    const kinds = openKinds(conditions, from);
    for (const kind of kinds) {
      const { action, body } = conditionAct(kind, { ...about, on });
      const looked = action === 'checks' ? { doneOn: on } : {};
      await hub.post(`/v1/stays/${caseRef}/${action}`, { ...body, ...looked });
      own.add(kind);
    }
    return kinds.length === 0;
  });
  return [...own];
}
