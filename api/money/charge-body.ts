import { z } from 'zod';
import { chargeCategoryCodes, chargePolicyCodes } from '../../domain/charges.ts';
import { payers } from '../../domain/ids.ts';
import { type Fen, sumFen } from '../../domain/money.ts';
import { signers } from '../../domain/signers.ts';
import { coded } from '../http/field-errors.ts';
import { amount, codeId, day, int4, line, nameOf, senderId } from '../http/words.ts';

/** An amount in fen that may be below 0: a correction. */
const correctable = z
  .number()
  .refine((value) => Number.isInteger(value), coded('amount-fractional'))
  .refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), coded('amount-unsafe'))
  .transform((value) => (value + 0) as Fen)
  .meta({ type: 'integer', example: 12_500, description: 'fen; below 0 only where it corrects an entry' });

const entry = z
  .strictObject({
    code: codeId.meta({ example: '001101000020000-110100002' }),
    name: line(200).meta({ example: '普通床位费' }),
    category: z.enum(chargeCategoryCodes),
    quantity: z
      .string()
      .regex(/^(?!0+(?:\.0*)?$)\d{1,7}(?:\.\d{1,4})?$/)
      .meta({ example: '1.5', description: 'decimal, above 0; of a correction: how many of them' }),
    fen: correctable,
    policy: z.enum(chargePolicyCodes),
    signature: z
      .strictObject({ signedBy: z.enum(signers), signerName: nameOf(100), signedOn: day })
      .optional()
      .meta({ description: 'of a self-paid item; missing outside an emergency, it is flagged' }),
    corrects: z
      .strictObject({ listNo: senderId, line: int4.refine((value) => value > 0, coded('field-range')) })
      .optional()
      .meta({ description: 'the list and line, from 1, of the entry that was wrong' }),
  })
  .superRefine(({ fen, policy, signature, corrects }, context) => {
    const say = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (fen < 0 && corrects === undefined) say('fen', 'charge-negative-without-reference');
    if (fen >= 0 && corrects !== undefined) say('fen', 'correction-not-negative');
    if (signature !== undefined && policy !== 'self-paid') say('signature', 'signature-not-self-paid');
  });

const estimate = z
  .strictObject({
    totalFen: amount,
    patientFen: amount,
    shares: z.partialRecord(z.enum(payers), amount),
  })
  .refine(({ totalFen, patientFen, shares }) => addsUp(totalFen, [patientFen, ...Object.values(shares)]), {
    ...coded('estimate-sum'),
    path: ['totalFen'],
  })
  .meta({ description: 'who pays what so far, as the hospital’s own system works it out' });

function addsUp(totalFen: Fen, parts: readonly (Fen | undefined)[]): boolean {
  const said = parts.filter((part) => part !== undefined);
  if (![totalFen, ...said].every(Number.isSafeInteger)) return true;
  return BigInt(totalFen) === said.reduce((sum, part) => sum + BigInt(part), 0n);
}

/** Body of one day's list. */
export const chargeListBody = z
  .strictObject({
    listNo: senderId.meta({ description: 'the hospital’s own number; the same number is one list for ever' }),
    day,
    entries: z.array(entry).min(1).max(2_000),
    estimate: estimate.optional(),
  })
  .refine(({ entries }) => countable(entries), { ...coded('amount-unsafe'), path: ['entries'] })
  .meta({ id: 'ChargeList' });
export type ChargeListBody = z.infer<typeof chargeListBody>;

/** Amounts that are wrong themselves say so alone. */
function countable(entries: readonly { readonly fen: Fen }[]): boolean {
  if (!entries.every(({ fen }) => Number.isSafeInteger(fen))) return true;
  try {
    sumFen(entries.map(({ fen }) => fen));
    return true;
  } catch {
    return false;
  }
}
