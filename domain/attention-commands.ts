import type { AttentionDetail } from './attention-detail.ts';
import { listOfStaleStep } from './list.ts';
import type { AttentionCode } from './stay.ts';

/** What waits, as its commands name it. */
export interface WaitNamed {
  readonly code: AttentionCode;
  readonly step: string;
  readonly detail?: AttentionDetail;
  readonly caseRef?: string;
  readonly listId?: string;
  /** Null: the list itself. */
  readonly version?: number | null;
  readonly party?: string;
  /** Of an address. */
  readonly name?: string;
}

/**
 * What is typed about a wait beside the resolutions that fit it, by whoever must act or the operator: first what shows more, then the
 * ways there are, of which a person takes one. What is filled in stands in `<…>`, so that no line with a choice runs as it is.
 */
export function commandsFor(wait: WaitNamed): readonly string[] {
  return commands[wait.code](wait);
}

const none = (): readonly string[] => [];
const doctor = (): readonly string[] => ['hub doctor'];

const commands: Record<AttentionCode, (wait: WaitNamed) => readonly string[]> = {
  'agency-wait': doctor,
  'party-not-connected': doctor,
  'party-on-hold': ({ party }) => [`hub party release ${party ?? '<单位>'}`],
  'outcome-unknown': none,
  'reply-mismatch': insurerCalls,
  'cover-refused': insurerCalls,
  'identity-mismatch': none,
  'overlapping-stay': none,
  'unsettled-stay': none,
  'decision-review': none,
  'admission-refused': insurerCalls,
  'cover-changed': none,
  'core-answer-awaited': ({ caseRef }) => [`hub stay core-answer ${stayOf(caseRef)} <应答文件>`],
  'core-answer-differs': insurerCalls,
  'facts-missing': none,
  'list-stale': ({ step }) => [
    `hub list status ${staleListOf(step)}`,
    `hub list push ${staleListOf(step)} <名单文件> --wait`,
  ],
  'list-held': (wait) => [
    `hub list status ${versionOf(wait)}`,
    `hub list release ${versionOf(wait)}`,
    `hub list release ${versionOf(wait)} --reject`,
  ],
  'list-pull-failed': ({ listId }) => [`hub list pull ${listId ?? '<名单>'}`],
  'list-conflict': () => ['hub conflict list', 'hub conflict settle <编号> <核实结果>'],
  'settlement-refused': insurerCalls,
  'settlement-incomplete': none,
  'settlement-review': insurerCalls,
  'reversal-unknown': none,
  'reversal-not-possible': none,
  'payer-refused': none,
  'payment-mismatch': none,
  'condition-due': ({ caseRef, detail }) => recordOf(stayOf(caseRef), detail),
  'settlement-due': none,
  'original-kept': ({ caseRef }) => [`hub stay record ${stayOf(caseRef)} <登记文件>`],
  'patient-part-due': ({ caseRef }) => [`hub notice list ${stayOf(caseRef)}`],
  'instalment-missed': ({ caseRef }) => [`hub notice list ${stayOf(caseRef)}`],
  'arrears-notice-due': noticeToServe,
  'arrears-decision-due': ({ caseRef }) => [`hub arrears show ${stayOf(caseRef)}`],
  'arrears-objection': ({ caseRef }) => [`hub arrears show ${stayOf(caseRef)}`],
  'record-found-late': none,
  'decision-objection': none,
  'draw-refused': ({ caseRef }) => [
    `hub stay credit-line ${stayOf(caseRef)}`,
    `hub stay draw ${stayOf(caseRef)} --consented-on <同意日期> --yuan <金额>`,
  ],
  'refund-due': none,
  'worker-absent': doctor,
  'webhook-off': ({ party = '<单位>', name = '<名称>' }) => [
    `hub webhook list --as ${party}/<人员>`,
    `hub webhook put ${name} <地址> --topics <主题> --as ${party}/<人员>`,
  ],
  'hub-fault': doctor,
  'workflow-gone': startedAnew,
  'workflow-paused': doctor,
};

function stayOf(caseRef: string | undefined): string {
  return caseRef ?? '<病例号>';
}

function staleListOf(step: string): string {
  return listOfStaleStep(step) ?? '<名单>';
}

function versionOf({ listId, version }: WaitNamed): string {
  return `${listId ?? '<名单>'} ${version ?? '<版本>'}`;
}

function insurerCalls({ caseRef }: WaitNamed): readonly string[] {
  return [`hub insurer calls ${stayOf(caseRef)}`];
}

function noticeToServe({ caseRef }: WaitNamed): readonly string[] {
  return [`hub notice list ${stayOf(caseRef)}`, `hub notice show ${stayOf(caseRef)} <编号>`];
}

/** By which record a condition that is late is shown. */
function recordOf(caseRef: string, detail: AttentionDetail | undefined): readonly string[] {
  const shown = `hub stay conditions ${caseRef}`;
  const record = detail?.kind === 'condition' ? detail.record : null;
  if (record === 'first-check' || record === 'second-check') {
    const by = record === 'first-check' ? 'doctor' : 'desk';
    return [
      shown,
      `hub stay check ${caseRef} --by ${by} --who <姓名或工号> --categories <类别> --on <实际日期>`,
    ];
  }
  if (record === 'agreement') return [shown, `hub stay agreement ${caseRef} <协议文件>`];
  return [shown, `hub stay record ${caseRef} <登记文件>`];
}

function startedAnew({ caseRef, listId, version, detail }: WaitNamed): readonly string[] {
  // The counting of a list begins anew with its next night.
  if (detail?.kind === 'nightly' && detail.work === 'count') return [];
  if (listId === undefined) return [`hub stay restart ${stayOf(caseRef)}`];
  return version === null || version === undefined
    ? [`hub list pull ${listId}`]
    : [`hub list restart ${listId} ${version}`];
}
