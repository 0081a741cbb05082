/** Bodies of what people do where a party's word came on paper, or is not what the scheme gives. Amounts in fen. */
import { z } from 'zod';
import { isAccount, payers } from '../../domain/ids.ts';
import { coverStates, coverTypes } from '../../domain/insurance.ts';
import { zeroFen } from '../../domain/money.ts';
import { type RefusalCode, refusalTexts } from '../../domain/refusals.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { coded } from '../http/field-errors.ts';
import type { ViewOf } from '../http/view-of.ts';
import { amount, codeId, day, division, line, nameOf, senderId } from '../http/words.ts';

const number = senderId.meta({
  description: 'the number that the party gave',
  example: '130000202405290017',
});
// That nothing was carried out is an outcome, and no party's no.
const noes = (Object.keys(refusalTexts) as RefusalCode[]).filter((code) => code !== 'not-carried-out');
const refusal = z.enum(noes);
const answers = z.strictObject(
  Object.fromEntries(
    // What came out of accounts has fields of its own.
    payers
      .filter((payer) => !isAccount(payer))
      .map((payer) => [
        payer,
        z
          .union(
            [z.strictObject({ paidFen: amount }), z.strictObject({ refused: refusal })],
            coded('answer-invalid'),
          )
          .optional(),
      ]),
  ),
);

/** What a party answered, as its paper tells it. */
export const partyAnswer = z
  .discriminatedUnion('of', [
    z
      .strictObject({
        of: z.literal('person'),
        personNo: number.nullable().meta({ description: 'null: the insurer knows nobody such' }),
        name: nameOf(100).nullable().default(null),
        type: z.enum(coverTypes).nullable(),
        status: z.enum(coverStates),
        division: division.nullable().default(null),
      })
      .meta({ id: 'EnteredPerson' }),
    z.strictObject({ of: z.literal('visit'), visitNo: number }).meta({ id: 'EnteredVisit' }),
    z
      .strictObject({
        ...{ of: z.literal('settlement'), settlementNo: number, totalFen: amount, inPolicyFen: amount },
        payers: answers.meta({ description: 'of each payer that the paper names: paidFen, or refused' }),
        ...{ accountFen: amount.default(zeroFen), familyAccountFen: amount.default(zeroFen) },
        cashFen: amount.meta({ description: 'fen; what is left to the patient beside the accounts' }),
      })
      .meta({ id: 'EnteredSettlement' }),
    z.strictObject({ of: z.literal('claim'), claimNo: number }).meta({ id: 'EnteredClaim' }),
    z
      .strictObject({
        ...{ of: z.literal('payment'), claimNo: number.optional() },
        paidFen: amount.meta({ description: 'fen; what was paid for the whole claim' }),
        paidOn: day,
      })
      .meta({ id: 'EnteredPayment' }),
    z
      .strictObject({ of: z.literal('refusal'), code: refusal.meta({ description: 'what the no means' }) })
      .meta({ id: 'EnteredRefusal' }),
    z.strictObject({ of: z.literal('done') }).meta({ id: 'EnteredDone' }),
  ])
  .meta({ id: 'PartyAnswer' });

const party = codeId.meta({
  description: 'the bureau or payer that the step waits for: its person confirms',
  example: 'medical-insurance',
});

/** The bodies of these kinds, with what every proposal has. */
export function answerBodies<Common extends z.ZodRawShape>(common: Common) {
  return [
    z
      .strictObject({
        ...{ kind: z.literal('record-outcome'), ...common, office: party },
        outcome: z.enum(['done', 'not-done']),
        answer: partyAnswer.optional().meta({ description: 'where it was carried out' }),
      })
      .meta({ id: 'RecordOutcome' }),
    z
      .strictObject({ kind: z.literal('enter-answer'), ...common, office: party, answer: partyAnswer })
      .meta({ id: 'EnterAnswer' }),
    z
      .strictObject({
        ...{ kind: z.literal('accept-answer'), ...common },
        office: codeId.meta({
          description: 'whoever pays the difference: its person confirms',
          example: 'civil-affairs',
        }),
      })
      .meta({ id: 'AcceptAnswer' }),
    z
      .strictObject({
        ...{ kind: z.literal('file-by-hand'), ...common, office: party },
        paidFen: amount
          .refine((value) => value > 0, coded('field-range'))
          .meta({ description: 'fen; what the fund paid the patient of this claim' }),
        paidOn: day,
        receipt: line(200).meta({ description: 'number of the fund’s paper' }),
      })
      .meta({ id: 'FileByHand' }),
  ] as const;
}

/** What of an entered answer every reader of the stay may see: who the person is to the insurer is not. */
export function shownAnswer(wanted: Wanted): { readonly answer?: ViewOf<typeof answerView> } {
  const answer = 'answer' in wanted ? wanted.answer : undefined;
  if (answer === undefined) return {};
  return { answer: answer.of === 'person' ? { of: answer.of } : { ...answer } };
}

/** The form of what is shown. */
export const answerView = z
  .looseObject({ of: z.string() })
  .meta({ id: 'ShownAnswer', description: 'what the party answered; of a person nothing more is shown' });
