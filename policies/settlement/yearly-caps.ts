import type { PayerId } from '../../domain/ids.ts';
import { type Fen, fen } from '../../domain/money.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';

/** A cap per person and calendar year of discharge, over all hospitals; the store reserves it before a settlement is written. */
export interface YearlyCap {
  readonly payer: PayerId;
  readonly capFen: Fen;
  readonly rule: string;
  readonly article: string;
}

/** The yearly caps of a scheme version; empty for most. */
export function yearlyCaps(scheme: SchemeVersion): readonly YearlyCap[] {
  return scheme.payers.flatMap(({ payer, steps }) =>
    steps.flatMap((step) =>
      step.step === 'assistance'
        ? [{ payer, capFen: fen(step.yearlyCapFen), rule: step.rule, article: step.article }]
        : [],
    ),
  );
}
