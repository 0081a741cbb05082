/** What the door takes: strict, so that a misspelt field is an error and not silently dropped. Amounts in fen. */
import { z } from 'zod';
import { dischargeWays } from '../../domain/clinical.ts';
import { paperKindCodes } from '../../domain/condition-kinds.ts';
import { paymentMethodCodes } from '../../domain/payment-methods.ts';
import { signers } from '../../domain/signers.ts';
import { ifNotWaived } from '../../domain/waiver.ts';
import { categoryCodes, exclusionCodes } from '../../policies/codes/codes.ts';
import { addsUp } from './bill-sum.ts';
import { bornAsTold, bornFields, shownCard, whoFields } from './certificates.ts';
import { clinical } from './clinical.ts';
import { coded } from './field-errors.ts';
import { amount, codeId, day, division, line, nameOf, senderId } from './words.ts';

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

/** How somebody is reached, as the window writes it. */
const phone = line(40);

/** Body of an admission. */
export const admissionBody = z
  .strictObject({
    scheme: codeId.optional().meta({
      example: 'kaizhou-2024',
      description:
        'left out: the one in force at the place of the institution on the admission day; one that is named must be it, or one that it adopts',
    }),
    institution: codeId.meta({ example: 'H50015400001' }),
    admissionNo: senderId,
    admittedOn: day,
    emergency: z.boolean().meta({ example: false }),
    referred: z.boolean().optional().meta({ example: true, description: 'left out: nobody said' }),
    patient: z
      .strictObject({
        ...{ ...whoFields, ...bornFields },
        shown: shownCard.optional().meta({
          description: 'card or voucher that was shown, where the insurer is to be asked by it',
        }),
        name: nameOf(100).meta({ example: '张三' }),
        address: line(300).optional(),
        phone: phone.optional(),
        householdDivision: division.optional(),
      })
      .superRefine(bornAsTold),
    transferredFrom: z.string().max(40).optional().meta({
      example: 'case_0123456789abcdefghij',
      description: 'the case of the hospital from which the patient was transferred, as its paper says',
    }),
    ifNotWaived: z.enum(ifNotWaived).optional().meta({
      description:
        'what becomes of the stay where the deposit is not waived and the person is insured: it goes on as an insured stay, or ends here; left out: where the scheme does not say, the hospital says so later',
    }),
    diagnosis: z.strictObject({ code: codeId.meta({ example: 'J18.9' }), name: line(200) }).optional(),
    clinical: clinical.optional(),
    facts: facts.optional(),
    voucherNo: senderId.optional().meta({
      description:
        'number of the paper slip by which the patient was admitted while the systems were away; decided as of admittedOn',
    }),
  })
  .meta({ id: 'Admission' });
export type AdmissionBody = z.infer<typeof admissionBody>;

/** Body of one look at the person's category. */
export const checkBody = z
  .strictObject({
    by: z.enum(['doctor', 'desk']),
    checkedBy: nameOf(100).meta({ example: '工号 1024', description: 'who looked, and answers for it' }),
    categories: z.array(z.enum(categoryCodes)).min(1).max(20),
    saw: z
      .array(z.enum(paperKindCodes))
      .min(1)
      .max(10)
      .optional()
      .meta({
        description: 'which papers were seen',
        example: ['insurance-card', 'identity-card'],
      }),
    doneOn: day.optional().meta({ description: 'the real day of a look that is entered later' }),
  })
  .meta({ id: 'CategoryCheck' });
export type CheckBody = z.infer<typeof checkBody>;

/** Body of a signed agreement. */
export const agreementBody = z
  .strictObject({
    textVersion: codeId.meta({ example: 'deferral-2024-1' }),
    signedBy: z.enum(signers),
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

/** The patient's choice. */
export const accountUsed = z.boolean().optional().meta({
  description:
    'whether the insurer may take of the patient’s own account, and of the family’s, for the own part (acct_used_flag); the patient chooses, left out at the discharge: not',
});

/** Body of a discharge with its final bill. */
export const dischargeBody = z
  .strictObject({
    dischargedOn: day,
    way: z.enum(dischargeWays),
    clinical: clinical.optional(),
    bill: billBody,
    accountUsed,
    differsBecause: line(500)
      .optional()
      .meta({ description: 'why the bill is not the sum of the daily lists, where any were sent' }),
  })
  .meta({ id: 'Discharge' });
export type DischargeBody = z.infer<typeof dischargeBody>;

/** Body of a correction of how the patient is reached. */
export const contactBody = z.strictObject({ phone }).meta({ id: 'Contact' });
export type ContactBody = z.infer<typeof contactBody>;

/** Body of a payment at the window. */
export const paymentBody = z
  .strictObject({
    paymentId: senderId.meta({ description: 'the same id is one payment for ever' }),
    fen: amount.refine((value) => value > 0, coded('field-range')),
    paidOn: day,
    method: z
      .enum(paymentMethodCodes)
      .meta({ description: 'not `credit-line`, which the bank alone tells (`credit-payment-by-hand`)' }),
    receiptNo: senderId
      .optional()
      .meta({ description: 'number of the hospital’s receipt; needed before the settlement, on account' }),
    cashier: senderId.optional().meta({
      description: 'who took it, as the hospital’s system names the cashier; for the count of the day',
    }),
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
