import { z } from 'zod';
import { onAccountText, readableOnAccount, readableRunning, runningText } from './charges.ts';
import { conditionsText, readableConditions } from './conditions.ts';
import { creditText, readableCredit } from './credit-text.ts';
import { decisionText, readableDecision, readableSettlement, settlementText } from './policy-text.ts';
import { preSettlementText, readablePreSettlement } from './pre-settlement.ts';
import { readableReceivables, receivablesText } from './receivables-text.ts';
import { yuan } from './text.ts';
import { readableWaiver, waiverText } from './waiver-text.ts';
import { readableWork, workText } from './work-text.ts';

/** A stay as the hub shows it. */
export const stay = z.looseObject({
  caseRef: z.string(),
  institution: z.string(),
  admissionNo: z.string(),
  scheme: z.string(),
  admittedOn: z.string(),
  stage: z.string(),
  decision: readableDecision.nullable(),
  waiver: readableWaiver.nullable(),
  conditions: readableConditions,
  previousStay: z
    .looseObject({
      ...{ caseRef: z.string(), institution: z.string(), transferred: z.boolean() },
      daysBefore: z.number().nullable(),
      readmission: z
        .looseObject({ zh: z.string(), en: z.string(), withinDays: z.number().nullable() })
        .nullish(),
    })
    .nullish(),
  transferredTo: z.looseObject({ caseRef: z.string(), institution: z.string() }).nullish(),
  discharge: z.looseObject({ dischargedOn: z.string(), totalFen: z.number() }).nullable(),
  leaving: z
    .looseObject({
      ...{ from: z.string(), zh: z.string(), en: z.string(), article: z.string() },
      ...{ payFen: z.number(), atMostFen: z.number() },
    })
    .nullable(),
  charges: readableRunning.nullable(),
  preSettlement: readablePreSettlement.nullable(),
  onAccount: readableOnAccount.nullable(),
  creditLine: readableCredit.nullable(),
  settlement: readableSettlement.nullable(),
  receivables: readableReceivables.nullable(),
  openWork: z.array(readableWork),
  offered: z.array(z.looseObject({ kind: z.string(), zh: z.string(), en: z.string() })),
  attention: z.array(
    z.looseObject({
      ...{ zh: z.string(), en: z.string(), blockedOn: z.string(), since: z.string(), due: z.string() },
      detail: z.looseObject({ zh: z.string(), en: z.string() }).nullable(),
    }),
  ),
});
export type Stay = z.infer<typeof stay>;

/** All of it for a person. */
export function stayText(found: Stay): string {
  const { discharge, decision, settlement } = found;
  return [
    `病例 · case      ${found.caseRef}`,
    `机构 · hospital  ${found.institution}   住院号 · no. ${found.admissionNo}`,
    `方案 · scheme    ${found.scheme}   入院 · admitted ${found.admittedOn}`,
    ...(found.settledBy === 'hospital'
      ? ['医保 · insurer   本院自行办理 · settled by the hospital itself']
      : []),
    ...neighboursText(found),
    `阶段 · stage     ${found.stage}`,
    ...(decision === null
      ? ['决定 · decision  先行入院,决定随后到达 · admit now, the decision follows']
      : ['', decisionText(decision)]),
    ...(found.waiver === null ? [] : waiverText(found.waiver)),
    ...conditionsText(found.conditions),
    ...(found.charges === null ? [] : ['', ...runningText(found.charges)]),
    ...preSettlementText(found.preSettlement),
    ...(found.onAccount === null ? [] : onAccountText(found.onAccount)),
    ...(found.creditLine === null ? [] : ['', ...creditText(found.creditLine)]),
    ...(discharge === null
      ? []
      : ['', `出院 · discharged ${discharge.dischargedOn}   总费用 · total ${yuan(discharge.totalFen)}`]),
    ...leavingText(found.leaving),
    ...(settlement === null ? [] : ['', settlementText(settlement)]),
    ...receivablesText(found.receivables),
    ...workText(found.openWork),
    ...found.attention.map(
      ({ zh, en, blockedOn, since, due, detail }) =>
        `\n! ${zh} · ${en}${detail === null ? '' : `\n  ${detail.zh} · ${detail.en}`}` +
        `\n  等待 · waits for ${blockedOn}, 自 · since ${since}, 期限 · due ${due}`,
    ),
    ...(found.offered.length === 0 ? [] : ['', '此外可办 · may be done besides']),
    ...found.offered.map(({ kind, zh, en }) => `  ${kind}  ${zh} · ${en}`),
  ].join('\n');
}

/** What a patient pays who leaves before the settlement, and from when. */
function leavingText(leaving: Stay['leaving']): readonly string[] {
  if (leaving === null) return [];
  const { from, zh, en, article, payFen, atMostFen } = leaving;
  return [
    `可离院 · may leave from ${from}: ${zh} · ${en} [${article}]`,
    `  现缴 · pays now ${yuan(payFen)}   至多 · at most ${yuan(atMostFen)}`,
  ];
}

function neighboursText({ previousStay, transferredTo }: Stay): readonly string[] {
  const days = previousStay?.daysBefore ?? null;
  const ago = days === null ? '' : `，出院 ${days} 天后入院 · ${days} days after its discharge`;
  const again = previousStay?.readmission;
  const what = previousStay?.transferred === true ? '转自 · from       ' : '上次 · before     ';
  return [
    ...(previousStay ? [`${what}${previousStay.caseRef} (${previousStay.institution})${ago}`] : []),
    ...(again
      ? [
          `再入院 · again    ${again.zh} · ${again.en}${again.withinDays === null ? '' : ` (${again.withinDays})`}`,
        ]
      : []),
    ...(transferredTo ? [`转往 · to         ${transferredTo.caseRef} (${transferredTo.institution})`] : []),
  ];
}
