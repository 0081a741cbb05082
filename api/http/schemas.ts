/** What the door takes: strict, so that a misspelt field is an error and not silently dropped. Amounts in fen. */
import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { parseIdentityNumber } from '../../domain/identity-number.ts';
import type { Fen } from '../../domain/money.ts';
import { unseenCharacter } from '../../domain/unseen-characters.ts';
import { categoryCodes, exclusionCodes, isDivision } from '../../policies/codes/codes.ts';
import { addsUp } from './bill-sum.ts';
import { coded } from './field-errors.ts';

/** A day 'YYYY-MM-DD' in Asia/Shanghai. */
export const day = z
  .string()
  .refine(isLocalDate, coded('day-invalid'))
  // Days are counted on from it: nothing that the hub does reaches back or ahead of this.
  .refine((text) => text >= '1900' && text < '9999', coded('field-range'))
  .transform((text) => text as LocalDate)
  .meta({ type: 'string', format: 'date', example: '2024-03-01', description: 'a day in Asia/Shanghai' });

/** A number in a cursor of a column of 32 bits. */
export const int4 = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** An amount in fen: whole, not negative, a safe integer. */
export const amount = z
  .number()
  .refine((value) => Number.isInteger(value), coded('amount-fractional'))
  .refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value), coded('amount-unsafe'))
  .refine((value) => value >= 0, coded('amount-negative'))
  .transform((value) => value as Fen)
  .meta({ type: 'integer', minimum: 0, example: 1250000, description: 'fen' });

/** A division of GB/T 2260, six digits. */
export const division = z
  .string()
  .refine(isDivision, coded('division-invalid'))
  .meta({ example: '500154', description: 'GB/T 2260' });

/** One line of text of at most so many characters. */
export const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, coded('text-invalid'))
    .max(longest)
    // Control characters have no place in a name, and break the logs and tables they reach.
    .refine((text) => !/\p{Cc}/u.test(text), coded('text-invalid'));

/** The name of a person or an organisation: one line, and nothing in it that a reader does not see. */
export const nameOf = (longest: number) => line(longest).superRefine(seenOnly);

function seenOnly(text: string, context: z.RefinementCtx<string>): void {
  const params = unseenCharacter(text);
  if (params !== undefined && !/\p{Cc}/u.test(text))
    context.addIssue({ code: 'custom', message: 'character-unseen', params: { ...params } });
}

/** An id that the sender chose: an admission number, a payment id. */
export const senderId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
  .meta({ example: '20240001' });

/** An id in a path or a reference: codes only. */
export const codeId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

export const idNumber = z
  .string()
  .max(64)
  .superRefine((raw, context) => {
    const parsed = parseIdentityNumber(raw);
    if (parsed.ok) return;
    for (const problem of parsed.problems) context.addIssue({ code: 'custom', message: problem });
  })
  .meta({
    example: '11010519491231002X',
    description: 'GB 11643; 15 digits, full width and lower-case x are taken too',
  });

const derived = new Set(
  Object.entries(exclusionCodes).flatMap(([code, { derived }]) => (derived ? [code] : [])),
);

const facts = z
  .record(z.string(), z.boolean().meta({ example: false }))
  .superRefine((given, context) => {
    for (const code of Object.keys(given)) {
      if (!Object.hasOwn(exclusionCodes, code))
        context.addIssue({ code: 'custom', path: [code], message: 'exclusion-unknown' });
      else if (derived.has(code))
        context.addIssue({ code: 'custom', path: [code], message: 'exclusion-derived' });
    }
  })
  .meta({ description: 'grounds against the stay that were asked for, and the answer' });

/** Body of an admission. */
export const admissionBody = z
  .strictObject({
    scheme: codeId.meta({ example: 'kaizhou-2024' }),
    institution: codeId.meta({ example: 'H50015400001' }),
    admissionNo: senderId,
    admittedOn: day,
    emergency: z.boolean().meta({ example: false }),
    referred: z.boolean().optional().meta({ example: true, description: 'left out: nobody said' }),
    patient: z.strictObject({
      idNumber,
      name: nameOf(100).meta({ example: '张三' }),
      address: line(300).optional(),
      phone: line(40).optional(),
      householdDivision: division.optional(),
    }),
    diagnosis: z.strictObject({ code: codeId.meta({ example: 'J18.9' }), name: line(200) }).optional(),
    facts: facts.optional(),
  })
  .meta({ id: 'Admission' });
export type AdmissionBody = z.infer<typeof admissionBody>;

/** Body of one look at the person's category. */
export const checkBody = z
  .strictObject({
    by: z.enum(['doctor', 'desk']),
    checkedBy: nameOf(100).meta({ example: '工号 1024', description: 'who looked, and answers for it' }),
    categories: z.array(z.enum(categoryCodes)).min(1).max(20),
  })
  .meta({ id: 'CategoryCheck' });
export type CheckBody = z.infer<typeof checkBody>;

/** Body of a signed agreement. */
export const agreementBody = z
  .strictObject({
    textVersion: codeId.meta({ example: 'deferral-2024-1' }),
    signedBy: z.enum(['patient', 'family']),
    signerName: nameOf(100),
    witness: nameOf(100).optional(),
    signedOn: day,
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'digest of the signed paper as scanned' }),
  })
  .meta({ id: 'Agreement' });
export type AgreementBody = z.infer<typeof agreementBody>;

/** How a stay in hospital can end; none of them is an error. */
export const dischargeWays = ['cured', 'transfer', 'against-advice', 'death', 'other'] as const;

/** A bill, fen. */
export const billBody = z
  .strictObject({
    totalFen: amount,
    outOfPolicyFen: amount,
    items: z
      .array(z.strictObject({ code: codeId, name: line(200), fen: amount, chargedOn: day.optional() }))
      .max(10_000)
      .optional(),
  })
  .refine((bill) => bill.outOfPolicyFen <= bill.totalFen, {
    ...coded('out-of-policy-above-total'),
    path: ['outOfPolicyFen'],
  })
  .refine(addsUp, {
    ...coded('bill-items-sum'),
    path: ['items'],
  });

/** Body of a discharge with its final bill. */
export const dischargeBody = z
  .strictObject({ dischargedOn: day, way: z.enum(dischargeWays), bill: billBody })
  .meta({ id: 'Discharge' });
export type DischargeBody = z.infer<typeof dischargeBody>;

/** Body of a payment at the window. */
export const paymentBody = z
  .strictObject({
    paymentId: senderId.meta({ description: 'the same id is one payment for ever' }),
    fen: amount.refine((value) => value > 0, coded('field-range')),
    paidOn: day,
    method: z.enum(['cash', 'card', 'transfer', 'mobile', 'credit-line']),
  })
  .meta({ id: 'PatientPayment' });
export type PaymentBody = z.infer<typeof paymentBody>;

/** Path of everything about one stay; any text is taken, for a malformed ref is simply no case. */
export const caseParams = z.object({ caseRef: z.string().meta({ example: 'case_0123456789abcdefghij' }) });
export type CaseParams = z.infer<typeof caseParams>;

/** A page of a list: the cursor comes from the page before. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ example: 50 }),
  cursor: z.string().max(500).optional(),
};
