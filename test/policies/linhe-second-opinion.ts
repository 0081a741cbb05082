/**
 * Linhe's settlement written a second time, to check the policy engine against. Source: 临政办字〔2017〕112号,
 * 四(三)1–7, with the project's documented readings. It shares no code with the engine or with domain/money:
 * every step is an exact fraction of bigints, rounded half up to the fen once, when the step is booked.
 */

/** Payers in the order of the document. */
export const payersInOrder = [
  'basic-insurance',
  'critical-illness-insurance',
  'commercial-supplement',
  'red-cross',
  'medical-assistance',
  'government-guarantee',
] as const;

/** One of Linhe's six payers. */
export type LinhePayer = (typeof payersInOrder)[number];

/** What an insurer answered by its own rules: an amount in fen, or a refusal. */
export type InsurerAnswer = { readonly kind: 'paid'; readonly fen: bigint } | { readonly kind: 'refused' };

/** The payers whose part the hub computes and who may still refuse it. */
export type RefusingPayer = Extract<LinhePayer, 'commercial-supplement' | 'red-cross' | 'medical-assistance'>;

/** An exact number of fen, or a ratio; the denominator is positive. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** One bill of Linhe and everything outside it that its settlement depends on; amounts in fen. */
export interface LinheBill {
  readonly total: bigint;
  readonly outOfPolicy: bigint;
  readonly basic: InsurerAnswer;
  readonly critical: InsurerAnswer;
  readonly commercialRatio: Fraction;
  /** This year's standard for the patient's disease; null when it is none of the four diseases. */
  readonly redCrossStandard: bigint | null;
  readonly refusals: ReadonlySet<RefusingPayer>;
  /** Medical assistance already received in the calendar year. */
  readonly assistanceUsed: bigint;
}

/** How the three unclear sentences are read; each is a named parameter of the scheme. */
export interface Readings {
  /** Is "the remaining cost" counted from the whole cost, or from the ninety per cent of the funds? */
  readonly remainder: 'cost' | 'fundsShare';
  /** Does assistance look at what remains after the third reimbursement, or after the Red Cross too? */
  readonly assistanceBase: 'afterThird' | 'afterRedCross';
  /** Is critical illness insurance raised above 75 % when its own rules give nothing? */
  readonly raiseOnZero: boolean;
}

/** The readings in force unless the county says otherwise. */
export const agreedReadings: Readings = {
  remainder: 'cost',
  assistanceBase: 'afterThird',
  raiseOnZero: true,
};

/** Who pays how many fen. */
export interface Opinion {
  readonly shares: Readonly<Record<LinhePayer, bigint>>;
  readonly patient: bigint;
}

const assistanceYearlyLimit = 2_000_000n;

/** The settlement of one bill, in fen, step by step as 四(三) orders them. */
export function secondOpinion(bill: LinheBill, readings: Readings = agreedReadings): Opinion {
  // 四(二): the patient leaves after paying a tenth; 四(三): the rest is settled between hospital and payers.
  const patient = roundHalfUp({ over: bill.total, under: 10n });
  const funds = bill.total - patient;
  const counted = readings.remainder === 'cost' ? bill.total : funds;

  let paid = 0n;
  const book = (amount: bigint): bigint => {
    const booked = clamp(amount, 0n, funds - paid);
    paid += booked;
    return booked;
  };

  const basic = book(bill.basic.kind === 'paid' ? bill.basic.fen : 0n); // 四(三)1
  const critical = book(criticalIllness(bill, basic, readings)); // 四(三)2
  const supplement = book(commercialSupplement(bill, counted - paid)); // 四(三)3
  const afterThird = counted - paid;
  const redCross = book(bill.refusals.has('red-cross') ? 0n : (bill.redCrossStandard ?? 0n)); // 四(三)4
  const afterRedCross = counted - paid;
  const base = readings.assistanceBase === 'afterThird' ? afterThird : afterRedCross;
  const assistance = book(medicalAssistance(bill, base)); // 四(三)5
  const guarantee = book(funds - paid); // 四(三)6 and 7

  return {
    shares: {
      'basic-insurance': basic,
      'critical-illness-insurance': critical,
      'commercial-supplement': supplement,
      'red-cross': redCross,
      'medical-assistance': assistance,
      'government-guarantee': guarantee,
    },
    patient,
  };
}

/** 四(三)2: with this payer, more than 75 % of the cost is reimbursed; only a refusal escapes that promise. */
function criticalIllness(bill: LinheBill, basic: bigint, readings: Readings): bigint {
  if (bill.critical.kind === 'refused') return 0n;
  const own = bill.critical.fen;
  if (own === 0n && !readings.raiseOnZero) return 0n;
  // "More than": where 75 % is a whole fen, that fen is not enough yet.
  const promised = (bill.total * 75n) / 100n + 1n;
  return own > promised - basic ? own : promised - basic;
}

/** 四(三)3: the contract's ratio of what is left. */
function commercialSupplement(bill: LinheBill, left: bigint): bigint {
  if (bill.refusals.has('commercial-supplement')) return 0n;
  const { over, under } = bill.commercialRatio;
  return roundHalfUp({ over: over * left, under });
}

/** 四(三)5: half of what is out of policy counts as in policy; 70 % of that, within the year's limit. */
function medicalAssistance(bill: LinheBill, left: bigint): bigint {
  if (bill.refusals.has('medical-assistance')) return 0n;
  // The payers before are taken to have paid for the in-policy part first.
  const outside = left < bill.outOfPolicy ? left : bill.outOfPolicy;
  const inside = left - outside;
  // 70 % × (inside + outside / 2) as one fraction, so that only the result is rounded.
  const formula = roundHalfUp({ over: 70n * (2n * inside + outside), under: 200n });
  const allowance = assistanceYearlyLimit - bill.assistanceUsed;
  return formula < allowance ? formula : allowance;
}

/** The nearest whole fen, half a fen upwards; for amounts that are not negative. */
export function roundHalfUp({ over, under }: Fraction): bigint {
  return (2n * over + under) / (2n * under);
}

function clamp(amount: bigint, least: bigint, most: bigint): bigint {
  if (amount < least) return least;
  return amount > most ? most : amount;
}
