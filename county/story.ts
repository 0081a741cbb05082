import { payerNames } from '../domain/ids.ts';
import { type Fen, fen, formatYuan } from '../domain/money.ts';
import type { UnwalkedStay } from './opening.ts';
import type { StayView } from './stay-view.ts';
import type { WalkedStay } from './walk.ts';

/** A walked stay told in Chinese with English beside: what happened, why, and who paid what. */
export function story({ view, admittedOn, dischargedOn, lists, recognised }: WalkedStay): string {
  const { settlement, decision } = view;
  const reasons = decision?.reasons ?? [];
  return [
    `── ${view.scheme} · ${view.caseRef} ──`,
    `${admittedOn} 入院,免交押金 / admitted without deposit`,
    ...(recognised === undefined
      ? []
      : [`  医院系统按下发名单识别 / recognised by the hospital’s own system: ${recognised.join(', ')}`]),
    ...reasons.slice(0, 2).map(({ zh, article }) => `  依据 ${zh}(${article})`),
    ...(lists === 0
      ? []
      : [
          ...(view.interimBills.length > 0
            ? [`一日清单 ${lists} 份 / daily lists`]
            : [
                `一日清单 ${lists} 份,住院期间分阶段缴费 / daily lists, and the own part paid on account: ${yuanOnAccount(view)} 元`,
              ]),
        ]),
    ...view.interimBills
      .filter(({ state }) => state === 'settled')
      .map(
        ({ bill, fromDay, toDay, totalFen }) =>
          `住院期间与医保分阶段结算 · bill ${bill} settled with the insurer in mid-stay: ${fromDay}–${toDay}, ${formatYuan(fen(totalFen ?? 0))} 元`,
      ),
    `${dischargedOn} 出院结算 / discharged and settled`,
    row('支付方 / payer', '金额(元) / yuan'),
    ...settlement.shares.map(({ payer, fen }) => row(`${payerNames[payer]} ${payer}`, formatYuan(fen))),
    row('患者自付 patient', formatYuan(settlement.patientFen)),
    ...(view.creditLine?.draws ?? [])
      .filter(({ state }) => state === 'done')
      .map((drawn) =>
        row(`  其中惠民就医额度支用 / drawn on the credit line ${drawn.drawRef}`, formatYuan(fen(drawn.fen))),
      ),
    row('合计 total', formatYuan(settlement.totalFen)),
    `款项全部到账,病例办结 / every payer has paid, the case is closed`,
    '',
  ].join('\n');
}

/** What of a stay was paid or settled while the patient was in. */
export function inCareStories({ caseRef, interimBills, onAccount }: StayView): readonly string[] {
  const bills = interimBills.filter(({ state }) => state === 'settled').length;
  const paidFen = onAccount?.paidFen ?? 0;
  return [
    ...(bills === 0
      ? []
      : [
          `── ${caseRef}: 住院期间与医保分阶段结算 ${bills} 次,出院结清其余 / settled with the insurer in stages, ${bills} in mid-stay: hub stay show ${caseRef} ──`,
        ]),
    ...(paidFen === 0
      ? []
      : [
          `── ${caseRef}: 住院期间分阶段缴费 ${formatYuan(fen(paidFen))} 元,结算时抵扣 / paid on account in care, and credited: hub stay account ${caseRef} ──`,
        ]),
  ];
}

/** A plan of instalments that came to its end; an instalment that was paid after its day had been missed. */
interface PlanKept {
  readonly caseRef: string;
  readonly signedOn: string;
  readonly instalments: readonly {
    readonly dueOn: string;
    readonly fen: Fen;
    readonly paidOn: string | undefined;
  }[];
}

