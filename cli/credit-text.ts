import { z } from 'zod';
import { creditOrderStates, drawBases, drawRepayments, drawWords } from '../domain/credit-draws.ts';
import { yuan } from './text.ts';

/** The parts of a credit line that a person reads. */
export const readableCredit = z.looseObject({
  ...{ openedOn: z.string(), limitFen: z.number(), availableFen: z.number() },
  ...{ mandateSignedOn: z.string().nullable(), cardBound: z.boolean(), bankHolds: z.boolean() },
  hold: z.looseObject({ fen: z.number(), until: z.string() }).nullable(),
  drawNoticedOn: z.string().nullable(),
  draws: z.array(
    z.looseObject({
      ...{
        draw: z.number(),
        basis: z.enum(drawBases),
        fen: z.number(),
        state: z.enum(creditOrderStates),
        backFen: z.number(),
      },
      ...{ refusal: z.string().nullable(), drawRef: z.string().nullable(), drawnOn: z.string().nullable() },
      interestFreeUntil: z.string().nullish(),
      disbursement: z.looseObject({ adviceNo: z.string(), arrivedOn: z.string() }).nullable(),
      repayment: z
        .looseObject({ state: z.enum(drawRepayments), outstandingFen: z.number(), on: z.string() })
        .nullable(),
    }),
  ),
  warnings: z.array(z.looseObject({ zh: z.string(), en: z.string() })),
});
type Credit = z.infer<typeof readableCredit>;

/** The credit line of a stay as lines of text. */
export function creditText(credit: Credit): readonly string[] {
  const { openedOn, limitFen, availableFen, mandateSignedOn, cardBound, bankHolds, hold, drawNoticedOn } =
    credit;
  return [
    `额度 · credit line ${yuan(limitFen)},可用 · available ${yuan(availableFen)},开通 · opened ${openedOn}`,
    `授权 · mandate ${mandateSignedOn ?? '未签 · not signed'},还款卡 · card ${cardBound ? '已绑定 · bound' : '未绑定 · not bound'}`,
    ...(hold === null
      ? [bankHolds ? '无预留 · nothing is held' : '银行不预留 · the bank does not hold']
      : [`预留 · held ${yuan(hold.fen)},至 · until ${hold.until}`]),
    ...(drawNoticedOn === null ? [] : [`已告知 · told ${drawNoticedOn}`]),
    ...credit.draws.flatMap(drawText),
    ...credit.warnings.map(({ zh, en }) => `! ${zh} · ${en}`),
  ];
}

function drawText(draw: Credit['draws'][number]): readonly string[] {
  const {
    basis,
    fen,
    state,
    refusal,
    drawRef,
    drawnOn,
    backFen,
    disbursement,
    repayment,
    interestFreeUntil,
  } = draw;
  const how = refusal === null ? saidOf(state) : `${saidOf(state)} (${refusal})`;
  const number = drawRef === null ? '' : ` ${drawRef}, ${drawnOn}`;
  return [
    `支用 · draw ${draw.draw}: ${yuan(fen)} ${how}, ${saidOf(basis)}${number}`,
    ...(backFen === 0 ? [] : [`  退回额度 · back to the line ${yuan(backFen)}`]),
    ...(state !== 'done'
      ? []
      : [
          disbursement === null
            ? '  未核对到账 · not found in the account yet'
            : `  到账 · arrived ${disbursement.arrivedOn}, ${disbursement.adviceNo}`,
        ]),
    ...(interestFreeUntil ? [`  免息至 · free of interest until ${interestFreeUntil}`] : []),
    ...(repayment === null
      ? []
      : [
          `  还款 · repayment ${saidOf(repayment.state)}, ${yuan(repayment.outstandingFen)}, ${repayment.on}`,
        ]),
  ];
}

function saidOf(code: keyof typeof drawWords): string {
  const { zh, en } = drawWords[code];
  return `${zh} ${en}`;
}
