import type { PayerId } from '../../domain/ids.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { voidSettlement } from '../../policies/settlement/void-settlement.ts';
import type { SettlementSummary } from '../contract.ts';
import type { ActivityParts } from '../parts.ts';
import { partyIn } from './parties-asked.ts';
import type { BilledStay } from './settlement-facts.ts';

/** The bill of a stay under somebody else's card, once the insurer knows nothing of it: no payer owes any of it, who was treated owes the whole. */
export async function settleVoid(parts: ActivityParts, stay: BilledStay): Promise<SettlementSummary> {
  const { stays, clock } = parts;
  const { caseRef, personRef, dischargedOn, totalFen, impersonated } = stay;
  const { id: scheme, version, ...rules } = requireVersion(parts.schemes, stay.scheme, stay.admittedOn);
  const known = { caseRef, personRef, year: dischargedOn.slice(0, 4) };
  // Somebody said so after the insurer was asked: what it was told meanwhile is taken back first.
  if (impersonated !== 'unregistered') return { kind: 'again' };
  const request = { impersonated: true };
  const payersOf = (before: Settlement) => before.shares.map(({ payer }) => payer);
  const settlementOf = (payers: readonly PayerId[]) => voidSettlement({ scheme, version, totalFen, payers });
  const at = clock.now();
  if (stay.amendment !== undefined)
    await stays.settleAgain(known, at, (_used, _refused, before) => ({
      ...{ settlement: settlementOf(payersOf(before)), request, partyOf: partyIn(rules) },
    }));
  // Bills of mid-stay that were taken back have left a settlement of nothing, which this one replaces.
  else if (stay.staged)
    await stays.settleFurther({ ...known, interimSequence: null }, at, () => ({
      ...{ settlement: settlementOf([]), request, partyOf: partyIn(rules) },
    }));
  else {
    const entry = { caseRef, at, settlement: settlementOf([]), obligations: [], request };
    if ((await stays.settleUnderCaps(known, () => entry)) === 'cancelled') return { kind: 'cancelled' };
  }
  const shown = await stays.clearAttention(caseRef, 'settle', clock.now());
  return { kind: 'settled', obligations: [], ...(shown === null ? {} : { attention: shown }) };
}
