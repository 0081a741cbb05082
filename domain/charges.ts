import type { LocalDate } from './dates.ts';
import { addFen, type Fen, subtractFen, sumFen, zeroFen } from './money.ts';
import type { Signer } from './signers.ts';
import type { Words } from './words.ts';

/** Kinds of charges, as national bills group them (med_chrgitm_type). */
export const chargeCategories = {
  bed: { zh: '床位费', en: 'bed' },
  consultation: { zh: '诊察费', en: 'consultation' },
  examination: { zh: '检查费', en: 'examination' },
  laboratory: { zh: '化验费', en: 'laboratory' },
  treatment: { zh: '治疗费', en: 'treatment' },
  surgery: { zh: '手术费', en: 'surgery' },
  nursing: { zh: '护理费', en: 'nursing' },
  material: { zh: '卫生材料费', en: 'medical material' },
  'western-medicine': { zh: '西药费', en: 'western medicine' },
  'herbal-medicine': { zh: '中药饮片费', en: 'herbal medicine' },
  'chinese-medicine': { zh: '中成药费', en: 'prepared Chinese medicine' },
  general: { zh: '一般诊疗费', en: 'general care' },
  registration: { zh: '挂号费', en: 'registration' },
  other: { zh: '其他费', en: 'other' },
} as const satisfies Record<string, Words>;
export type ChargeCategory = keyof typeof chargeCategories;
export const chargeCategoryCodes = Object.keys(chargeCategories) as readonly ChargeCategory[];

/** Whether the insurance counts an item: inside its policy, outside of it (above a limit, first pay), or not at all (自费). */
export const chargePolicies = {
  inside: { zh: '政策范围内', en: 'inside the policy' },
  outside: { zh: '政策范围外', en: 'outside the policy' },
  'self-paid': { zh: '自费', en: 'self-paid' },
} as const satisfies Record<string, Words>;
export type ChargePolicy = keyof typeof chargePolicies;
export const chargePolicyCodes = Object.keys(chargePolicies) as readonly ChargePolicy[];

/** Which entry: a list of the stay, and its line from 1. */
export interface ChargeRef {
  readonly listNo: string;
  readonly line: number;
}

/** Who signed for a self-paid item, and when. */
export interface ChargeSignature {
  readonly signedBy: Signer;
  readonly signerName: string;
  readonly signedOn: LocalDate;
}

/** One entry of a day's list; a correction is below 0 and says what it corrects. */
export interface ChargeEntry {
  readonly code: string;
  readonly name: string;
  readonly category: ChargeCategory;
  /** Decimal, as the hospital writes it. */
  readonly quantity: string;
  readonly fen: Fen;
  readonly policy: ChargePolicy;
  readonly signature: ChargeSignature | null;
  readonly corrects: ChargeRef | null;
}

/** Sums of entries in fen: what is self-paid is also outside. */
export interface ChargeSums {
  readonly totalFen: Fen;
  readonly outsideFen: Fen;
  readonly selfPaidFen: Fen;
}

/** What entries come to (fen): all, outside the policy, and of that what the patient chose to pay alone. */
export function chargeSums(entries: readonly Pick<ChargeEntry, 'fen' | 'policy'>[]): ChargeSums {
  const of = (...policies: readonly ChargePolicy[]) =>
    sumFen(entries.filter(({ policy }) => policies.includes(policy)).map((entry) => entry.fen));
  return {
    totalFen: sumFen(entries.map((entry) => entry.fen)),
    outsideFen: of('outside', 'self-paid'),
    selfPaidFen: of('self-paid'),
  };
}

/** What is left of an entry after its corrections; null of a correction, which nothing corrects. */
export interface StandingCharge {
  readonly policy: ChargePolicy;
  readonly leftFen: Fen | null;
}

export type ChargeFaultCode =
  | 'corrected-entry-unknown'
  | 'corrected-entry-is-correction'
  | 'correction-beyond-corrected'
  | 'correction-differs';

/** Why an entry of a list cannot stand; `at` counts the entries from 0. */
export interface ChargeFault {
  readonly at: number;
  readonly field: 'corrects' | 'fen' | 'policy';
  readonly code: ChargeFaultCode;
}

/** Names a standing charge in the map. */
export function chargeKey({ listNo, line }: ChargeRef): string {
  return `${listNo}/${line}`;
}

/** Corrections of a list that do not fit what they correct: entries of earlier lists as they stand, or others of the list itself. */
export function chargeFaults(
  list: { readonly listNo: string; readonly entries: readonly ChargeEntry[] },
  earlier: ReadonlyMap<string, StandingCharge>,
): readonly ChargeFault[] {
  const standing = new Map(earlier);
  for (const [at, { policy, fen: some, corrects }] of list.entries.entries())
    standing.set(chargeKey({ listNo: list.listNo, line: at + 1 }), {
      ...{ policy, leftFen: corrects === null ? some : null },
    });
  return list.entries.flatMap((entry, at): readonly ChargeFault[] => {
    if (entry.corrects === null) return [];
    const key = chargeKey(entry.corrects);
    const corrected = standing.get(key);
    if (corrected === undefined) return [{ at, field: 'corrects', code: 'corrected-entry-unknown' }];
    if (corrected.leftFen === null) return [{ at, field: 'corrects', code: 'corrected-entry-is-correction' }];
    if (corrected.policy !== entry.policy) return [{ at, field: 'policy', code: 'correction-differs' }];
    const leftFen = addFen(corrected.leftFen, entry.fen);
    if (leftFen < 0) return [{ at, field: 'fen', code: 'correction-beyond-corrected' }];
    standing.set(key, { ...corrected, leftFen });
    return [];
  });
}

/** A self-paid item that nobody signed for, outside an emergency. */
export function lacksSignature(
  { policy, signature, corrects }: Pick<ChargeEntry, 'policy' | 'signature' | 'corrects'>,
  emergency: boolean,
): boolean {
  return policy === 'self-paid' && signature === null && corrects === null && !emergency;
}

/** What the hospital's own system says of who pays what so far, in fen. */
export interface HospitalEstimate {
  readonly totalFen: Fen;
  readonly patientFen: Fen;
  readonly shares: Readonly<Record<string, Fen>>;
}

/** The same with the day of which it speaks, and whose it is: the hospital's, or what the insurer's pre-settlement comes to. */
export type SaidEstimate = HospitalEstimate & {
  readonly day: LocalDate;
  readonly source: 'hospital' | 'insurer';
};

/** A hospital's rule of when it warns that the own part runs away; either limit, reaching counts. Amounts in fen. */
export interface OwnPartWarningRule {
  /** Of a thousand of what the stay has cost so far. */
  readonly sharePermille: number | null;
  readonly amountFen: Fen | null;
}

/** Which limit the own part has reached; null: none. */
export function ownPartHigh(
  rule: OwnPartWarningRule,
  { ownPartFen, totalFen }: { readonly ownPartFen: Fen; readonly totalFen: Fen },
): 'share' | 'amount' | null {
  const { sharePermille, amountFen } = rule;
  if (amountFen !== null && subtractFen(ownPartFen, amountFen) >= 0) return 'amount';
  const reached =
    sharePermille !== null && BigInt(ownPartFen) * 1000n >= BigInt(totalFen) * BigInt(sharePermille);
  return reached && totalFen > zeroFen ? 'share' : null;
}
