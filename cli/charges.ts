import type { Command } from 'commander';
import { z } from 'zod';
import { chargeCategories, chargePolicies } from '../domain/charges.ts';
import { entryOf } from '../domain/entry.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { speakerFor } from './speaker.ts';
import { table, yuan } from './text.ts';

const sums = { totalFen: z.number(), insideFen: z.number(), outsideFen: z.number(), selfPaidFen: z.number() };

/** The parts of what a stay costs so far that a person reads. */
export const readableRunning = z.looseObject({
  ...{ ...sums, lists: z.number(), lateLists: z.number(), lastDay: z.string() },
  unsigned: z.object({ items: z.number(), fen: z.number() }),
  estimate: z.looseObject({
    source: z.string(),
    day: z.string().nullable(),
    patient: z.object({ atLeastFen: z.number(), atMostFen: z.number() }),
    unknown: z.array(z.string()),
  }),
  warning: z.looseObject({ zh: z.string(), en: z.string(), ruleNo: z.string() }).nullable(),
  bill: z.object({ totalFen: z.number(), chargedFen: z.number(), differs: z.boolean() }).nullable(),
});
type Running = z.infer<typeof readableRunning>;

const entry = z.looseObject({
  ...{ code: z.string(), name: z.string(), category: z.string(), quantity: z.string(), fen: z.number() },
  ...{
    listNo: z.string(),
    line: z.number(),
    late: z.boolean(),
    policy: z.string(),
    flags: z.array(z.string()),
  },
  corrects: z.object({ listNo: z.string(), line: z.number() }).nullable(),
});
const charges = z.looseObject({
  caseRef: z.string(),
  days: z.array(z.looseObject({ day: z.string(), lists: z.number(), lateLists: z.number(), ...sums })),
  day: z
    .looseObject({
      ...{ day: z.string(), ...sums, runningFen: z.number(), entries: z.array(entry) },
      byCategory: z.array(z.looseObject({ zh: z.string(), en: z.string(), fen: z.number() })),
    })
    .nullable(),
  running: readableRunning.nullable(),
  differsBecause: z.string().nullable(),
});
type Charges = z.infer<typeof charges>;

/** Options of `hub stay charges`. */
export interface ChargesOptions {
  readonly day?: string;
}

/** What items are called tells of the illness: it is asked for with the hospital's own credential. */
export async function showCharges(command: Command, caseRef: string, { day }: ChargesOptions): Promise<void> {
  const county = findCounty();
  const path = `/v1/stays/${encodeURIComponent(caseRef)}`;
  const query = day === undefined ? '' : `?${new URLSearchParams({ day }).toString()}`;
  const found = await ask(county, charges, {
    ...{ path: `${path}/charges${query}`, as: await speakerFor(caseRef, undefined) },
  });
  print(command, found, () => chargesText(found));
}

function chargesText(found: Charges): string {
  const { days, day, running, differsBecause } = found;
  if (running === null) return '尚未上传费用清单 · no list was sent';
  return [
    ...(day === null ? daysText(days) : dayText(day)),
    '',
    ...runningText(running),
    ...(differsBecause === null ? [] : [`差额说明 · why they differ: ${differsBecause}`]),
  ].join('\n');
}

function daysText(days: Charges['days']): readonly string[] {
  const heads = [
    '日期 · day',
    '清单 · lists',
    '迟到 · late',
    '政策内 · inside',
    '政策外 · outside',
    '合计 · total',
  ];
  return [
    table(
      heads.map((head, at) => ({ head, align: at === 0 ? 'left' : 'right' })),
      days.map((one) => [
        ...[one.day, String(one.lists), String(one.lateLists)],
        ...[yuan(one.insideFen), yuan(one.outsideFen), yuan(one.totalFen)],
      ]),
    ),
  ];
}

