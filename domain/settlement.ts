import { entryOf } from './entry.ts';
import type { PayerId } from './ids.ts';
import { invariant } from './invariant.ts';
import { addFen, type Fen, subtractFen, sumFen, zeroFen } from './money.ts';
import type { Wording } from './words.ts';

/** What an article that is cited beside an amount says of it: how much it is, or only that this payer owes something, whose own rules give the amount. */
export const bases = {
  amount: { zh: '金额依据', en: 'gives the amount' },
  duty: { zh: '支付义务依据', en: 'gives the duty to pay; the amount follows the rules of the payer' },
} as const satisfies Wording;
export type Basis = keyof typeof bases;

/** One line of arithmetic: which rule gave how much (fen), and by which article. */
export interface SettlementStep {
  readonly rule: string;
  readonly article: string;
  /** Missing in settlements that version 0.1.0 wrote. */
  readonly basis?: Basis | undefined;
  readonly zh: string;
  readonly en: string;
  readonly fen: Fen;
}

/** What one payer owes the hospital for this bill. */
export interface Share {
  readonly payer: PayerId;
  readonly fen: Fen;
  readonly steps: readonly SettlementStep[];
}

/** What the insurer's core answered for each payer that it named: an amount (fen), or its no as a code. */
export type CoreAnswers = Readonly<
  Partial<Record<PayerId, { readonly paidFen: Fen } | { readonly refused: string }>>
>;

/** What the core answered for several bills of one stay, together: amounts add up; a payer that said no to all of them said no. */
export function answersTogether(answers: readonly CoreAnswers[]): CoreAnswers {
  const together: Record<string, CoreAnswers[PayerId]> = {};
  for (const [payer, answer] of answers.flatMap((one) => Object.entries(one))) {
    const known = entryOf(together, payer);
    const both = known !== undefined && 'paidFen' in known && 'paidFen' in answer;
    if (both) together[payer] = { paidFen: addFen(known.paidFen, answer.paidFen) };
    else if (known === undefined || 'paidFen' in answer) together[payer] = answer;
  }
  return together;
}

/** What no bill at all comes to. */
export function nothingSettled(by: Pick<Settlement, 'scheme' | 'version'>): Settlement {
  return { ...by, totalFen: zeroFen, shares: [], patientFen: zeroFen, patientParts: [], assumed: [] };
}

/** How the patient's own part is paid: at the window, or from the bank's credit line. */
export interface PatientPart {
  readonly kind: 'cash' | 'credit';
  readonly fen: Fen;
}

/** Who pays what of one bill. Shares and patient always add up to the total, to the fen. */
export interface Settlement {
  readonly scheme: string;
  readonly version: string;
  readonly totalFen: Fen;
  readonly shares: readonly Share[];
  readonly patientFen: Fen;
  readonly patientParts: readonly PatientPart[];
  readonly assumed: readonly string[];
}

/** What is left of the total after the given shares (fen); throws when they exceed it. */
export function remainder(totalFen: Fen, shares: readonly Pick<Share, 'fen'>[]): Fen {
  const rest = subtractFen(totalFen, sumFen(shares.map((share) => share.fen)));
  invariant(rest >= 0, 'the shares exceed the bill');
  return rest;
}

/** Asserts what every settlement must obey, before it is written and after it is read. */
export function assertSettled(settlement: Settlement): void {
  for (const share of settlement.shares) invariant(share.fen >= 0, 'a share is negative');
  invariant(settlement.patientFen >= 0, 'the patient part is negative');
  invariant(
    remainder(settlement.totalFen, settlement.shares) === settlement.patientFen,
    'shares and patient do not add up to the total',
  );
  invariant(
    sumFen(settlement.patientParts.map((part) => part.fen)) === settlement.patientFen,
    'the patient parts do not add up',
  );
}
