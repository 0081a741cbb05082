import type { LocalDate } from './dates.ts';
import type { CaseRef, InstitutionId } from './ids.ts';
import type { InsurerRegion } from './insurer-region.ts';
import { addFen, type Fen, subtractFen, zeroFen } from './money.ts';
import type { Words } from './words.ts';

/** One check of a hospital's settlements against the insurer's book: days of settling, both included, and how often it was asked. */
export interface ReconciliationName {
  readonly institution: InstitutionId;
  readonly fromOn: LocalDate;
  readonly toOn: LocalDate;
  readonly run: number;
}

/** What a region's file must say before it is reconciled, and does not; empty: it is. */
export function reconciliationLacks({ speech }: Pick<InsurerRegion, 'speech'>): readonly string[] {
  const { reconciliation, clearingOffice, fileBytes } = speech;
  return [
    ...(reconciliation === true ? [] : ['speech.reconciliation']),
    ...(clearingOffice === null ? ['speech.clearingOffice'] : []),
    ...(fileBytes === null ? ['speech.fileBytes'] : []),
  ];
}

/** How it stands: `asked`, and not answered yet; `balanced` by the total (3201); `agrees` by the detail (3202); `differs`; `refused` by the insurer. */
export const reconciliationStates = ['asked', 'balanced', 'agrees', 'differs', 'refused'] as const;
export type ReconciliationState = (typeof reconciliationStates)[number];

/** What may differ: what it is, who must act, and what is to be done. */
export const differenceTexts = {
  'unknown-here': {
    zh: '医保有该笔结算,系统没有',
    en: 'the insurer has a settlement of this visit that the hub does not have',
    blockedOn: 'hospital',
    todo: {
      zh: '医院财务核对:答复丢失的,系统仍在查询,或由医院按凭证录入答复(hub resolve … enter-answer);医院另行结算的,撤销其一;之后再对账',
      en: 'the hospital’s finance looks: where the reply was lost the hub still asks, or the hospital enters it from paper (hub resolve … enter-answer); what was settled besides is taken back; then reconcile again',
    },
  },
  'not-taken-back': {
    zh: '系统已撤销该笔结算,医保仍为有效',
    en: 'the hub took the settlement back, and the insurer shows it as standing',
    blockedOn: 'medical-insurance',
    todo: {
      zh: '医院财务持撤销报文编号请医保经办核实并撤销,之后再对账',
      en: 'the hospital’s finance goes to the bureau with the number of the message that took it back; then reconcile again',
    },
  },
  'unknown-there': {
    zh: '系统有该笔结算,医保没有',
    en: 'the hub has a settlement that the insurer does not know',
    blockedOn: 'medical-insurance',
    todo: {
      zh: '医院财务持结算编号请医保经办查明;经办确已撤销的,更正账单重新结算(hub stay amend),之后再对账',
      en: 'the hospital’s finance asks the bureau by the number of the settlement; where the bureau cancelled it, the bill is settled anew (hub stay amend); then reconcile again',
    },
  },
  'figures-differ': {
    zh: '同一笔结算,双方金额不同',
    en: 'both know the settlement, with other amounts',
    blockedOn: 'medical-insurance',
    todo: {
      zh: '医院财务与医保经办核对两组金额,以医保更正后的结算为准(hub stay amend),之后再对账',
      en: 'the hospital’s finance and the bureau compare both figures; what is wrong is corrected there or settled anew (hub stay amend); then reconcile again',
    },
  },
} as const satisfies Record<string, Words & { readonly blockedOn: string; readonly todo: Words }>;
export type DifferenceKind = keyof typeof differenceTexts;
export const differenceCodes = Object.keys(differenceTexts) as readonly DifferenceKind[];

/** Amounts of one settlement by which both sides know it (fen). */
export interface ReconciledAmounts {
  readonly totalFen: Fen;
  /** What funds pay, without the patient's account. */
  readonly fundFen: Fen;
  /** Out of the patient's account and the family's; null: an older version did not keep it. */
  readonly accountFen: Fen | null;
}

/** A settlement as the hub knows it. */
export interface OwnSettlement extends ReconciledAmounts {
  readonly settlementRef: string;
  readonly visitRef: string;
  readonly caseRef: CaseRef;
  /** Of `accountFen` what is the family's: in some places `acct_pay` leaves it out. */
  readonly familyFen: Fen;
  /** What the hospital itself bears. */
  readonly hospitalFen: Fen;
  /** False: it was taken back. */
  readonly stands: boolean;
  /** It is of the days that are checked. */
  readonly within: boolean;
}

