import type { CountyClock } from '../../domain/clock.ts';
import type { InsurerRegions } from '../../domain/insurer-region.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import { triesBills } from '../money/pre-settlement-allowed.ts';
import type { PreSettlementFlow } from '../money/pre-settlement-flow.ts';
import { hourOfCounty, type Relay, type RelayLog, startLoop } from './loop.ts';

/** What the relay of pre-settlements works with; times in real milliseconds. */
interface PreSettlementRelayParts {
  readonly preSettlements: PreSettlementFlow;
  readonly stays: Pick<StayStore, 'askedPreSettlements' | 'askDuePreSettlements'>;
  readonly parties: Pick<PartyStore, 'institutions'>;
  readonly regions: InsurerRegions;
  readonly clock: CountyClock;
  /** How many county seconds pass in one real second. */
  readonly clockSpeed: number;
  readonly log: RelayLog;
  readonly pollMs?: number;
}

const batch = 20;
const callMs = 4_000;

/** Starts the workflow of every question that is not answered, and asks by itself for stays whose lists came to more: once a day each. */
export function startPreSettlementRelay(parts: PreSettlementRelayParts): Relay {
  const { preSettlements, stays, clockSpeed, log, pollMs = 5_000 } = parts;
  const start = async (): Promise<boolean> => {
    for (const name of await stays.askedPreSettlements(batch)) await preSettlements.start(name, callMs);
    return false;
  };
  const ask = async (): Promise<boolean> => {
    if ((await askDuePreSettlements(parts)) > 0) await start();
    return false;
  };
  const steps = [
    { work: ask, pollMs: hourOfCounty(clockSpeed, 60_000) },
    { work: start, pollMs },
  ];
  return startLoop(steps, log, 'the relay of pre-settlements could not reach the store');
}

/** How many stays are asked about; those whose insurer tries no bills are left out. */
export async function askDuePreSettlements(
  parts: Pick<PreSettlementRelayParts, 'stays' | 'parties' | 'regions' | 'clock'>,
): Promise<number> {
  const { stays, parties, regions, clock } = parts;
  const today = clock.today();
  const divisions = new Set((await parties.institutions()).map(({ division }) => division));
  const trying = [...divisions].filter((division) => {
    const region = regions.on(division, today);
    return region !== undefined && triesBills(region);
  });
  if (trying.length === 0) return 0;
  return stays.askDuePreSettlements(trying, { today, at: clock.now(), limit: batch });
}
