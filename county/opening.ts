import type { ClockSetting } from '../domain/clock.ts';
import { countyClock } from '../domain/clock.ts';
import { loadSchemes } from '../policies/schemes.ts';
import type { CountyAddresses } from './addresses.ts';
import { simulatedHospital } from './hospital.ts';
import type { ListMarks } from './list-marks.ts';
import { calendarAt, setCalendars } from './party-processes.ts';
import { walkInstitutions } from './seed/institutions.ts';
import type { CountyCredentials } from './seed/register.ts';
import { readJson, type StateDirectory, writeJson } from './state.ts';
import { type Route, routes, type WalkedStay, walkStay } from './walk.ts';

/** A stay of the walk that did not come to its end, and why: Chinese first. */
export interface UnwalkedStay {
  readonly scheme: string;
  readonly reason: string;
}

/** What the opening walk came to. */
export interface OpeningWalk {
  readonly walked: readonly WalkedStay[];
  readonly unwalked: readonly UnwalkedStay[];
}

/** Where a walk goes, and as whom. */
export interface WalkPlan {
  readonly addresses: CountyAddresses;
  readonly credentials: CountyCredentials;
  readonly clock: ClockSetting;
  readonly signal: AbortSignal;
  /** What one hospital's own system knows from the lists; left out: none of them has any. */
  readonly marks?: ListMarks | undefined;
}

/**
 * Walks one stay of each scheme side by side. What a stay meets (a list that its owner replaced, a hospital that is no
 * longer designated) is told and stops no other stay. Throws only when `signal` aborts.
 */
export async function walkOnce(plan: WalkPlan): Promise<OpeningWalk> {
  const { addresses, credentials, clock, signal } = plan;
  const today = countyClock(clock).today();
  const schemes = loadSchemes();
  const walkOne = async (route: Route): Promise<WalkedStay> => {
    const institution = walkInstitutions[route.scheme];
    const token = institution && credentials.hospitals[institution]?.token;
    if (institution === undefined || token === undefined)
      throw new Error(`没有医院 / no hospital for ${route.scheme}`);
    const hospital = simulatedHospital({
      ...{ api: addresses.api, institution, token, schemes },
      marks: plan.marks?.institution === institution ? plan.marks : undefined,
    });
    return walkStay(hospital, route, { today, withinMs: 120_000, signal });
  };
  // The opening walk uses payers that pay at once; afterwards they keep their calendars.
  await setCalendars(addresses.parties, 'immediate');
  try {
    const results = await Promise.allSettled(routes.map(walkOne));
    signal.throwIfAborted();
    return {
      walked: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
      unwalked: results.flatMap((result, index) =>
        result.status === 'fulfilled'
          ? []
          : [{ scheme: routes[index]?.scheme ?? '', reason: reasonOf(result.reason) }],
      ),
    };
  } finally {
    await setCalendars(addresses.parties, calendarAt(clock));
  }
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

/** What was done once in a county and is not done again by itself; kept in its folder. */
export interface OpeningMemory {
  /** When the opening walk came to its end, whatever it met. */
  readonly walkedAt?: string;
  /** When every list got its nightly pull: an owner who stops one finds it stopped after the next start. */
  readonly pullsScheduledAt?: string;
}

/** What this county has behind it. */
export function openingMemory(state: StateDirectory): OpeningMemory {
  return readJson<OpeningMemory>(state.openingFile) ?? {};
}

/** Remembers that a step was done, now. */
export function rememberOpening(state: StateDirectory, step: keyof OpeningMemory): void {
  writeJson(state.openingFile, { ...openingMemory(state), [step]: new Date().toISOString() });
}
