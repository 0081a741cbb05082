import { payerNames } from '../../domain/ids.ts';
import { chineseAmount, formatYuan, subtractFen, zeroFen } from '../../domain/money.ts';
import { bases, type Settlement, type SettlementStep } from '../../domain/settlement.ts';
import type { PatientBalance } from '../../store/money/patient-account.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import { type PaperFacts, type PaperOrGround, paperDay } from './paper-facts.ts';
import type { Block, Row } from './pdf/sheet.ts';

/** The settlement statement: each share with its arithmetic and article, and what of the own part is still open. */
export function settlementPaper({ whole }: PaperFacts): PaperOrGround {
  const { settlement, patient, stay } = whole;
  const { discharge } = stay;
  if (settlement === null || patient === null || discharge === null) return 'not-settled';
  const settledEarlier = whole.interimBills.filter(
    ({ state, core }) => state === 'settled' && core !== 'reversed',
  );
  const answered = settlement.shares.some(({ steps }) => steps.some(({ basis }) => basis === 'duty'));
  return {
    ...{ day: discharge.dischargedOn, about: '' },
    values: {
      dischargedOn: paperDay(discharge.dischargedOn),
      ...{ total: formatYuan(settlement.totalFen), own: formatYuan(settlement.patientFen) },
      version: settlement.version,
    },
    parts: {
      shares: shareBlocks(settlement),
      interim: [interimTable(settledEarlier)],
      own: [ownTable(settlement, patient)],
    },
    flags: [...(answered ? ['answered'] : []), ...(settledEarlier.length > 0 ? ['staged'] : [])],
  };
}

function shareBlocks({ shares, patientFen, totalFen }: Settlement): readonly Block[] {
  const rows = shares.flatMap(({ payer, fen, steps }): readonly Row[] => [
    { cells: [payerNames[payer], '', formatYuan(fen)], strong: true },
    ...steps.map((step) => ({ cells: [`　${step.zh}`, cited(step), formatYuan(step.fen)] })),
  ]);
  return [
    {
      kind: 'table',
      columns: [
        { head: '支付方与计算', share: 5 },
        { head: '依据', share: 3.4 },
        { head: '金额(元)', share: 1.6, right: true },
      ],
      rows: [
        ...rows,
        { cells: ['个人自付', '', formatYuan(patientFen)], strong: true },
        { cells: ['合计', '', formatYuan(totalFen)], strong: true },
      ],
    },
    { kind: 'text', look: 'body', text: `合计大写：${chineseAmount(totalFen)}` },
  ];
}

function cited({ article, basis }: SettlementStep): string {
  return basis === undefined ? article : `${bases[basis].zh}：${article}`;
}

function interimTable(bills: WholeStay['interimBills']): Block {
  const yuan = (fen: (typeof bills)[number]['totalFen']) => (fen === null ? '' : formatYuan(fen));
  return {
    kind: 'table',
    columns: [
      { head: '次', share: 0.6 },
      { head: '起止', share: 4 },
      { head: '费用(元)', share: 1.6, right: true },
      { head: '其中个人(元)', share: 1.6, right: true },
    ],
    rows: bills.map(({ interimSequence, fromDay, toDay, totalFen, patientFen }) => ({
      cells: [
        ...[
          String(interimSequence),
          [fromDay, toDay].map((day) => (day === null ? '' : paperDay(day))).join('至'),
        ],
        ...[yuan(totalFen), yuan(patientFen)],
      ],
    })),
  };
}

function ownTable({ patientParts }: Settlement, balance: PatientBalance): Block {
  const { owedFen, paidFen, relievedFen, deferredFen, dueFen } = balance;
  const credit = patientParts.find(({ kind }) => kind === 'credit');
  const row = (label: string, amount: typeof owedFen): Row => ({ cells: [label, formatYuan(amount)] });
  const last = dueFen < 0 ? row('应退', subtractFen(zeroFen, dueFen)) : row('现应缴', dueFen);
  return {
    kind: 'table',
    columns: [
      { head: '项目', share: 3 },
      { head: '金额(元)', share: 1, right: true },
    ],
    rows: [
      row('应付自付', owedFen),
      ...(credit === undefined ? [] : [row('其中可由信用额度支付', credit.fen)]),
      row('已缴', paidFen),
      ...(relievedFen === 0 ? [] : [row('减免、核销', relievedFen)]),
      ...(deferredFen === 0 ? [] : [row('延期（分期）', deferredFen)]),
      { ...last, strong: true },
    ],
  };
}