function dayText(day: NonNullable<Charges['day']>): readonly string[] {
  const heads = [
    '项目 · item',
    '编码 · code',
    '类别 · kind',
    '数量 · quantity',
    '金额 · amount',
    '属性 · policy',
    '备注 · note',
  ];
  return [
    `一日清单 · charges of ${day.day}`,
    table(
      heads.map((head, at) => ({ head, align: at === 3 || at === 4 ? 'right' : 'left' })),
      day.entries.map((one) => [
        ...[one.name, one.code, entryOf(chargeCategories, one.category)?.zh ?? one.category, one.quantity],
        ...[yuan(one.fen), entryOf(chargePolicies, one.policy)?.zh ?? one.policy, noteOf(one)],
      ]),
    ),
    '',
    ...day.byCategory.map(({ zh, en, fen }) => `${zh} · ${en}  ${yuan(fen)}`),
    `政策内 · inside  ${yuan(day.insideFen)}   政策外 · outside  ${yuan(day.outsideFen)}   其中自费 · self-paid  ${yuan(day.selfPaidFen)}`,
    `当日合计 · the day  ${yuan(day.totalFen)}   截至当日累计 · up to this day  ${yuan(day.runningFen)}`,
  ];
}

function noteOf({ corrects, late, flags }: z.infer<typeof entry>): string {
  return [
    ...(corrects === null ? [] : [`冲减 · corrects ${corrects.listNo}/${corrects.line}`]),
    ...(late ? ['迟到 · late'] : []),
    ...(flags.includes('signature-missing') ? ['缺签字 · not signed'] : []),
  ].join(', ');
}

/** The parts of staged payment that a person reads. */
export const readableOnAccount = z.looseObject({
  ...{ paidFen: z.number(), heldFen: z.number(), dueFen: z.number() },
  stages: z.array(z.looseObject({ stage: z.number(), state: z.string() })),
});

/** What is due, paid and held on account; what a person of the hospital has still to offer. */
export function onAccountText({
  paidFen,
  dueFen,
  stages,
}: z.infer<typeof readableOnAccount>): readonly string[] {
  const toOffer = stages.filter(({ state }) => state === 'to-offer').map(({ stage }) => stage);
  return [
    `分阶段缴费 · on account  已缴 · paid ${yuan(paidFen)}   应缴 · due ${yuan(dueFen)}`,
    ...(toOffer.length === 0 ? [] : [`! 待医院提出 · to be offered by the hospital: ${toOffer.join(', ')}`]),
  ];
}

const sources: Readonly<Record<string, string>> = {
  hospital: '医院测算 · the hospital’s figures',
  insurer: '医保预结算 · the insurer’s pre-settlement',
  scheme: '按方案 · by the scheme',
};

/** What a stay costs so far, a line each. */
export function runningText({ estimate, warning, unsigned, bill, ...running }: Running): readonly string[] {
  const { atLeastFen, atMostFen } = estimate.patient;
  const own = atLeastFen === atMostFen ? yuan(atLeastFen) : `${yuan(atLeastFen)} – ${yuan(atMostFen)}`;
  const source = `${entryOf(sources, estimate.source) ?? estimate.source}${estimate.day === null ? '' : ` (${estimate.day})`}`;
  return [
    `累计费用 · charged so far  ${yuan(running.totalFen)}   至 · to ${running.lastDay}   清单 · lists ${running.lists}`,
    `政策内 · inside  ${yuan(running.insideFen)}   政策外 · outside  ${yuan(running.outsideFen)}   其中自费 · self-paid  ${yuan(running.selfPaidFen)}`,
    `个人负担(预估) · own part, estimated  ${own}   来源 · source: ${source}`,
    ...(estimate.unknown.length === 0 ? [] : [`尚不知道 · not known yet: ${estimate.unknown.join(', ')}`]),
    ...(unsigned.items === 0
      ? []
      : [`! 自费未签字 · self-paid, not signed: ${unsigned.items} (${yuan(unsigned.fen)})`]),
    ...(warning === null ? [] : [`! ${warning.zh} · ${warning.en} (${warning.ruleNo})`]),
    ...(bill === null || !bill.differs
      ? []
      : [`! 账单与清单不符 · the bill ${yuan(bill.totalFen)}, its lists ${yuan(bill.chargedFen)}`]),
  ];
}