/** What came of a family that signed for instalments. */
export function planStory({ caseRef, signedOn, instalments }: PlanKept): string {
  const lines = instalments.map(({ dueOn, fen: some, paidOn = '' }, at) => {
    const late = paidOn > dueOn ? ',逾期后补缴 / missed and made up' : '';
    return `  第 ${at + 1} 期 / instalment ${at + 1}: ${dueOn} 到期 / due, ${formatYuan(some)} 元, ${paidOn} 缴清 / paid${late}`;
  });
  return [
    `── ${caseRef}: ${signedOn} 家属签延期（分期）还款协议后出院 / the family signed for instalments, the patient went home ──`,
    ...lines,
    `  已还清 / even: hub stay account ${caseRef}`,
  ].join('\n');
}

/** A record of malicious arrears that an objection lifted. */
export function arrearsStory(told: {
  readonly caseRef: string;
  readonly noticedOn: string;
  readonly listedOn: string;
  readonly liftedOn: string;
}): string {
  const { caseRef, noticedOn, listedOn, liftedOn } = told;
  return [
    `── ${caseRef}: 恶意欠费经告知、申辩期后列入,异议成立移出 / listed for arrears after due process, lifted by an objection ──`,
    `  告知 notice ${noticedOn} · 列入 listed ${listedOn} · 移出 lifted ${liftedOn}: hub arrears show ${caseRef}`,
  ].join('\n');
}

/** A waiver that an objection won back in care. */
export function objectionStory({ caseRef, on }: { readonly caseRef: string; readonly on: string }): string {
  return [
    `── ${caseRef}: 法院名单有误,异议成立 / the court’s list was wrong, the objection right ──`,
    `  ${on} 按入院当日重新决定,免交押金 / decided anew as of the admission day, without deposit: hub stay show ${caseRef}`,
  ].join('\n');
}

/** A draw on a credit line that was forgotten by the patient, ordered by the hospital and repaid. */
export function lineStory(told: {
  readonly caseRef: string;
  readonly heldFen: number | null;
  readonly noticedOn: string;
  readonly drawnOn: string;
  readonly drawnFen: number;
  readonly repaidOn: string;
  readonly freeUntil: string | null;
}): string {
  const { caseRef, heldFen, noticedOn, drawnOn, drawnFen, repaidOn, freeUntil } = told;
  return [
    `── ${caseRef}: 忘记结算,告知后由医院按授权支用,已还清 / forgotten, drawn by the hospital after its notice, repaid ──`,
    `  预留 held ${heldFen === null ? '—' : formatYuan(fen(heldFen))} · 告知 notice ${noticedOn} · 支用 drawn ${drawnOn}, ${formatYuan(fen(drawnFen))} 元 · 还清 repaid ${repaidOn}, 免息至 free until ${freeUntil ?? '—'}: hub stay credit-line ${caseRef}`,
  ].join('\n');
}

/** A stay of the walk that did not come to its end, and what it met. */
export function unwalkedStory({ scheme, reason }: UnwalkedStay): string {
  return [
    `── ${scheme} ──`,
    `未办结 / not closed: ${reason}`,
    '名单、方案或机构改过时,与初始不同属正常,县域照常运行 / after lists, schemes or institutions were changed this may be as it should; the county runs on',
    '',
  ].join('\n');
}

/** A walked stay for programs. */
export function inShort({ view }: WalkedStay) {
  const { caseRef, scheme, stage, settlement } = view;
  const { totalFen, patientFen, shares } = settlement;
  return {
    ...{ caseRef, scheme, stage },
    settlement: { totalFen, patientFen, shares: shares.map(({ payer, fen }) => ({ payer, fen })) },
  };
}

function yuanOnAccount({ onAccount }: WalkedStay['view']): string {
  return formatYuan(fen(onAccount?.paidFen ?? 0));
}

function row(name: string, amount: string): string {
  return `  ${padEnd(name, 46)}${amount.padStart(14)}`;
}

/** Chinese characters are two columns wide on a terminal. */
function padEnd(text: string, columns: number): string {
  const width = Array.from(text).reduce((sum, letter) => sum + (/[⺀-￠]/u.test(letter) ? 2 : 1), 0);
  return text + ' '.repeat(Math.max(0, columns - width));
}
