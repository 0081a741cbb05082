import type { LocalDate } from './dates.ts';
import type { CoverState, CoverType } from './insurance.ts';
import { type Fen, subtractFen, sumFen, yuanString } from './money.ts';
import type { CoreAnswers } from './settlement.ts';

/** What a party answered, as a person entered it from the party's own paper. Amounts in fen. */
export type PartyAnswer =
  /** Who the person is to the insurer; no number: it knows nobody such. */
  | {
      readonly of: 'person';
      readonly personNo: string | null;
      readonly name: string | null;
      readonly type: CoverType | null;
      readonly status: CoverState;
      readonly division: string | null;
    }
  | { readonly of: 'visit'; readonly visitNo: string }
  | EnteredSettlement
  /** The payer took the claim, under this number. */
  | { readonly of: 'claim'; readonly claimNo: string }
  /** What it paid for the whole claim; the number where the hub has none yet. */
  | {
      readonly of: 'payment';
      readonly claimNo?: string | undefined;
      readonly paidFen: Fen;
      readonly paidOn: LocalDate;
    }
  /** Its no, as a code of domain/refusals.ts. */
  | { readonly of: 'refusal'; readonly code: string }
  /** A yes that says nothing else: an end of a visit, fees, something taken back. */
  | { readonly of: 'done' };

/** A settlement of the insurer's core. */
export interface EnteredSettlement {
  readonly of: 'settlement';
  readonly settlementNo: string;
  readonly totalFen: Fen;
  readonly inPolicyFen: Fen;
  readonly payers: CoreAnswers;
  /** What of the patient's part came out of the patient's account, and out of the family's. */
  readonly accountFen: Fen;
  readonly familyAccountFen: Fen;
  readonly cashFen: Fen;
}

/** What people say of one message: the party's answer, or that the party never carried it out. */
export type PeopleSay =
  | { readonly said: 'answer'; readonly answer: PartyAnswer }
  | { readonly said: 'not-done' };

/** What the hub asks an insurer, or a payer's desk about a claim. */
const operations = [
  ...(['fileInjury', 'fileReferral'] as const),
  ...(['identify', 'admit', 'uploadFees', 'cancelFees', 'discharge', 'settle'] as const),
  ...(['claim', 'findClaim', 'followClaim'] as const),
  ...(['cancelSettlement', 'settled', 'shownSettlement', 'cancelDischarge'] as const),
  ...(['cancelAdmission', 'registered'] as const),
] as const;
export type InsurerOperation = (typeof operations)[number];

/** What it asks the bank to do; nobody enters its answers by hand. */
type BankOperation = 'hold' | 'renew' | 'release' | 'draw' | 'reverse';

/** Which answers a kind of message can have; empty: it is not answered by hand. */
export const answersOf = {
  identify: ['person', 'refusal'],
  admit: ['visit', 'refusal'],
  fileInjury: ['done', 'refusal'],
  fileReferral: ['done', 'refusal'],
  uploadFees: ['done', 'refusal'],
  cancelFees: ['done', 'refusal'],
  discharge: ['done', 'refusal'],
  settle: ['settlement', 'refusal'],
  claim: ['claim', 'payment', 'refusal'],
  findClaim: ['claim', 'payment', 'refusal'],
  followClaim: ['payment', 'refusal'],
  cancelSettlement: ['done'],
  settled: ['done'],
  shownSettlement: [],
  cancelDischarge: ['done'],
  cancelAdmission: ['done'],
  registered: ['done'],
} as const satisfies Record<InsurerOperation, readonly PartyAnswer['of'][]>;

/** Messages that change something at the party; only of those it can be said that they were not carried out. */
export function isEffectful(operation: string): boolean {
  return effectful.some((one) => one === operation);
}
const effectful: readonly (InsurerOperation | BankOperation)[] = [
  ...(['admit', 'uploadFees', 'cancelFees', 'discharge', 'settle', 'claim'] as const),
  ...(['fileInjury', 'fileReferral'] as const),
  ...(['cancelSettlement', 'cancelDischarge', 'cancelAdmission'] as const),
  ...(['hold', 'renew', 'release', 'draw', 'reverse'] as const),
];

/**
 * Where a settlement contradicts the bill or itself, as `field: said / expected` in yuan: the rules by which a reply of 2304 is
 * read (adapters/medical-insurance/wire). Empty: it may be taken.
 */
export function settlementUnfit(
  said: EnteredSettlement,
  bill: { readonly totalFen: Fen; readonly outOfPolicyFen: Fen },
): readonly string[] {
  const paid = Object.values(said.payers).flatMap((answer) => ('paidFen' in answer ? [answer.paidFen] : []));
  const parts = [...paid, said.accountFen, said.familyAccountFen, said.cashFen];
  const tooMuch = parts.filter((part) => part > bill.totalFen);
  return [
    ...differ('totalFen', said.totalFen, bill.totalFen),
    ...differ('inPolicyFen', said.inPolicyFen, subtractFen(bill.totalFen, bill.outOfPolicyFen)),
    ...(tooMuch.length > 0
      ? tooMuch.map((part) => `payers: ${yuanString(part)} / ${yuanString(bill.totalFen)}`)
      : differ('payers + account + cash', sumFen(parts), bill.totalFen)),
  ];
}

function differ(field: string, said: Fen, expected: Fen): readonly string[] {
  return said === expected ? [] : [`${field}: ${yuanString(said)} / ${yuanString(expected)}`];
}

/** The party's own number in an answer, and of what it is one. */
export function numberIn(
  answer: PartyAnswer,
): { readonly of: 'visit' | 'settlement' | 'claim'; readonly number: string } | null {
  switch (answer.of) {
    case 'visit':
      return { of: 'visit', number: answer.visitNo };
    case 'settlement':
      return { of: 'settlement', number: answer.settlementNo };
    case 'claim':
      return { of: 'claim', number: answer.claimNo };
    case 'payment':
      return answer.claimNo === undefined ? null : { of: 'claim', number: answer.claimNo };
    default:
      return null;
  }
}
