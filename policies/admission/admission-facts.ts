import type { Reason } from '../../domain/decision.ts';
import type { Condition } from '../engine/scheme-version.ts';

/** What the rules found so far; each rule adds to it. */
export interface Findings {
  readonly met: Reason[];
  readonly refusals: Reason[];
  readonly reviews: Reason[];
  /** Items and costs outside: told, but never a ground against the stay. */
  readonly notPayable: Reason[];
  /** Which conditions must follow, besides those that always do. */
  readonly triggers: Condition['when'][];
}

/** Looks facts up and keeps the list of those that nobody stated. */
export interface Facts {
  readonly omissions: 'assume' | 'unknown';
  readonly missing: string[];
  readonly assumed: string[];
}

/** Empty findings. */
export function noFindings(): Findings {
  return { met: [], refusals: [], reviews: [], notPayable: [], triggers: [] };
}

/** A fact that a rule needs; undefined when nobody stated it, and then it is listed as missing. */
export function needed<T>(facts: Facts, value: T | undefined | null, path: string): T | undefined {
  if (value !== undefined && value !== null) return value;
  note(facts.missing, path);
  return undefined;
}

/** A fact that may be taken as given in a what-if (listed as assumed); in a live stay it is unknown. */
export function assumable<T>(
  facts: Facts,
  value: T | undefined,
  by: { readonly path: string; readonly otherwise: T },
): T | undefined {
  if (value !== undefined) return value;
  if (facts.omissions === 'unknown') return needed<T>(facts, undefined, by.path);
  note(facts.assumed, by.path);
  return by.otherwise;
}

function note(list: string[], path: string): void {
  if (!list.includes(path)) list.push(path);
}
