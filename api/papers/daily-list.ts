import {
  type ChargeEntry,
  chargeCategories,
  chargeCategoryCodes,
  chargePolicies,
  chargeSums,
  lacksSignature,
} from '../../domain/charges.ts';
import type { LocalDate } from '../../domain/dates.ts';
import { type Fen, formatYuan, subtractFen, sumFen } from '../../domain/money.ts';
import type { OpenedChargeList } from '../../store/money/charge-reads.ts';
import { type PaperFacts, type PaperOrGround, paperDay } from './paper-facts.ts';
import type { Block, Row } from './pdf/sheet.ts';

/** A paper of more lines than this is printed day by day. */
const linesAtMost = 5_000;

/** The lists of one day, in the order in which they came. */
export interface DayOfCharges {
  readonly day: LocalDate;
  readonly lists: readonly OpenedChargeList[];
}

/** 一日清单: every item of a day, or of all days, with its sums; `upTo`: all days to the last one (fen), where only one is shown. */
export function dailyListPaper(
  { whole }: PaperFacts,
  days: readonly DayOfCharges[],
  { about, upToFen }: { readonly about: string; readonly upToFen: Fen },
): PaperOrGround {
  const { emergency } = whole.stay;
  const entries = days.flatMap(({ lists }) => lists.flatMap((list) => list.entries));
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return 'no-charges';
  if (entries.length > linesAtMost) return 'too-many-lines';
  const unsigned = entries.some((one) => lacksSignature(one, emergency));
  return {
    ...{ day: last.day, about },
    values: {
      days: first === last ? paperDay(first.day) : `${paperDay(first.day)}至${paperDay(last.day)}`,
    },
    parts: {
      days: days.flatMap((one) => dayBlocks(one, emergency)),
      sums: [sumTable(entries, upToFen)],
    },
    flags: unsigned ? ['unsigned'] : [],
  };
}

function dayBlocks({ day, lists }: DayOfCharges, emergency: boolean): readonly Block[] {
  const rows = lists.flatMap(({ listNo, late, entries }) =>
    entries.map((entry, at): Row => {
      const { name, code, category, quantity, policy, fen } = entry;
      const notes = [
        ...(entry.corrects === null ? [] : [`冲减${entry.corrects.listNo}/${entry.corrects.line}`]),
        ...(late ? ['补传'] : []),
        ...(lacksSignature(entry, emergency) ? ['待签字'] : []),
      ];
      const kinds = [chargeCategories[category].zh, quantity, chargePolicies[policy].zh];
      return { cells: [`${listNo}/${at + 1}`, name, code, ...kinds, formatYuan(fen), notes.join('，')] };
    }),
  );
  const total = formatYuan(chargeSums(lists.flatMap((list) => list.entries)).totalFen);
  return [
    { kind: 'text', look: 'heading', text: paperDay(day) },
    {
      kind: 'table',
      columns: [
        { head: '编号', share: 1 },
        { head: '项目', share: 3.6 },
        { head: '编码', share: 2 },
        { head: '类别', share: 1.5 },
        { head: '数量', share: 0.9, right: true },
        { head: '属性', share: 1.5 },
        { head: '金额(元)', share: 1.7, right: true },
        { head: '备注', share: 1.3 },
      ],
      rows: [...rows, { cells: ['', '当日合计', '', '', '', '', total, ''], strong: true }],
    },
  ];
}

function sumTable(entries: readonly ChargeEntry[], upToFen: Fen): Block {
  const sums = chargeSums(entries);
  const kinds = chargeCategoryCodes.flatMap((category): readonly Row[] => {
    const own = entries.filter((entry) => entry.category === category);
    if (own.length === 0) return [];
    return [{ cells: [chargeCategories[category].zh, formatYuan(sumFen(own.map(({ fen }) => fen)))] }];
  });
  const inside = subtractFen(sums.totalFen, sums.outsideFen);
  return {
    kind: 'table',
    columns: [
      { head: '类别', share: 3 },
      { head: '金额(元)', share: 1, right: true },
    ],
    rows: [
      ...kinds,
      { cells: ['政策范围内', formatYuan(inside)] },
      { cells: ['政策范围外', formatYuan(sums.outsideFen)] },
      { cells: ['其中自费', formatYuan(sums.selfPaidFen)] },
      { cells: ['合计', formatYuan(sums.totalFen)], strong: true },
      { cells: ['入院以来累计', formatYuan(upToFen)], strong: true },
    ],
  };
}
