import type { Reason } from '../domain/decision.ts';
import type { Condition } from './engine/scheme-version.ts';
import type { DecisionRequest } from './requests.ts';

/** What one rule found: fulfilled, refused, for a person, only an item outside, or a condition to follow. */
export type Finding =
  | { readonly kind: 'fulfilled' | 'refuse' | 'review' | 'not-payable'; readonly reason: Reason }
  | { readonly kind: 'condition'; readonly when: Condition['when'] };

/** Looks facts up and keeps the list of those that nobody stated. */
export interface FactSource {
  /** A fact that a rule needs; undefined when unknown, and then it is listed as missing. */
  readonly needed: <T>(value: T | undefined | null, path: string) => T | undefined;
  /** A fact that may be taken as given in a what-if (listed as assumed); unknown in a live stay. */
  readonly assumable: <T>(value: T | undefined, path: string, otherwise: T) => T | undefined;
  readonly missing: readonly string[];
  readonly assumed: readonly string[];
}

/** The facts of one request under one way of treating omissions. */
export function factsOf(_request: DecisionRequest, omissions: 'assume' | 'unknown'): FactSource {
  const missing: string[] = [];
  const assumed: string[] = [];
  const note = (list: string[], path: string): void => {
    if (!list.includes(path)) list.push(path);
  };
  return {
    missing,
    assumed,
    needed: (value, path) => {
      if (value !== undefined && value !== null) return value;
      note(missing, path);
      return undefined;
    },
    assumable: (value, path, otherwise) => {
      if (value !== undefined) return value;
      if (omissions === 'unknown') {
        note(missing, path);
        return undefined;
      }
      note(assumed, path);
      return otherwise;
    },
  };
}
