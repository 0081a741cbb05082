import type { ResolutionKindCode } from './resolutions.ts';
import type { Wording } from './words.ts';

/** What a payer's no to a claim means for what may be done about it; which code is of which kind is dated data (policies/payers). */
export const claimRefusalKinds = {
  correctable: { zh: '可补正', en: 'papers or fields can be put right' },
  'already-filed': { zh: '此前已申报', en: 'an earlier sending arrived' },
  'outside-policy': { zh: '不属支付范围', en: 'outside what the payer pays' },
  'claimed-outside': {
    zh: '已向患者支付',
    en: 'the payer paid the patient: never claimed, the patient owes it',
  },
  deducted: { zh: '审核扣款', en: 'deducted: the hospital bears it, or answers in time' },
} as const satisfies Wording;
export type ClaimRefusalKind = keyof typeof claimRefusalKinds;
export const claimRefusalKindCodes = Object.keys(claimRefusalKinds) as readonly ClaimRefusalKind[];

/**
 * What may be done about a refused claim, the usual first. Null: nobody listed the payer's code, so a person judges it. What is
 * deducted never reaches the next payer, a fund or the patient; what the payer has already is asked about and never filed again.
 */
export function offeredForRefusal(
  kind: ClaimRefusalKind | null,
  { passesOn }: { readonly passesOn: boolean },
): readonly ResolutionKindCode[] {
  const next: readonly ResolutionKindCode[] = passesOn ? ['pass-on'] : [];
  switch (kind) {
    case 'correctable':
      return ['resubmit', 'bear'];
    case 'already-filed':
      return ['ask-again'];
    case 'deducted':
      return ['bear'];
    case 'claimed-outside':
      return ['file-by-hand', 'bear'];
    case 'outside-policy':
      return [...next, 'resubmit', 'bear'];
    case null:
      return ['resubmit', ...next, 'file-by-hand', 'bear'];
  }
}
