import type { LocalDate } from './dates.ts';
import { type Fen, fen, formatYuan, subtractFen, zeroFen } from './money.ts';
import type { Words } from './words.ts';

/** What patients of one disease bore themselves, of a hospital's own settled stays (fen). */
export interface OwnPartOfDisease {
  /** An ICD-10 code or the beginning of some, such as `J18`. */
  readonly disease: string;
  readonly stays: number;
  readonly ownPartFen: Fen;
}

/** A hospital's dated figures; `period`: of which settlements they are. */
export interface DepositStandards {
  readonly period: string;
  readonly standards: readonly OwnPartOfDisease[];
}

/** A hospital's figures in force on the admission day. */
export type StandardsInForce = DepositStandards & {
  readonly ruleNo: string;
  readonly validFrom: LocalDate;
};

/** How much deposit may be asked of a patient whose deposit is not waived. */
export type Deposit =
  /** It is waived, or not decided yet. */
  | { readonly kind: 'none' }
  /** No figure of the disease is there: nothing shows what would be too much. */
  | { readonly kind: 'no-figure' }
  | {
      readonly kind: 'at-most';
      readonly atMostFen: Fen;
      /** Payments on account are deposit too. */
      readonly onAccountFen: Fen;
      readonly stillFen: Fen;
      readonly of: OwnPartOfDisease;
    };

/** At most the average own part of the disease, with what was paid on account; the longest code that the diagnosis begins with counts. */
export function depositAtMost(
  standards: DepositStandards | null,
  diagnosis: string | null,
  onAccountFen: Fen,
): Deposit {
  const fitting = (standards?.standards ?? [])
    .filter(({ disease }) => diagnosis?.startsWith(disease) === true)
    .toSorted((a, b) => b.disease.length - a.disease.length);
  const [of] = fitting;
  if (of === undefined) return { kind: 'no-figure' };
  const atMostFen = fen(Math.floor(of.ownPartFen / of.stays));
  const stillFen = onAccountFen >= atMostFen ? zeroFen : subtractFen(atMostFen, onAccountFen);
  return { kind: 'at-most', atMostFen, onAccountFen, stillFen, of };
}

/** The figure with its arithmetic, as the window reads it. */
export function depositText(deposit: Deposit, standards: StandardsInForce | null): Words {
  switch (deposit.kind) {
    case 'none':
      return { zh: '不收住院预交金', en: 'no deposit is asked' };
    case 'no-figure':
      return {
        zh: '本院未公布该病种的平均个人负担：不得收取超出同病种平均个人负担的预交金，请先由两人录入（hub institution deposit）',
        en: 'the hospital has no average own part of this disease: a deposit is at most that average, so two of its people enter it first (hub institution deposit)',
      };
    case 'at-most': {
      const { of, atMostFen, onAccountFen, stillFen } = deposit;
      const { ruleNo, period } = standards ?? { ruleNo: '', period: '' };
      const average = `${formatYuan(of.ownPartFen)} ÷ ${of.stays} = ${formatYuan(atMostFen)}`;
      const rest = `${formatYuan(atMostFen)} − ${formatYuan(onAccountFen)} → ${formatYuan(stillFen)}`;
      return {
        zh: `同病种（${of.disease}，${period}）次均个人负担 ${average}；已缴 ${rest}（本院 ${ruleNo}）`,
        en: `average own part of the disease (${of.disease}, ${period}) ${average}; paid on account ${rest} (rule ${ruleNo})`,
      };
    }
  }
}
