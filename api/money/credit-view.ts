import { z } from 'zod';
import { creditOrderStates, drawBases, drawRepayments } from '../../domain/credit-draws.ts';
import { type CreditWarning, creditWarnings } from '../../domain/credit-warnings.ts';
import { addDays, type LocalDate } from '../../domain/dates.ts';
import { sumFen } from '../../domain/money.ts';
import type { SchemeVersion } from '../../policies/engine/scheme-version.ts';
import type { CreditOfStay } from '../../store/money/credit-reads.ts';
import { fen } from '../http/answer-words.ts';

const day = z.string().meta({ format: 'date', example: '2024-03-01' });

const draw = z.object({
  draw: z.int().meta({ description: 'its number in the stay' }),
  basis: z.enum(drawBases).meta({ description: 'the patient agreed, or forgot' }),
  ...{ fen, state: z.enum(creditOrderStates), refusal: z.string().nullable() },
  drawRef: z.string().nullable().meta({ description: 'the bank’s own number' }),
  drawnOn: day.nullable(),
  interestFreeUntil: day.nullable().meta({
    description: 'the last day without interest by the scheme; the bank’s own word counts. null: not drawn',
  }),
  backFen: fen.meta({ description: 'went back to the line, or is on its way there' }),
  disbursement: z
    .object({ adviceNo: z.string(), arrivedOn: day })
    .nullable()
    .meta({ description: 'null: not found in the hospital’s account yet' }),
  repayment: z
    .object({ state: z.enum(drawRepayments), outstandingFen: fen, on: day })
    .nullable()
    .meta({ description: 'as the bank last told; null: it told nothing' }),
});

/** The credit line of a stay. */
export const creditView = z.object({
  ...{ openedOn: day, limitFen: fen, availableFen: fen, mandateSignedOn: day.nullable() },
  ...{ cardBound: z.boolean(), bankHolds: z.boolean() },
  hold: z
    .object({ fen, until: day, holdRef: z.string() })
    .nullable()
    .meta({ description: 'what the bank keeps for the stay' }),
  drawNoticedOn: day
    .nullable()
    .meta({ description: 'when the patient was told that the hospital will draw' }),
  draws: z.array(draw),
  warnings: z.array(
    z.object({
      code: z.enum(Object.keys(creditWarnings) as [CreditWarning, ...CreditWarning[]]),
      ...{ zh: z.string(), en: z.string() },
    }),
  ),
});

/** The last day on which a draw costs no interest, by the scheme; null: it says nothing, or counts from the bank's own billing day. */
export function interestFreeUntil(
  { practice }: Pick<SchemeVersion, 'practice'>,
  { drawnOn, dischargedOn }: { readonly drawnOn: LocalDate; readonly dischargedOn: LocalDate | null },
): LocalDate | null {
  for (const rule of practice.values()) {
    if (rule.kind !== 'credit-line') continue;
    const from = { drawing: drawnOn, discharge: dischargedOn, billing: null }[rule.interestFreeFrom];
    return from && addDays(from, rule.interestFreeDays);
  }
  return null;
}

/** The same as a stay shows it; null where the bank told of no line. */
export function creditOf(
  credit: CreditOfStay | null,
  free: (drawnOn: LocalDate) => LocalDate | null,
): z.input<typeof creditView> | null {
  if (credit === null) return null;
  const { openedOn, limitFen, availableFen, mandateSignedOn, cardBound, holds, noticedOn } = credit;
  const hold = standingHold(credit);
  return {
    ...{ openedOn, limitFen, availableFen, mandateSignedOn, cardBound, bankHolds: holds },
    hold,
    drawNoticedOn: noticedOn,
    draws: credit.orders.filter(({ kind }) => kind === 'draw').map((one) => drawOf(credit, one, free)),
    warnings: warningsOf(credit, hold !== null).map((code) => ({ code, ...creditWarnings[code] })),
  };
}

type Order = CreditOfStay['orders'][number];

function standingHold({ orders }: CreditOfStay) {
  const held = orders.find(({ kind, state, ended }) => kind === 'hold' && state === 'done' && !ended);
  if (held === undefined || held.expiresOn === null || held.bankRef === null) return null;
  return { fen: held.fen, until: held.expiresOn, holdRef: held.bankRef };
}

function drawOf({ orders }: CreditOfStay, order: Order, free: Parameters<typeof creditOf>[1]) {
  const { sequence, basis, fen: amount, state, refusal, bankRef, doneOn } = order;
  const { adviceNo, arrivedOn, repayment, outstandingFen, repaymentOn } = order;
  const back = orders.filter(
    (one) =>
      one.kind === 'reverse' &&
      one.ofSequence === sequence &&
      one.state !== 'refused' &&
      one.state !== 'dropped',
  );
  return {
    ...{
      draw: sequence,
      basis: basis ?? 'consent',
      fen: amount,
      state,
      refusal,
      drawRef: bankRef,
      drawnOn: doneOn,
    },
    interestFreeUntil: doneOn && free(doneOn),
    backFen: sumFen(back.map((one) => one.fen)),
    disbursement: adviceNo === null || arrivedOn === null ? null : { adviceNo, arrivedOn },
    repayment:
      repayment === null || outstandingFen === null || repaymentOn === null
        ? null
        : { state: repayment, outstandingFen, on: repaymentOn },
  };
}

function warningsOf(credit: CreditOfStay, held: boolean): readonly CreditWarning[] {
  const { availableFen, orders, mandateSignedOn, cardBound } = credit;
  const drawn = orders.some(({ kind, state }) => kind === 'draw' && state === 'done');
  const refused = orders.some(({ kind, state }) => kind === 'hold' && state === 'refused');
  return [
    ...(availableFen === 0 && !held && !drawn ? (['line-used-up'] as const) : []),
    ...(refused ? (['hold-refused'] as const) : []),
    ...(mandateSignedOn === null ? (['mandate-missing'] as const) : []),
    ...(cardBound ? [] : (['card-not-bound'] as const)),
  ];
}
