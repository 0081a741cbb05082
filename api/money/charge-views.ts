/** How the door shows what a stay costs while it goes on. Amounts in fen; names and codes of items only in a day's list. */
import { z } from 'zod';
import { chargeCategoryCodes, chargePolicyCodes } from '../../domain/charges.ts';
import { payers } from '../../domain/ids.ts';
import { signers } from '../../domain/signers.ts';
import { fen, instant } from '../http/answer-words.ts';

const day = z.string().meta({ format: 'date', example: '2024-03-01' });
const bilingual = { zh: z.string(), en: z.string() };
const sums = {
  totalFen: fen,
  insideFen: fen,
  outsideFen: fen.meta({ description: 'fen; outside the policy, self-paid items among it' }),
  selfPaidFen: fen,
};

const estimate = z
  .object({
    source: z.enum(['hospital', 'insurer', 'scheme']).meta({
      description:
        'whose figures: the hospital’s own, what the insurer’s pre-settlement (2303) comes to, or the rules of the scheme before any payer answered',
    }),
    day: day.nullable().meta({ description: 'of which the figures speak; null of the scheme' }),
    totalFen: fen.meta({ description: 'fen; the cost of which they speak' }),
    patient: z.object({ atLeastFen: fen, atMostFen: fen }),
    shares: z.array(
      z.object({ payer: z.enum(payers), fen: fen.nullable().meta({ description: 'null: not known yet' }) }),
    ),
    unknown: z.array(z.enum(payers)).meta({ description: 'whose part only their own answer will tell' }),
  })
  .meta({ id: 'RunningEstimate' });

/** What the daily lists of a stay say so far; no item by name. */
export const runningCharges = z
  .object({
    ...{ lists: z.int(), lateLists: z.int(), lastDay: day, ...sums },
    unsigned: z
      .object({ items: z.int(), fen })
      .meta({ description: 'self-paid items that nobody signed for and that still stand' }),
    estimate,
    warning: z
      .object({
        code: z.literal('own-part-high'),
        ruleNo: z.string(),
        limit: z.enum(['share', 'amount']),
        ...bilingual,
      })
      .nullable()
      .meta({ description: 'the own part has reached a limit of the hospital’s own rule' }),
    bill: z
      .object({ totalFen: fen, chargedFen: fen, differs: z.boolean() })
      .nullable()
      .meta({ description: 'the bill of the discharge beside the sum of the lists; null before it' }),
  })
  .meta({ id: 'RunningCharges' });

/** Staged payment (分阶段缴费) of a stay; it stops neither treatment nor discharge. */
export const onAccount = z
  .object({
    paidFen: fen.meta({ description: 'fen; all that was paid on account' }),
    heldFen: fen.meta({ description: 'fen; of it neither credited at the settlement nor owed back' }),
    dueFen: fen.meta({ description: 'fen; what the patient is asked for now' }),
    stages: z.array(
      z.object({
        ...{ stage: z.int(), ruleNo: z.string(), targetFen: fen, reachedOn: day },
        state: z.enum(['to-offer', 'due', 'paid', 'over']).meta({
          description:
            '`to-offer`: reached, and a person of the hospital offers it; `over`: not paid before the discharge, the settlement says what is due',
        }),
      }),
    ),
    payments: z.array(z.object({ paymentId: z.string(), receiptNo: z.string(), fen, paidOn: day })),
  })
  .meta({ id: 'OnAccount' });

/** Bills that were settled with the payers while the stay went on, each by itself; they add up to the settlement, with the last one. */
export const interimBills = z
  .array(
    z.object({
      ...{ bill: z.int(), ruleNo: z.string(), fromDay: day.nullable(), toDay: day.nullable() },
      totalFen: fen.nullable().meta({ description: 'fen; what was charged and not settled before' }),
      outOfPolicyFen: fen.nullable(),
      patientFen: fen.nullable().meta({ description: 'fen; the patient’s part of it; null: not settled' }),
      shares: z.array(z.object({ payer: z.enum(payers), fen })).nullable(),
      state: z.enum(['to-open', 'open', 'settled', 'withdrawing', 'withdrawn', 'over']).meta({
        description:
          '`to-open`: the rule is reached, and a person of the hospital opens it; `over`: nobody did before the discharge',
      }),
    }),
  )
  .meta({ id: 'InterimBills', description: 'settled with the payers in mid-stay, in order' });

const shownEntry = z.object({
  ...{ listNo: z.string(), line: z.int(), late: z.boolean(), code: z.string(), name: z.string() },
  ...{ category: z.enum(chargeCategoryCodes), quantity: z.string(), fen, policy: z.enum(chargePolicyCodes) },
  signature: z.object({ signedBy: z.enum(signers), signerName: z.string(), signedOn: day }).nullable(),
  flags: z.array(z.literal('signature-missing')),
  corrects: z.object({ listNo: z.string(), line: z.int() }).nullable(),
});

/** The daily list of a stay, and what all its days sum up to. */
export const chargesView = z
  .object({
    caseRef: z.string(),
    days: z.array(z.object({ day, lists: z.int(), lateLists: z.int(), ...sums })),
    day: z
      .object({
        ...{ day, ...sums, runningFen: fen.meta({ description: 'fen; of all days up to this one' }) },
        lists: z.array(
          z.object({ listNo: z.string(), late: z.boolean(), recordedBy: z.string(), recordedAt: instant }),
        ),
        byCategory: z.array(z.object({ category: z.enum(chargeCategoryCodes), ...bilingual, fen })),
        entries: z.array(shownEntry),
      })
      .nullable()
      .meta({ description: 'the day that was asked for; null: none was' }),
    running: runningCharges.nullable().meta({ description: 'null: no list was sent' }),
    differsBecause: z.string().nullable().meta({
      description: 'why the bill is not the sum of its lists, as the hospital said at the discharge',
    }),
  })
  .meta({ id: 'Charges' });

/** What became of a list that was sent. */
export const chargeListView = z
  .object({
    ...{ caseRef: z.string(), listNo: z.string(), day, late: z.boolean(), ...sums },
    flags: z
      .array(z.object({ line: z.int(), code: z.literal('signature-missing'), ...bilingual }))
      .meta({ description: 'lines of the list that want something; the list is taken all the same' }),
    running: runningCharges,
  })
  .meta({ id: 'ChargeListTaken' });
