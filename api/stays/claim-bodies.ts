/** Bodies of what people do about a claim that was refused or paid otherwise. Amounts in fen. */
import { z } from 'zod';
import { coded } from '../http/field-errors.ts';
import { amount, codeId, day, line } from '../http/words.ts';

/** The bodies of these kinds, with what every proposal has. */
export function claimBodies<Common extends z.ZodRawShape>(common: Common) {
  return [
    z
      .strictObject({
        kind: z.literal('book-part'),
        ...common,
        paidFen: amount
          .refine((value) => value > 0, coded('field-range'))
          .meta({ description: 'fen; what the payer paid for the whole claim' }),
        paidOn: day,
      })
      .meta({ id: 'BookPart' }),
    z.strictObject({ kind: z.literal('resubmit'), ...common }).meta({ id: 'Resubmit' }),
    z
      .strictObject({
        kind: z.literal('pass-on'),
        ...common,
        office: codeId.meta({
          description: 'a payer that then pays more: its person confirms',
          example: 'civil-affairs',
        }),
      })
      .meta({ id: 'PassOn' }),
    z
      .strictObject({
        kind: z.literal('bear'),
        ...common,
        approval: line(200).meta({ description: "number of the hospital's own approval document" }),
      })
      .meta({ id: 'Bear' }),
  ] as const;
}
