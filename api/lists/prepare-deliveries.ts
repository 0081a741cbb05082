import type { CountyClock } from '../../domain/clock.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { DeliveredList } from '../../domain/list-delivery.ts';
import {
  type ListDeliveryRule,
  listDeliveryOf,
  listsToDeliver,
} from '../../policies/admission/list-delivery.ts';
import { schemeOfPlace } from '../../policies/admission/scheme-of-place.ts';
import type { SchemeVersion } from '../../policies/engine/scheme-version.ts';
import type { ListDelivery, SwitchedOn } from '../../store/lists/prepared-delivery.ts';
import type { ApiDeps } from '../deps.ts';

/** What deliveries are prepared with. */
export interface PrepareParts {
  readonly parties: Pick<ApiDeps['parties'], 'lists' | 'institution'>;
  readonly schemes: ApiDeps['schemes'];
  readonly clock: Pick<CountyClock, 'now' | 'today'>;
  readonly lists: Pick<ApiDeps['lists'], 'memberships' | 'deliveries'>;
}

/** What would go to an institution. */
export interface DeliveryPlan {
  readonly scheme: SchemeVersion;
  readonly rule: ListDeliveryRule;
  readonly lists: readonly DeliveredList[];
}

/** What would go to an institution today; null: no scheme of its place has lists delivered. Throws HubProblem `institution-unknown`. */
export async function planOf(parts: PrepareParts, institution: InstitutionId): Promise<DeliveryPlan | null> {
  const place = await parts.parties.institution(institution);
  if (place === undefined) throw new HubProblem('institution-unknown');
  return planFor(parts, place.division);
}

async function planFor(
  { parties, schemes, clock, lists }: PrepareParts,
  division: string,
): Promise<DeliveryPlan | null> {
  const place = schemeOfPlace(schemes, division, clock.today());
  const rule = place.kind === 'in-force' ? listDeliveryOf(place.scheme) : null;
  if (place.kind !== 'in-force' || rule === null) return null;
  const serving = new Map((await lists.memberships.freshness()).map((one) => [one.listId, one]));
  const released = (await parties.lists()).flatMap(({ listId, agency, division: of }) => {
    const found = serving.get(listId);
    if (found === undefined) return [];
    const { version, asOf, releasedAt: knownAt } = found;
    return [{ listId, agency, division: of, version, asOf, knownAt }];
  });
  return { scheme: place.scheme, rule, lists: listsToDeliver(place.scheme, released) };
}

/** Prepares what one hospital does not have yet; null: nothing. */
export async function prepareFor(
  parts: PrepareParts,
  { institution, division, ruleNo, thumbprint }: SwitchedOn,
  { whole, askedBy }: { readonly whole: boolean; readonly askedBy: string | null },
): Promise<ListDelivery | null> {
  const plan = await planFor(parts, division);
  if (plan === null || plan.lists.length === 0) return null;
  const { receiptDays } = plan.rule;
  const at = parts.clock.now();
  const to = { institution, ruleNo, thumbprint };
  return parts.lists.deliveries.prepare({ ...to, at, whole, askedBy, receiptDays, lists: plan.lists });
}

/** What waits where the lists go no more is destroyed; what changed is prepared for all others. Gives how many deliveries are new. */
export async function prepareDeliveries(parts: PrepareParts): Promise<number> {
  const { deliveries } = parts.lists;
  const today = parts.clock.today();
  await deliveries.destroySwitchedOff(today);
  let made = 0;
  for (const hospital of await deliveries.switchedOn(today))
    if ((await prepareFor(parts, hospital, { whole: false, askedBy: null })) !== null) made += 1;
  return made;
}
