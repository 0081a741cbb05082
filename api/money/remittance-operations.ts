import { z } from 'zod';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef, PayerId } from '../../domain/ids.ts';
import { isCaseRef, parties, payers } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import { fen, instant } from '../http/answer-words.ts';
import { coded } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { pageQuery } from '../http/schemas.ts';
import { codeId, day, int4, line } from '../http/words.ts';

const signed = z
  .number()
  .refine((value) => Number.isSafeInteger(value), coded('amount-unsafe'))
  .transform((value) => value as Fen)
  .meta({ type: 'integer', example: 1250000, description: 'fen; below 0: it left again' });

export const remittanceBody = z
  .strictObject({
    institution: codeId.meta({ example: 'H50015400001' }),
    party: z.enum(parties).meta({ description: 'who sent it' }),
    amountFen: signed,
    arrivedOn: day,
    bankRef: line(100).meta({
      description: 'the bank’s own number; the same number is one arrival for ever',
    }),
  })
  .meta({ id: 'Remittance' });
export type RemittanceBody = z.infer<typeof remittanceBody>;

const claim = {
  caseRef: z
    .string()
    .refine(isCaseRef, coded('text-invalid'))
    .transform((text) => text as CaseRef)
    .meta({ type: 'string' }),
  payer: z.enum(payers).transform((payer): PayerId => payer),
  claimSequence: int4,
};

export const allocationBody = z
  .strictObject({
    after: z.int().min(0).meta({ description: 'how many lines the remittance had when it was looked at' }),
    allocations: z
      .array(z.strictObject({ ...claim, fen: signed.refine((value) => value !== 0, coded('field-range')) }))
      .min(1)
      .max(500),
  })
  .meta({ id: 'Allocations' });
export type AllocationBody = z.infer<typeof allocationBody>;

const shownClaim = { caseRef: z.string(), payer: z.enum(payers), claimSequence: z.int(), fen };

export const remittanceView = z
  .object({
    remittanceId: z.string(),
    institution: z.string(),
    party: z.enum(parties),
    amountFen: fen,
    arrivedOn: z.string().meta({ format: 'date' }),
    bankRef: z.string(),
    actor: z.string(),
    recordedAt: instant,
    unallocatedFen: fen.meta({ description: 'fen; what nobody has explained yet' }),
    allocations: z.array(z.object({ line: z.int(), ...shownClaim, actor: z.string() })),
    suggestions: z
      .array(z.object(shownClaim))
      .meta({ description: 'claims of which exactly what is left has not arrived yet' }),
  })
  .meta({ id: 'ShownRemittance' });

export const remittanceQuery = z.strictObject({
  ...pageQuery,
  open: z.enum(['true', 'false']).default('false').meta({ description: 'only those with something left' }),
  remittanceId: z.string().max(40).optional().meta({ description: 'only this one', example: 'R00000001' }),
});
/** Where the next page begins. */
export const remittanceCursor = z.strictObject({
  arrivedOn: z.iso.date().transform((date) => date as LocalDate),
  remittanceId: z.string().max(40),
});
export const remittanceParams = z.object({ remittanceId: z.string().meta({ example: 'R00000001' }) });

export const record = operation({
  id: 'recordRemittance',
  zh: '登记到账(待核款)',
  en: 'money arrived: it stands with its sender until it is allocated',
  tag: 'payers',
  body: remittanceBody,
  replies: {
    201: { about: 'recorded', schema: remittanceView },
    200: { about: 'recorded before', schema: remittanceView },
  },
  problems: ['remittance-conflict', 'not-allowed', 'request-invalid'],
});

export const list = operation({
  id: 'listRemittances',
  zh: '到账与核销',
  en: 'money that arrived, and what it is for',
  tag: 'payers',
  query: remittanceQuery,
  replies: {
    200: {
      about: 'a page, oldest first',
      schema: z.object({ remittances: z.array(remittanceView), next: z.string().nullable() }),
    },
  },
  problems: ['request-invalid'],
});

export const allocate = operation({
  id: 'allocateRemittance',
  zh: '到账分配至申报',
  en: 'say which claims the money is for, in whole or in parts; below 0: taken back or netted',
  tag: 'payers',
  params: remittanceParams,
  body: allocationBody,
  replies: { 201: { about: 'booked', schema: remittanceView } },
  problems: ['remittance-unknown', 'allocation-unfit', 'claim-unfit', 'request-invalid'],
});
