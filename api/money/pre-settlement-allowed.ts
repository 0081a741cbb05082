import type { InsurerRegion } from '../../domain/insurer-region.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';

/** Whether the insurer of a region tries a bill before it is settled. Source: policies/insurers/. */
export function triesBills({ speech }: InsurerRegion): boolean {
  // Its items would have to be uploaded first, and deleted again.
  return speech.preSettlement === true && speech.feeDetail !== true;
}

/** Why no bill of a stay can be tried; null: it can. */
export async function preSettlementForbidden(
  { parties, regions, clock }: Pick<ApiDeps, 'parties' | 'regions' | 'clock'>,
  stay: Pick<StayRecord, 'institution' | 'settledBy' | 'staged'>,
): Promise<string | null> {
  if (stay.settledBy === 'hospital')
    return 'the hospital settles with the insurer itself, and has its pre-settlement';
  if (stay.staged) return 'bills of it were settled in mid-stay, and say what it comes to';
  const registered = await parties.institution(stay.institution);
  const region = registered && regions.on(registered.division, clock.today());
  if (region === undefined) return 'no tables were entered for the insurer of this division';
  if (region.speech.preSettlement !== true)
    return `no source tells that the insurer tries bills (policies/insurers/, ${region.id})`;
  return triesBills(region) ? null : `the insurer (${region.id}) wants the items of the bill first`;
}
