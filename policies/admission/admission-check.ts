import type { DecisionRequest } from '../engine/requests.ts';
import type { Requirement } from '../engine/scheme-version.ts';
import type { Facts, Findings } from './admission-facts.ts';
import { against, met } from './admission-reasons.ts';

/** One rule made ready: reads what it needs and adds what it finds. A fact that nobody stated adds nothing but its name to `missing`. */
export type Check = (request: DecisionRequest, facts: Facts, findings: Findings) => void;

/** Looks one fact up; undefined when nobody stated it. */
export type Read<T> = (request: DecisionRequest, facts: Facts) => T | undefined;

/** The rule of one kind of requirement. */
export type RequirementOf<Name extends Requirement['require']> = Extract<
  Requirement,
  { readonly require: Name }
>;

/** A check of one fact: met when `holds`, otherwise refused with the code. */
export function test<T>(
  rule: Requirement,
  code: string,
  by: { readonly read: Read<T>; readonly holds: (value: T) => boolean },
): Check {
  const [yes, no] = [met(rule), against(rule, code)];
  return (request, facts, findings) => {
    const value = by.read(request, facts);
    if (value === undefined) return;
    if (by.holds(value)) findings.met.push(yes);
    else findings.refusals.push(no);
  };
}
