import { z } from 'zod';
import { objectionDeciders } from '../../domain/objection-resolutions.ts';
import { calendars } from './parameter-units.ts';

const flag = z.boolean();
const count = z.number().int().nonnegative();

const interim = {
  kind: z.literal('interim'),
  what: z.enum(['settlement', 'payment']),
  needs: z.enum(['both', 'either']),
  by: z.enum(['institution', 'own-part']),
};
/** Who obtains the agencies' lists, whose systems recognise people from them, and within how many days one takes what waits for it. */
const lists = {
  kind: z.literal('lists'),
  obtains: z.literal('health-commission'),
  embeds: z.literal('institution'),
  receiptDays: count,
};
const deferral = {
  kind: z.literal('deferral'),
  allowed: flag,
  instalments: flag,
  datesRequired: flag,
  signers: z.array(z.enum(['patient', 'family'])).min(1),
  template: z.literal('institution'),
  discretion: z.literal('hospital'),
  afterwards: z.literal('discharged'),
  /** The last day of a plan, in months from the day on which it was signed. */
  monthsAtMost: count,
  /** How many days before each day of the plan the patient is reminded. */
  remindDaysBefore: count,
};

/** What a practice says of itself: the fields of every entry, then those of its kind. */
export function practiceShapes<Base extends z.ZodRawShape>(base: Base) {
  return z.discriminatedUnion('kind', [
    /** Settling in stages during a long or costly stay: by the institution's own rules, or by the patient's own part. */
    z.strictObject({ ...base, ...interim }),
    /** Paying the own part later, under an agreement with dates. */
    z.strictObject({ ...base, ...deferral }),
    z.strictObject({
      ...base,
      kind: z.literal('arrears'),
      scope: z.enum(['district', 'bank']),
      /** Who keeps the record; left out: the text names nobody. In the hub people of the health commission act for the health bureau. */
      keeper: z.literal('health-bureau').optional(),
      answerDays: count.optional(),
      listedMonths: count.optional(),
      objectionDays: count.optional(),
      /** What warns the hospital early, and after how many unpaid days. */
      warnsOf: z.array(z.enum(['first-instalment-missed', 'long-unpaid'])).optional(),
      warnsAfterDays: count.optional(),
      blocksEntry: flag,
      endsBenefitInCare: flag,
      neverInEmergency: flag.optional(),
      unsettledStayBlocksReadmission: flag.optional(),
    }),
    z.strictObject({
      ...base,
      kind: z.literal('credit-line'),
      interestFreeDays: count,
      interestFreeFrom: z.enum(['drawing', 'discharge', 'billing']),
      bankPays: z.enum(calendars),
      startedByHospitalIfForgotten: flag,
      instalments: flag,
      sharedWithOutpatient: flag,
      revolving: flag,
    }),
    z.strictObject({ ...base, kind: z.literal('monthly-report'), dueBefore: count, internalDay: count }),
    z.strictObject({ ...base, ...lists }),
    /** Who waits at discharge for a settlement that does not come leaves after so long. */
    z.strictObject({ ...base, kind: z.literal('leaving'), waitMinutes: count }),
    z.strictObject({ ...base, kind: z.literal('members'), retiredCountAsPaying: flag }),
    z.strictObject({
      ...base,
      kind: z.literal('supplement'),
      afterExit: z.enum(['covered', 'not-covered', 'ask']),
    }),
    /** Who decides about an objection to a decision, and within how many days. */
    z.strictObject({
      ...{ ...base, kind: z.literal('objection'), decides: z.enum(objectionDeciders), dueDays: count },
    }),
    z.strictObject({ ...base, kind: z.enum(['window', 'contacts', 'notice', 'exclusion-found-later']) }),
  ]);
}
