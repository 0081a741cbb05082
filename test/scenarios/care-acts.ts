import { z } from 'zod';
import { chargeCategoryCodes, chargePolicyCodes } from '../../domain/charges.ts';
import { dischargeWays } from '../../domain/clinical.ts';
import { coreTransactions } from '../../domain/core-answers.ts';
import { drawBases } from '../../domain/credit-draws.ts';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { type Fen, parseYuan } from '../../domain/money.ts';
import { enteredMethods } from '../../domain/payment-methods.ts';
import { preSettlementCodes } from '../../domain/pre-settlement.ts';
import { type Readmission, readmissionWords } from '../../domain/readmission.ts';
import { signers } from '../../domain/signers.ts';

/** A day of a story. */
export const day = z
  .string()
  .refine(isLocalDate, 'is no day')
  .transform((text) => text as LocalDate);
/** Yuan to the fen, such as "15319.04"; in fen from here on. */
export const yuan = z
  .string()
  .regex(/^\d+\.\d\d$/, 'is not yuan with two decimals')
  .transform((text): Fen => parseYuan(text));
const signedYuan = z
  .string()
  .regex(/^-?\d+\.\d\d$/, 'is not yuan with two decimals')
  .transform((text): Fen => parseYuan(text));

/** Which of the stays of a scenario. */
export const of = z.enum(['first', 'second']).default('first');

const item = z.strictObject({
  item: z.string(),
  kind: z.enum(chargeCategoryCodes),
  amount: signedYuan,
  policy: z.enum(chargePolicyCodes).default('inside'),
  /** Who signed for it; `true`: the patient. */
  signed: z.union([z.boolean(), z.enum(signers)]).default(false),
  /** List and line of what it takes back. */
  corrects: z
    .string()
    .regex(/^\w+\/\d+$/)
    .optional(),
});

/** What happens to a stay while it goes on, and its end. */
export const careActs = [
  z.strictObject({
    ...{ act: z.literal('charge'), of, list: z.string(), day, items: z.array(item).min(1) },
    /** What the hospital's own system works out with it. */
    estimate: z.strictObject({ total: yuan, patient: yuan }).optional(),
    /** How many of its lines want a signature. */
    unsigned: z.int().default(0),
    /** The hub does not take it, and says this code. */
    refusedWith: z.string().optional(),
  }),
  z.strictObject({ act: z.literal('due-on-account'), of, amount: yuan }),
  z.strictObject({ act: z.literal('pay-on-account'), of, receipt: z.string(), amount: yuan }),
  z.strictObject({
    ...{ act: z.literal('pay'), of, amount: yuan, method: z.enum(enteredMethods).default('cash') },
    /** It was paid before by another way, and nothing is owed any more. */
    again: z.boolean().default(false),
    refusedWith: z.string().optional(),
  }),
  /** The bank keeps that much of the line for the stay. */
  z.strictObject({ act: z.literal('held'), of, amount: yuan }),
  /** The patient is told that the hospital will draw what was forgotten. */
  z.strictObject({ act: z.literal('draw-notice'), of, day, refusedWith: z.string().optional() }),
  z.strictObject({
    ...{ act: z.literal('draw'), of, basis: z.enum(drawBases) },
    /** Left out: all that may be drawn. */
    amount: yuan.optional(),
    refusedWith: z.string().optional(),
  }),
  /** The bank paid that much. */
  z.strictObject({ act: z.literal('drawn'), of, amount: yuan }),
  /** That much of what was drawn goes back to the line. */
  z.strictObject({ act: z.literal('back-to-the-line'), of, amount: yuan }),
  z.strictObject({
    /** The hospital's own rule of settling in mid-stay, put by two of its people. */
    ...{ act: z.literal('staging-rule'), of, amount: yuan.nullable(), days: z.int().nullable() },
    ...{ match: z.enum(['all', 'any']), offered: z.enum(['by-itself', 'by-person']) },
    ...{ hospital: z.string(), from: day, until: day, refusedWith: z.string().optional() },
  }),
  z.strictObject({
    ...{ act: z.literal('open-bill'), of, until: day.optional(), refusedWith: z.string().optional() },
  }),
  z.strictObject({
    ...{ act: z.literal('withdraw-bill'), of, bill: z.int(), refusedWith: z.string().optional() },
  }),
  /** A bill in mid-stay stands so; with what is the patient's of it. */
  z.strictObject({
    ...{ act: z.literal('bill'), of, bill: z.int(), state: z.string(), patient: yuan.optional() },
  }),
  /** The hospital asks what the bill would come to at the insurer, and hears it; without an answer the insurer stayed silent. */
  z.strictObject({
    ...{ act: z.literal('try-bill'), of, total: yuan, outOfPolicy: yuan },
    state: z.enum(preSettlementCodes).default('answered'),
    patient: yuan.nullable().default(null),
    refusedWith: z.string().optional(),
  }),
  /** How much deposit may be asked, and how much of it is still to be paid. */
  z.strictObject({
    ...{ act: z.literal('deposit'), of, state: z.enum(['none', 'no-figure', 'at-most']).default('at-most') },
    ...{ atMost: yuan.nullable().default(null), still: yuan.nullable().default(null) },
  }),
  /** The stay shows so many days since the last one at this hospital, and what the insurer's rule says to that. */
  z.strictObject({
    ...{ act: z.literal('readmitted'), of, days: z.int() },
    state: z.enum(Object.keys(readmissionWords) as Readmission['state'][]),
  }),
  /** Whoever waits for the settlement may leave, and pays that much now. */
  z.strictObject({
    ...{ act: z.literal('may-leave'), of, pay: yuan },
    basis: z.enum(['share-of-total', 'pre-settlement', 'sure-part']),
  }),
  z.strictObject({
    ...{ act: z.literal('discharge'), of, day, total: yuan, outOfPolicy: yuan },
    way: z.enum(dischargeWays).default('cured'),
    /** The patient lets the insurer take of the account. */
    accountUsed: z.boolean().default(false),
    /** Why the bill is not the sum of its lists. */
    because: z.string().optional(),
    refusedWith: z.string().optional(),
  }),
] as const;

/** The hospital's own system carries out a transaction at the insurer, and delivers the reply. */
export const deliverAct = z.strictObject({
  ...{ act: z.literal('deliver'), of, transaction: z.enum(coreTransactions) },
  /** The bill that is settled. */
  bill: z
    .strictObject({ day, total: yuan, outOfPolicy: yuan, accountUsed: z.boolean().default(false) })
    .optional(),
});

export type CareStep = z.infer<(typeof careActs)[number]>;
