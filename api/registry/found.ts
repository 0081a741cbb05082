import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import type { HouseholdMember } from '../../store/lists/households.ts';
import type { ApiDeps } from '../deps.ts';
import type { Permission } from './permission.ts';
import { isStale, type Line, memberRecord, spdci } from './records.ts';

/** On which day, as known when, by which lists. */
export interface DayAsked {
  readonly on: LocalDate;
  readonly knownAt?: Instant;
  readonly lists?: readonly ListId[];
}

/** Records of those people who were listed on the day: who was not has none. */
export async function membersAmong(
  deps: ApiDeps,
  people: readonly PersonRef[],
  { categories, ...day }: DayAsked & { readonly categories?: readonly string[] },
): Promise<readonly object[]> {
  const stale = await staleness(deps, day);
  const records = [];
  for (const personRef of people) {
    const all = await deps.lists.memberships.categoriesOn({ personRef, ...day });
    const lines = all.filter(({ code }) => categories?.includes(code) ?? true);
    if (lines.length === 0) continue;
    const { idNumber } = await deps.registry.people.open(personRef);
    const told = lines.map(
      ({ code: category, since, listId, listAsOf }): Line => ({
        ...{ category, listId: listId as ListId, validFrom: since, listAsOf, listedOn: day.on },
        stale: stale(listId as ListId, listAsOf),
      }),
    );
    records.push(memberRecord(idNumber, told));
  }
  return records;
}

/** Households of a person, one for each list that names it: the keeper is told who is in it, a hospital only of its patient. */
export async function groupsOf(
  deps: ApiDeps,
  personRef: PersonRef | undefined,
  { permission, ...asked }: DayAsked & { readonly permission: Permission },
): Promise<readonly object[]> {
  if (personRef === undefined) return [];
  const { on, knownAt, lists } = asked;
  const day = { on, ...(knownAt && { knownAt }), ...(lists && { lists }) };
  const stale = await staleness(deps, day);
  const groups = [];
  for (const { listId, listAsOf, stated, others } of await deps.lists.households.householdsOf({
    personRef,
    ...day,
  })) {
    const people = Map.groupBy(others, (other) => other.personRef);
    const own = await membersAmong(deps, [personRef], { ...day, lists: [listId] });
    const members = [...people].map(async ([ref, lines]) =>
      memberRecord(
        permission.kind === 'keeper' ? (await deps.registry.people.open(ref)).idNumber : null,
        lines.map(
          ({ code, since }: HouseholdMember): Line => ({
            category: code,
            listId,
            validFrom: since,
            listAsOf,
          }),
        ),
      ),
    );
    groups.push({
      ...spdci,
      '@type': 'spdci:Group',
      group_type: 'household',
      group_size: people.size + 1,
      member_list: [...own, ...(await Promise.all(members))],
      additional_attributes: [
        {
          list_id: listId,
          list_as_of: listAsOf,
          listed_on: on,
          stale: stale(listId, listAsOf),
          household_stated: stated,
        },
      ],
    });
  }
  return groups;
}

async function staleness(deps: ApiDeps, { on, knownAt }: DayAsked) {
  const lists = await deps.lists.memberships.freshness(knownAt);
  const limits = new Map(lists.map(({ listId, ageLimitDays }) => [listId, ageLimitDays]));
  return (listId: ListId, asOf: LocalDate): boolean => isStale(asOf, on, limits.get(listId));
}
