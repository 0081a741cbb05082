import type { CountyClock } from '../domain/clock.ts';
import { addDays, type LocalDate } from '../domain/dates.ts';
import { type CashDesk, cashDesk } from './cash-desk.ts';
import type { CountyCredentials } from './seed/register.ts';

/** A desk for each hospital of the county, by institution. */
export function desksOf(
  api: string,
  { hospitals }: CountyCredentials,
  from: LocalDate,
): ReadonlyMap<string, CashDesk> {
  return new Map(
    Object.entries(hospitals).map(([institution, { token }]) => [
      institution,
      cashDesk({ api, institution, token, from }),
    ]),
  );
}

/** Each hospital's system sends its counts of the last days, morning by morning. */
export async function countEachMorning(
  desks: ReadonlyMap<string, CashDesk>,
  {
    clock,
    untilMorning,
    signal,
  }: {
    readonly clock: Pick<CountyClock, 'today'>;
    readonly untilMorning: (day: LocalDate) => Promise<void>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  for (let today = clock.today(); !signal.aborted; today = clock.today()) {
    await untilMorning(addDays(today, 1));
    // What the hub is away for is counted again on the next mornings.
    for (const desk of desks.values())
      if (!signal.aborted) await desk.count(clock.today()).catch(() => undefined);
  }
}
