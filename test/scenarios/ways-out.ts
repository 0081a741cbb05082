import type { AttentionCode } from '../../domain/stay.ts';

/** A test of `npm run proof:slow` that causes what waits in a running county and ends it by `hub`, under the name of its code. */
const walked = (of: string) => `test/county/ways-out-of-${of}.test.ts` as const;
/** A story in which it waits, and people end it by what `hub attention show` offers and the commands that it names. */
const told = (name: string) => `test/scenarios/${name}.yaml` as const;

/** Where a person's way out of each wait is walked; the same stories are walked with a process for each command by walks.test.ts. */
export const waysOut = {
  'agency-wait': told('henan-assistance-on-paper'),
  'party-not-connected': told('zaoqiang-all-on-paper'),
  'party-on-hold': walked('faults'),
  'outcome-unknown': told('henan-assistance-outcome-recorded'),
  'reply-mismatch': told('zaoqiang-anothers-answer'),
  'cover-refused': told('zaoqiang-cover-refused'),
  'identity-mismatch': told('zaoqiang-slip-in-name'),
  'overlapping-stay': told('zaoqiang-transfer-contradicted'),
  'unsettled-stay': told('zaoqiang-left-unsettled'),
  'decision-review': told('kaizhou-newborn-decided'),
  'admission-refused': told('zaoqiang-registration-wants-facts'),
  'cover-changed': told('zaoqiang-cover-changed-kept'),
  'core-answer-awaited': told('kaizhou-own-settlement'),
  'core-answer-differs': walked('core-answers'),
  'facts-missing': told('linhe-passed-on-then-amended'),
  'list-stale': walked('lists'),
  'list-held': walked('lists'),
  'list-pull-failed': walked('lists'),
  'list-conflict': walked('lists'),
  'settlement-refused': told('zaoqiang-settlement-wants-facts'),
  'settlement-incomplete': told('linhe-diagnosis-inexact'),
  'settlement-review': told('linhe-floor-given-up'),
  'reversal-unknown': told('zaoqiang-amended-yes-that-did-nothing'),
  'reversal-not-possible': told('zaoqiang-amended-period-cleared'),
  'payer-refused': told('linhe-assistance-refused-guarantee-fills'),
  'payment-mismatch': told('zaoqiang-half-paid-rest-borne'),
  'condition-due': told('kaizhou-second-check-late'),
  'settlement-due': told('zaoqiang-insurer-silent'),
  'original-kept': told('henan-original-kept'),
  'patient-part-due': told('kaizhou-plan-and-death'),
  'instalment-missed': told('kaizhou-plan-renegotiated'),
  'arrears-notice-due': told('linhe-arrears-applied-paid'),
  'arrears-decision-due': told('long/linhe-arrears-listed-paid'),
  'arrears-objection': told('long/linhe-arrears-objection-upheld'),
  'record-found-late': told('zaoqiang-court-list-late-ended'),
  'decision-objection': told('dalian-objection-upheld-holds-the-line'),
  'draw-refused': told('dalian-limit-lowered-smaller-draw'),
  'refund-due': told('linhe-paid-twice'),
  'worker-absent': walked('faults'),
  'webhook-off': walked('faults'),
  'hub-fault': walked('faults'),
  'workflow-gone': walked('faults'),
  'workflow-paused': walked('faults'),
} as const satisfies Record<AttentionCode, ReturnType<typeof told> | ReturnType<typeof walked>>;
