import { recordText, type StandingRecord } from '../../domain/arrears.ts';
import type { Decision, Reason } from '../../domain/decision.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import { arrearsRule } from './arrears-rule.ts';

const ground = 'malicious-arrears';

/**
 * What the keeper's register says of a person on the day of admission: a record, or null for none. Undefined where the scheme names nobody
 * who keeps one, and only the window can know.
 */
export type RegisterSays = StandingRecord | null | undefined;

/** `read` looks the person up under the scheme on that day. */
export async function recordAgainst(
  version: SchemeVersion,
  read: () => Promise<StandingRecord | undefined>,
): Promise<RegisterSays> {
  return arrearsRule(version).kind === 'none' ? undefined : ((await read()) ?? null);
}

/** The window's facts with the register's answer; a yes of the window stands, for it may have read a paper list of before. */
export function withRecord(
  facts: Readonly<Record<string, boolean>>,
  record: RegisterSays,
): Readonly<Record<string, boolean>> {
  if (record === undefined) return facts;
  return record === null ? { [ground]: false, ...facts } : { ...facts, [ground]: true };
}

/** The decision, in which a record explains itself: since when, until when, and the ways out. */
export function explained(decision: Decision, record: RegisterSays): Decision {
  if (record === undefined || record === null) return decision;
  const { zh, en } = recordText(record);
  const told = (reason: Reason): Reason =>
    reason.code === ground || reason.code === 'regularise-arrears'
      ? { ...reason, zh: `${reason.zh}：${zh}`, en: `${reason.en}: ${en}` }
      : reason;
  return { ...decision, reasons: decision.reasons.map(told), conditions: decision.conditions.map(told) };
}
