import { z } from 'zod';
import type { Decision, Reason } from '../domain/decision.ts';
import { payerNames, payers } from '../domain/ids.ts';
import { chineseAmount, fen, formatYuan } from '../domain/money.ts';
import { type Basis, bases, type Settlement, type SettlementStep } from '../domain/settlement.ts';
import { table } from './text.ts';

const reason = z.looseObject({ code: z.string(), article: z.string(), zh: z.string(), en: z.string() });

const amount = z.int().transform(fen);

/** The parts of a decision that a person reads. */
export const readableDecision = z.looseObject({
  scheme: z.string(),
  version: z.string(),
  outcome: z.enum(['admit', 'refuse', 'review']),
  reasons: z.array(reason),
  conditions: z.array(reason),
  missing: z.array(z.string()),
  assumed: z.array(z.string()),
});

/** The parts of a settlement that a person reads. */
export const readableSettlement = z.looseObject({
  scheme: z.string(),
  version: z.string(),
  totalFen: amount,
  patientFen: amount,
  patientParts: z.array(z.looseObject({ kind: z.enum(['cash', 'credit']), fen: amount })),
  shares: z.array(
    z.looseObject({
      payer: z.enum(payers),
      fen: amount,
      steps: z.array(
        z.looseObject({
          ...{ rule: z.string(), article: z.string(), zh: z.string(), en: z.string(), fen: amount },
          basis: z.enum(Object.keys(bases) as Basis[]).optional(),
        }),
      ),
    }),
  ),
  assumed: z.array(z.string()),
});

const outcomes = {
  admit: '准予先诊疗后付费 · admit without deposit',
  refuse: '不享受先诊疗后付费(不影响治疗) · refused; the treatment goes on',
  review: '需人工判定 · a person must decide',
} as const;

/** A decision, each reason with its article. */
export function decisionText(decision: Decision): string {
  const lines = (head: string, reasons: readonly Reason[]) =>
    reasons.length === 0
      ? []
      : [head, ...reasons.map(({ zh, en, article }) => `  ${zh} · ${en}\n    依据 · by ${article}`)];
  const names = (head: string, list: readonly string[]) =>
    list.length === 0 ? [] : [head, `  ${list.join(', ')}`];
  return [
    `决定 · decision  ${outcomes[decision.outcome]}`,
    `方案 · scheme    ${decision.scheme} (${decision.version})`,
    ...lines('理由 · reasons', decision.reasons),
    ...lines('条件 · conditions', decision.conditions),
    ...names('缺少的事实 · missing facts', decision.missing),
    ...names('未提供、按有利假定 · left out, assumed', decision.assumed),
  ].join('\n');
}

/** A settlement, payer by payer and step by step, in yuan. */
export function settlementText(settlement: Settlement): string {
  const rows = settlement.shares.flatMap(({ payer, fen: share, steps }) => [
    [`${payerNames[payer]} · ${payer}`, formatYuan(share)],
    ...steps.map((step) => [`    ${step.zh}〔${cited(step)}〕`, formatYuan(step.fen)]),
  ]);
  const parts = settlement.patientParts.map(({ kind, fen: part }) => [
    `    ${kind === 'cash' ? '现付 · at the window' : '信用额度 · credit line'}`,
    formatYuan(part),
  ]);
  return [
    `结算单 · settlement  ${settlement.scheme} (${settlement.version})`,
    table(
      [{ head: '支付方 · payer' }, { head: '元 · yuan', align: 'right' }],
      [
        ...rows,
        ['患者 · patient', formatYuan(settlement.patientFen)],
        ...parts,
        ['合计 · total', formatYuan(settlement.totalFen)],
      ],
    ),
    `合计大写 ${chineseAmount(settlement.totalFen)}`,
    ...(settlement.assumed.length === 0
      ? []
      : [`未提供、按假定 · left out, assumed: ${settlement.assumed.join(', ')}`]),
  ].join('\n');
}

/** The article, and whether it gives the amount or only the duty to pay. */
function cited({ article, basis }: SettlementStep): string {
  return basis === undefined ? article : `${bases[basis].zh}：${article}`;
}
