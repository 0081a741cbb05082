import type { Decision, Reason } from '../../domain/decision.ts';
import { entryOf } from '../../domain/entry.ts';
import type { InsuredStayBy } from '../../domain/waiver.ts';
import { exclusionCodes } from '../codes/codes.ts';
import type { PatientRule, PayerRule, SchemeVersion } from '../engine/scheme-version.ts';
import { requireVersion, type Schemes } from '../schemes.ts';

/** Whether a stay whose waiver is denied may go on as an insured stay, and who says so. */
export type InsuredStay =
  /** The scheme denies the waiver alone: its text says that insurance settles. */
  | { readonly kind: 'by-scheme' }
  /** The scheme says nothing of it: the hospital's choice. */
  | { readonly kind: 'by-choice' }
  /** What denies the waiver stands against the insurance too. */
  | { readonly kind: 'not'; readonly because: readonly Reason[] };

/** Of a decision that refuses; the insurance itself is the insurer's to tell. */
export function insuredStayOf({ exclusions }: SchemeVersion, { reasons, version }: Decision): InsuredStay {
  const effects = new Map<string, string>(exclusions.map(({ rule, effect }) => [rule, effect]));
  const against = reasons.filter(({ code }) => standsAgainstInsurance(code, effects.get(code)));
  if (against.length > 0 || version === 'not-in-force') return { kind: 'not', because: against };
  const grounds = reasons.filter(({ code }) => code !== 'decided-by-hand');
  const waiverAlone = grounds.every(({ code }) => effects.get(code) === 'waiver-lost');
  return { kind: grounds.length > 0 && waiverAlone ? 'by-scheme' : 'by-choice' };
}

/** A cause that is excluded is what another must pay, or nobody insures (Social Insurance Law, art. 30); who the person is, or where they lie, is not. */
function standsAgainstInsurance(code: string, effect: string | undefined): boolean {
  if (uninsured.has(code)) return true;
  return effect !== 'waiver-lost' && entryOf(exclusionCodes, code)?.level === 'cause';
}

const uninsured: ReadonlySet<string> = new Set([
  'not-insured',
  'insurance-suspended',
  'insurance-contradictory',
  'institution-not-designated',
]);

/** By which rules a stay runs. */
interface Ruled {
  readonly scheme: string;
  readonly admittedOn: string;
  readonly insuredStay: InsuredStayBy | null;
}

/**
 * The scheme's version of the admission day; of an insured stay what of it holds without the waiver: the payers whom the insurer's
 * settlement names, as it answers them, and the own part. Throws HubProblem `scheme-unknown` or `scheme-not-in-force`.
 */
export function rulesOfStay(schemes: Schemes, { scheme, admittedOn, insuredStay }: Ruled): SchemeVersion {
  return rulesOf(requireVersion(schemes, scheme, admittedOn), insuredStay);
}

/** The same of a version that is known. */
export function rulesOf(version: SchemeVersion, insuredStay: InsuredStayBy | null): SchemeVersion {
  return insuredStay === null ? version : withoutWaiver(version);
}

const known = new WeakMap<SchemeVersion, SchemeVersion>();

function withoutWaiver(version: SchemeVersion): SchemeVersion {
  const before = known.get(version);
  if (before !== undefined) return before;
  const made: SchemeVersion = {
    ...version,
    county: new Map(),
    payers: version.payers.filter(({ tier }) => tier === 'core').map(asAnswered),
    patient: ownPart,
    credit: null,
    // How a costly stay is settled in stages is the hospital's rule and the insurer's, waived or not.
    practice: new Map([...version.practice].filter(([, { kind }]) => kind === 'interim')),
  };
  known.set(version, made);
  return made;
}

/** The insurer's word is not capped, raised or passed on by a promise that the scheme makes to those whom it admits. */
function asAnswered(payer: PayerRule): PayerRule {
  return {
    ...payer,
    steps: payer.steps.filter(({ step }) => step === 'core-answer'),
    refusal: { ...payer.refusal, passesOn: false },
  };
}

/** Source: policies/sources/social-insurance-law-2010.yaml. */
const ownPart: PatientRule = {
  rule: 'own-part',
  pays: 'own-part',
  article: '中华人民共和国社会保险法 第二十九条',
  cites: [{ document: 'social-insurance-law-2010', article: '第二十九条' }],
  zh: '不免押金：医保应付部分由经办机构与医院直接结算，其余由患者在出院时付清',
  en: 'without the waiver: the insurer settles its part with the hospital, the patient pays the rest at discharge',
};
