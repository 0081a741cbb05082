import type { Arrival } from './arrival.ts';
import type { Clinical } from './clinical.ts';
import type { LocalDate } from './dates.ts';
import type { PersonRef } from './ids.ts';
import type { Fen } from './money.ts';
import type { Role } from './roles.ts';
import type { AttentionCode } from './stay.ts';
import type { Words } from './words.ts';

/** Whose second person a resolution needs: the hospital's own, or the office that the proposer names because it has the power. */
export type Confirmer =
  | { readonly of: 'hospital'; readonly roles: readonly Role[] }
  | { readonly of: 'office'; readonly roles: readonly Role[] };

/** One thing that a person may do about a stay that waits. */
interface ResolutionKind extends Words {
  /** What waits for it. */
  readonly fits: readonly AttentionCode[];
  readonly proposes: readonly Role[];
  /** Null: it serves the patient or moves nothing, and one person does it. */
  readonly confirms: Confirmer | null;
}

const desk = ['window', 'hospital', 'operator'] as const;
const finance = ['hospital-finance', 'hospital', 'operator'] as const;

/**
 * Attention × resolution × role, the one table: the door offers what fits, `hub attention show` prints it with its command,
 * and docs/OPERATIONS.md is checked against it. Two people where money leaves or rights are lost, one where it serves the patient.
 */
export const resolutionKinds = {
  'ask-again': {
    ...{ zh: '重新查询', en: 'ask again, now that it was put right at the party' },
    fits: [
      'agency-wait',
      'party-not-connected',
      'outcome-unknown',
      'reply-mismatch',
      'cover-refused',
      'admission-refused',
      'settlement-refused',
      'settlement-incomplete',
      'settlement-review',
      'unsettled-stay',
      'payer-refused',
      'worker-absent',
      'hub-fault',
    ],
    proposes: [...desk, 'hospital-finance', 'hospital-lead'],
    confirms: null,
  },
  'correct-name': {
    ...{ zh: '信息更正:姓名', en: 'put the name right that the window gave; all is asked and decided anew' },
    fits: ['identity-mismatch'],
    proposes: ['window', 'hospital', 'hospital-lead'],
    confirms: null,
  },
  'correct-identity-number': {
    ...{
      zh: '信息更正:证件号',
      en: 'put the identity number right that the window gave; all is asked and decided anew',
    },
    fits: ['identity-mismatch', 'overlapping-stay'],
    proposes: ['window', 'hospital', 'hospital-lead'],
    confirms: null,
  },
  'explain-overlap': {
    ...{ zh: '登记核实结果', en: 'record why two stays of one person overlap' },
    fits: ['overlapping-stay'],
    proposes: desk,
    confirms: null,
  },
  decide: {
    ...{ zh: '人工核定', en: 'decide on eligibility with evidence' },
    fits: ['decision-review', 'identity-mismatch'],
    proposes: desk,
    confirms: { of: 'office', roles: ['agency-officer', 'bureau'] },
  },
  'correct-diagnosis': {
    ...{ zh: '信息更正:诊断', en: 'put the diagnosis right before the settlement' },
    fits: ['settlement-incomplete'],
    proposes: ['window', 'hospital', 'hospital-finance', 'hospital-lead'],
    confirms: null,
  },
  'give-facts': {
    ...{ zh: '补充医保所需信息', en: 'give what the form of the insurer wants' },
    fits: ['facts-missing', 'admission-refused', 'settlement-refused'],
    proposes: ['window', 'hospital', 'hospital-finance', 'hospital-lead'],
    confirms: null,
  },
  'book-part': {
    ...{ zh: '部分到账入账', en: 'book what the payer really paid' },
    fits: ['payment-mismatch'],
    proposes: finance,
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
  resubmit: {
    ...{ zh: '补正后重新申报', en: 'claim again, now that the claim was put right' },
    fits: ['payer-refused'],
    proposes: [...finance, 'hospital-lead'],
    confirms: null,
  },
  'pass-on': {
    ...{ zh: '顺延', en: 'the next payers take over what was refused, where the scheme says so' },
    fits: ['payer-refused'],
    proposes: finance,
    confirms: { of: 'office', roles: ['payer', 'agency-officer', 'bureau'] },
  },
  bear: {
    ...{ zh: '医院承担', en: 'the hospital bears what the payer refused for good' },
    fits: ['payer-refused'],
    proposes: finance,
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
} as const satisfies Record<string, ResolutionKind>;

export type ResolutionKindCode = keyof typeof resolutionKinds;

/** Every kind, in the order in which it is offered. */
export const resolutionCodes = Object.keys(resolutionKinds) as readonly ResolutionKindCode[];

/** What a person may do about what waits, the usual first. */
export function offeredFor(code: AttentionCode): readonly ResolutionKindCode[] {
  return resolutionCodes.filter((kind) => fitsFor(kind).includes(code));
}

export function fitsFor(kind: ResolutionKindCode): readonly AttentionCode[] {
  return resolutionKinds[kind].fits;
}

/** Whether it may be done about a stay that was refused, at the step `decide`. */
export function mendsRefusal(kind: ResolutionKindCode): boolean {
  return kind === 'correct-name' || kind === 'correct-identity-number';
}

export function proposersOf(kind: ResolutionKindCode): readonly Role[] {
  return resolutionKinds[kind].proposes;
}

export function confirmerOf(kind: ResolutionKindCode): Confirmer | null {
  return resolutionKinds[kind].confirms;
}

/** What exactly a person wants, by kind; `evidence` says what was seen and where it is kept. Amounts in fen. */
export type Wanted = { readonly evidence: string } & (
  | { readonly kind: 'ask-again' | 'resubmit' | 'pass-on' | 'explain-overlap' }
  | { readonly kind: 'correct-name'; readonly name: string }
  | { readonly kind: 'correct-identity-number'; readonly personRef: PersonRef }
  | { readonly kind: 'decide'; readonly outcome: 'admit' | 'refuse' }
  | {
      readonly kind: 'correct-diagnosis';
      readonly diagnosis: NonNullable<Arrival['diagnosis']>;
    }
  | { readonly kind: 'give-facts'; readonly clinical: Clinical }
  | { readonly kind: 'book-part'; readonly paidFen: Fen; readonly paidOn: LocalDate }
  /** `approval`: number of the hospital's own document. */
  | { readonly kind: 'bear'; readonly approval: string }
);

export const resolutionStates = ['proposed', 'applied', 'withdrawn'] as const;
export type ResolutionState = (typeof resolutionStates)[number];