/** A row of the insurer's result (3202): what it says of one settlement, with its own amounts. */
export interface InsurerRow {
  readonly settlementRef: string;
  readonly visitRef: string;
  readonly says: 'balanced' | 'insurer-has-more' | 'hospital-has-more' | 'differs';
  readonly totalFen: Fen | null;
  /** `fund_pay_sumamt`: in some places with the account. */
  readonly fundFen: Fen | null;
  readonly accountFen: Fen | null;
}

/** One thing that differs, with both sides' amounts; null: that side has none. */
export interface Difference {
  readonly settlementRef: string;
  readonly kind: DifferenceKind;
  readonly caseRef: CaseRef;
  readonly ours: ReconciledAmounts | null;
  readonly theirs: ReconciledAmounts | null;
}

/** What the hub knows of a hospital's settlements and visits when it compares. */
export interface OwnBook {
  readonly settlements: readonly OwnSettlement[];
  /** The stay behind a visit of the insurer's. */
  readonly visits: ReadonlyMap<string, CaseRef>;
}

export interface Compared {
  readonly differences: readonly Difference[];
  /** Settlements that the insurer says it does not have: whether they stand is asked one by one before it is believed. */
  readonly doubted: readonly OwnSettlement[];
  /** How many settlements there are of visits that the hub knows nothing of: the hospital's other patients. */
  readonly others: number;
}

/**
 * Holds the insurer's rows against the hub's book, settlement by settlement. The insurer's own verdict of a row is not enough to
 * be at peace: amounts that differ from the hub's are a difference, whatever the row says.
 */
export function comparedWith(rows: readonly InsurerRow[], own: OwnBook): Compared {
  const known = new Map(own.settlements.map((one) => [one.settlementRef, one]));
  const differences: Difference[] = [];
  const doubted: OwnSettlement[] = [];
  let others = 0;
  for (const row of rows) {
    const ours = known.get(row.settlementRef);
    if (row.says === 'hospital-has-more') {
      // What the hub itself took back since is nothing that it has more.
      if (ours?.stands === true && ours.within) doubted.push(ours);
      continue;
    }
    const caseRef = ours?.caseRef ?? own.visits.get(row.visitRef);
    if (caseRef === undefined) others += 1;
    else differences.push(...differenceOf(row, ours, caseRef));
  }
  return { differences, doubted, others };
}

function differenceOf(
  row: InsurerRow,
  ours: OwnSettlement | undefined,
  caseRef: CaseRef,
): readonly Difference[] {
  const { settlementRef } = row;
  const theirs = amountsIn(row);
  if (ours === undefined) return [{ settlementRef, kind: 'unknown-here', caseRef, ours: null, theirs }];
  if (!ours.stands) return [{ settlementRef, kind: 'not-taken-back', caseRef, ours: bare(ours), theirs }];
  if (same(row, ours)) return [];
  return [{ settlementRef, kind: 'figures-differ', caseRef, ours: bare(ours), theirs }];
}

/** A settlement that the insurer does not know, as it said when it was asked for that one alone. */
export function unknownThere(ours: OwnSettlement): Difference {
  const { settlementRef, caseRef } = ours;
  return { settlementRef, kind: 'unknown-there', caseRef, ours: bare(ours), theirs: null };
}

/** The same visit and the same money: whether the funds' sum holds the account, and `acct_pay` the family's, differs by place. */
function same(row: InsurerRow, ours: OwnSettlement): boolean {
  const { visitRef, totalFen, fundFen, accountFen } = row;
  const accounts =
    ours.accountFen === null ? [accountFen] : [ours.accountFen, subtractFen(ours.accountFen, ours.familyFen)];
  const funds = [ours.fundFen, ...accounts.map((account) => addFen(ours.fundFen, account ?? zeroFen))];
  return (
    visitRef === ours.visitRef &&
    totalFen === ours.totalFen &&
    accounts.includes(accountFen) &&
    fundFen !== null &&
    funds.includes(fundFen)
  );
}

function amountsIn({ totalFen, fundFen, accountFen }: InsurerRow): ReconciledAmounts | null {
  return totalFen === null || fundFen === null ? null : { totalFen, fundFen, accountFen };
}

function bare({ totalFen, fundFen, accountFen }: ReconciledAmounts): ReconciledAmounts {
  return { totalFen, fundFen, accountFen };
}
