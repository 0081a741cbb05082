/**
 * What is known of one payer's duty on one claim. Silence leaves it `sent`, never a no; `reversed` is a claim that the hub took back
 * before it went out. What was paid and is taken back stays `confirmed`: it is a refund.
 */
export const obligationStates = ['intended', 'sent', 'confirmed', 'refused', 'reversed'] as const;
export type ObligationState = (typeof obligationStates)[number];

const next: Readonly<Record<ObligationState, readonly ObligationState[]>> = {
  intended: ['sent', 'reversed'],
  sent: ['confirmed', 'refused'],
  confirmed: [],
  refused: [],
  reversed: [],
};

/** True when the hub may move an obligation from one state to the other. */
export function obligationMayBecome(from: ObligationState, to: ObligationState): boolean {
  return next[from].includes(to);
}

/** True when nothing is expected of the payer any more. */
export function obligationIsFinal(state: ObligationState): boolean {
  return state === 'confirmed' || state === 'refused' || state === 'reversed';
}

/**
 * What became of the part of a claim that its payer did not pay: the hospital bears it, it was claimed anew, the next payers took
 * it over (顺延), the hospital took the claim back, or the fund had paid it to the patient (手工报销).
 */
export const restsOfClaim = ['borne', 'resubmitted', 'passed-on', 'withdrawn', 'paid-outside'] as const;
export type RestOfClaim = (typeof restsOfClaim)[number];
