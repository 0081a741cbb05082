import type { IdentifiedFacts } from './stay.ts';

/** The step of a question about the person: once the person was corrected it is another question, under a key of its own. */
export function asIdentified(
  { identitySequence }: Pick<IdentifiedFacts, 'identitySequence'>,
  step: string,
): string {
  return identitySequence === 1 ? step : `${step}-as-${identitySequence}`;
}

/** The step of a message that goes out once more as a new one; the first try has the plain name. */
export function attemptStep(step: string, attempt: number): string {
  return attempt === 1 ? step : `${step}-${attempt}`;
}

/** The step by which the core is asked for its settlement of that number; `interim`: number of the bill in mid-stay, null for that of the discharge. */
export function settleStep(coreSequence: number, interim: number | null = null): string {
  if (interim !== null) return `settle-interim-${interim}-${coreSequence}`;
  return coreSequence === 1 ? 'settle' : `settle-of-${coreSequence}`;
}

/** Under which a stay waits for the bank. */
export const bankStep = 'bank';

/** The step of what the bank is asked to do: its kind and the stay's own number of it. */
export function creditStep(kind: string, sequence: number): string {
  return `credit-${kind}-${sequence}`;
}

const ofBank = /^credit-(hold|renew|release|draw|reverse)-\d+$/;
const ofSettlement =
  /^(fees-|discharge|settle|credit-line-at-discharge|cancel-settlement-|cancel-fees-|settled-)/;
const ofInterim = /^(settle-interim-|cancel-settlement-|settled-)/;
const ofUndoing = /^(cancel-(settlement|discharge|admission)-|settled-|settle|discharge|registered-|admit)/;

/**
 * Whether a stay that waits at the step waits for the message of that business key. A key that begins
 * like none of these belongs to no wait: people cannot answer it from paper, and nothing tells so.
 */
export function isMessageOf(key: string, step: string): boolean {
  const [, name = '', payer, sequence] = key.split('/');
  if (payer !== undefined) return step === `reimburse/${payer}/${sequence}`;
  switch (step) {
    case 'identify':
      return name.startsWith('identify') || name === 'credit-line' || name.startsWith('credit-line-as-');
    case 'admit':
      return name.startsWith('admit');
    case 'settle':
      return ofSettlement.test(name);
    case 'interim':
      return ofInterim.test(name);
    case 'cancel':
      return ofUndoing.test(name) || ofBank.test(name);
    case bankStep:
      return ofBank.test(name);
    default:
      return false;
  }
}
