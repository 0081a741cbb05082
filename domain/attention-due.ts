import { type Instant, instantFromMillis, millisOf } from './dates.ts';
import type { AttentionCode } from './stay.ts';

const hour = 3_600_000;
const day = 24 * hour;

/**
 * How long whoever must act has, in county time from the moment since which the stay waits. Hours where the hub itself
 * or a party's service stands still; a county day (24 hours, weekends count) where a clerk looks something up; weeks where
 * two offices must agree.
 */
export const allowedMs = {
  'agency-wait': 4 * hour,
  'party-not-connected': 4 * hour,
  'party-on-hold': day,
  'outcome-unknown': day,
  'reply-mismatch': day,
  'cover-refused': day,
  'identity-mismatch': day,
  'overlapping-stay': day,
  // Settlement is due within three working days of the discharge.
  'unsettled-stay': 3 * day,
  'decision-review': day,
  'admission-refused': 2 * day,
  // The settlement waits for it, and is due within three working days.
  'cover-changed': 2 * day,
  'core-answer-awaited': day,
  'core-answer-differs': 2 * day,
  'facts-missing': day,
  'list-stale': 7 * day,
  'list-held': 2 * day,
  'list-pull-failed': 2 * day,
  'list-conflict': 7 * day,
  'settlement-refused': 2 * day,
  'settlement-incomplete': 2 * day,
  'settlement-review': 2 * day,
  'reversal-unknown': day,
  'reversal-not-possible': 7 * day,
  'payer-refused': 15 * day,
  'payment-mismatch': 7 * day,
  'condition-due': day,
  // The three working days are over when it is raised.
  'settlement-due': day,
  // An original goes back the same day.
  'original-kept': 8 * hour,
  'patient-part-due': 30 * day,
  // Relief, a new plan or a waiver are talked over before a debt is called a debt.
  'instalment-missed': 15 * day,
  'arrears-notice-due': 7 * day,
  'arrears-decision-due': 15 * day,
  // The scheme's own days stand in the detail.
  'arrears-objection': 15 * day,
  // Notice in writing comes first, and nothing ends by itself.
  'record-found-late': 2 * day,
  // The scheme's own days stand in the detail.
  'decision-objection': 15 * day,
  'draw-refused': 7 * day,
  'refund-due': 15 * day,
  // Nothing is lost meanwhile: what happened can be read, and is owed again.
  'webhook-off': 2 * day,
  'worker-absent': hour,
  'hub-fault': 4 * hour,
  'workflow-gone': 4 * hour,
  'workflow-paused': day,
} as const satisfies Record<AttentionCode, number>;

/** By when somebody should have acted. */
export function dueAt(code: AttentionCode, since: Instant): Instant {
  return instantFromMillis(millisOf(since) + allowedMs[code]);
}
