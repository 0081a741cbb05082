import type { BrokenAnswer } from '../../domain/attention-detail.ts';
import type { PartyId } from '../../domain/ids.ts';
import type { PayerRule, SchemeVersion } from '../engine/scheme-version.ts';

/**
 * Whose people may say that core answers count as they are, though the scheme gives other amounts: whoever pays the difference. Where an
 * answer is below the scheme's, those that bring what is missing: the payer that fills up, if the scheme has one, else the later ones
 * that work their part out of the rest. Where it is above, the payer itself. Empty: the patient would pay it, or nobody.
 */
export function payersOfDifference(
  { payers }: SchemeVersion,
  answers: readonly BrokenAnswer[],
): readonly PartyId[] {
  const lower = answers.filter((one) => one.answeredFen !== null && one.answeredFen < one.allowedFen);
  if (lower.length === 0)
    return partiesOf(payers.filter((rule) => answers.some(({ payer }) => payer === rule.payer)));
  const first = payers.findIndex((rule) => lower.some(({ payer }) => payer === rule.payer));
  const later = payers.slice(first + 1).filter(({ tier }) => tier === 'computed');
  const filling = later.filter(({ steps }) => steps.some(({ step }) => step === 'fill-up'));
  return partiesOf(filling.length > 0 ? filling : later.filter(worksOnRest));
}

function worksOnRest({ steps }: PayerRule): boolean {
  return steps.some(({ step }) => step === 'ratio-of-remainder' || step === 'assistance');
}

function partiesOf(rules: readonly PayerRule[]): readonly PartyId[] {
  return [...new Set(rules.map(({ party }) => party))];
}
