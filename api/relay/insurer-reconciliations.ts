import type { CountyClock } from '../../domain/clock.ts';
import { addDays, type LocalDate, monthOf } from '../../domain/dates.ts';
import { reconciliationLacks } from '../../domain/insurer-reconciliation.ts';
import type { InsurerRegions } from '../../domain/insurer-region.ts';
import type { InsurerReconciliations } from '../../store/money/insurer-reconciliations.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { ReconciliationFlow } from '../money/reconciliation-flow.ts';
import { hourOfCounty, isMorning, type Relay, type RelayLog, startLoop } from './loop.ts';

/** What the relay of reconciliations works with; times in real milliseconds. */
interface ReconciliationRelayParts {
  readonly reconciliations: InsurerReconciliations;
  readonly flow: ReconciliationFlow;
  readonly stays: Pick<StayStore, 'settledInstitutions'>;
  readonly parties: Pick<PartyStore, 'institution'>;
  readonly regions: InsurerRegions;
  readonly clock: CountyClock;
  /** How many county seconds pass in one real second. */
  readonly clockSpeed: number;
  readonly log: RelayLog;
  readonly pollMs?: number;
}

const batch = 20;
const callMs = 4_000;

/** Each morning asks for the day before and for the month before, hospital by hospital, and starts the workflow of whatever is not answered. */
export function startReconciliationRelay(parts: ReconciliationRelayParts): Relay {
  const { reconciliations, flow, clockSpeed, log, pollMs = 5_000 } = parts;
  const start = async (): Promise<boolean> => {
    for (const name of await reconciliations.asked(batch)) await flow.start(name, callMs);
    return false;
  };
  const ask = async (): Promise<boolean> => {
    await askDue(parts);
    return false;
  };
  const steps = [
    { work: ask, pollMs: hourOfCounty(clockSpeed, 60_000) },
    { work: start, pollMs },
  ];
  return startLoop(steps, log, 'the relay of reconciliations could not reach the store');
}

/** Hospitals without a settlement in the days are not asked about, nor those whose insurer does not reconcile. */
export async function askDue(
  parts: Pick<ReconciliationRelayParts, 'reconciliations' | 'stays' | 'parties' | 'regions' | 'clock'>,
): Promise<void> {
  const { reconciliations, stays, parties, regions, clock } = parts;
  const [today, now] = [clock.today(), clock.now()];
  if (!isMorning(now)) return;
  for (const days of [dayBefore(today), monthBefore(today)])
    for (const institution of await stays.settledInstitutions(days)) {
      const division = (await parties.institution(institution))?.division;
      const region = division === undefined ? undefined : regions.on(division, today);
      if (region === undefined || reconciliationLacks(region).length > 0) continue;
      await reconciliations.askOnce({ institution, ...days }, now);
    }
}

function dayBefore(today: LocalDate) {
  const day = addDays(today, -1);
  return { fromOn: day, toOn: day };
}

function monthBefore(today: LocalDate) {
  const toOn = addDays(`${monthOf(today)}-01` as LocalDate, -1);
  return { fromOn: `${monthOf(toOn)}-01` as LocalDate, toOn };
}
