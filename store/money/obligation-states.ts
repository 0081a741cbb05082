/** What is known of one payer's duty on one claim; silence is `unknown`, never a no. */
export const obligationStates = [
  'intended',
  'sent',
  'confirmed',
  'refused',
  // Used by: "ways-out (policies/engine/later-work.ts): record-outcome", and the three after it by "ways-out: amendment".
  'unknown',
  'reversing',
  'reversed',
  'reversal-unknown',
] as const;
export type ObligationState = (typeof obligationStates)[number];

const next: Readonly<Record<ObligationState, readonly ObligationState[]>> = {
  intended: ['sent'],
  sent: ['confirmed', 'refused', 'unknown'],
  // Cleared by evidence or by two people, never by a timer; a resend with the same key leaves it as it is.
  unknown: ['confirmed', 'refused'],
  confirmed: ['reversing'],
  refused: [],
  reversing: ['reversed', 'reversal-unknown'],
  reversed: [],
  // Evidence may also show that the reversal never happened.
  'reversal-unknown': ['reversed', 'confirmed'],
};

/** True when the hub may move an obligation from one state to the other. */
export function obligationMayBecome(from: ObligationState, to: ObligationState): boolean {
  return next[from].includes(to);
}

/** True when nothing is expected of the payer any more. */
export function obligationIsFinal(state: ObligationState): boolean {
  return state === 'confirmed' || state === 'refused' || state === 'reversed';
}

/** True while a payment of it is taken back, and once it was: its figures are those of before. */
export function isBeingUndone(state: ObligationState): boolean {
  return state === 'reversing' || state === 'reversed' || state === 'reversal-unknown';
}

/**
 * What became of the part of a claim that its payer did not pay: the hospital bears it, it was claimed anew, the next payers took
 * it over (顺延), the hospital took the claim back, or the fund had paid it to the patient (手工报销).
 */
export const restsOfClaim = ['borne', 'resubmitted', 'passed-on', 'withdrawn', 'paid-outside'] as const;
export type RestOfClaim = (typeof restsOfClaim)[number];
