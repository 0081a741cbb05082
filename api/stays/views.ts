/**
 * What the door shows: no identity, no name, no diagnosis, nothing that the window told at admission (domain/arrival.ts). Whoever
 * reads a stay reads this: hospitals, operators, auditors, the health commission. Amounts in fen, instants with +08:00.
 */
import { z } from 'zod';
import { parties } from '../../domain/ids.ts';
import { stages } from '../../domain/stay.ts';
import { decisionReply, settlementReply } from '../../policies/engine/requests.ts';
import { stayEventCodes } from '../../store/stays/event-kinds.ts';
import { fen, instant } from '../http/answer-words.ts';
import { interimBills, onAccount, runningCharges } from '../money/charge-views.ts';
import { creditView } from '../money/credit-view.ts';
import { obligationView } from '../money/obligation-view.ts';
import { preSettlementView } from '../money/pre-settlement-view.ts';
import { patientView, receivables } from '../money/receivables-view.ts';
import { attention, eventDetail, offered } from './attention-view.ts';
import { conditionsShown } from './condition-views.ts';
import { leavingView } from './leaving-view.ts';
import { neighbourFields } from './neighbours-view.ts';
import { waiverView } from './waiver-view.ts';
import { openWorkView } from './work-view.ts';

const day = z.string().meta({ format: 'date', example: '2024-03-01' });
const caseRef = z.string().meta({ example: 'case_0123456789abcdefghij' });

const decision = decisionReply.meta({ id: 'Decision' });
const settlement = settlementReply.meta({ id: 'Settlement' });

const summaryFields = {
  caseRef,
  institution: z.string(),
  admissionNo: z.string(),
  scheme: z.string(),
  admittedOn: day,
  emergency: z.boolean(),
  settledBy: z.enum(['hub', 'hospital']).meta({
    description: 'who registers and settles with the insurer, by the hospital’s rule of the admission day',
  }),
  voucherNo: z.string().nullable().meta({ description: 'the paper slip of an outage; null: none' }),
  stage: z.enum(stages),
  acceptedAt: instant,
  begunAt: instant.nullable(),
  closedAt: instant.nullable(),
};

/** One stay with all that the hospital may know of it. */
export const stayView = z
  .object({
    ...summaryFields,
    decision: decision.nullable().meta({ description: 'null: admit now, the decision follows' }),
    waiver: waiverView.nullable().meta({ description: 'null: the admission is not decided' }),
    conditions: conditionsShown,
    leaving: leavingView.nullable().meta({
      description: 'how the patient leaves though no settlement has come; null: not discharged, or settled',
    }),
    openWork: z.array(openWorkView).meta({
      description: 'what is still to be done; empty once the stay is over and nobody owes anything',
    }),
    attention: z.array(attention),
    offered,
    checks: z.array(
      z.object({ by: z.enum(['doctor', 'desk']), categories: z.array(z.string()), at: instant }),
    ),
    agreement: z
      .object({ textVersion: z.string(), signedOn: day })
      .nullable()
      .meta({ description: 'null: none was signed' }),
    ...neighbourFields,
    discharge: z
      .object({
        ...{ dischargedOn: day, totalFen: fen, outOfPolicyFen: fen, acceptedAt: instant },
        accountUsed: z.boolean().meta({ description: 'the insurer may take of the patient’s account' }),
      })
      .nullable(),
    charges: runningCharges
      .nullable()
      .meta({ description: 'what the daily lists say so far; null: none was sent' }),
    preSettlement: preSettlementView.nullable().meta({
      description: 'what the bill would come to at the insurer (2303), as it was last asked; null: never',
    }),
    onAccount: onAccount
      .nullable()
      .meta({ description: 'staged payment; null: no stage was reached and nothing was paid so' }),
    interimBills,
    creditLine: creditView.nullable().meta({
      id: 'CreditLineOfStay',
      description: 'the bank’s line for the own part; null: the bank told of none',
    }),
    settlement: settlement.nullable().meta({ description: 'of all bills so far; null: none was settled' }),
    receivables: receivables
      .nullable()
      .meta({ description: 'what keeps a settled stay open; null before the settlement' }),
  })
  .meta({ id: 'Stay' });

/** A page of stays. */
export const stayPage = z.object({
  stays: z.array(z.object(summaryFields).meta({ id: 'StaySummary' })),
  next: z.string().nullable().meta({ description: 'cursor of the next page' }),
});

/** A settlement, how far each payer is, and what the patient has paid. */
export const settlementView = z
  .object({
    caseRef,
    settlement,
    interimBills,
    obligations: z.array(obligationView),
    patient: patientView.extend({
      payments: z.array(z.object({ paymentId: z.string(), fen, paidOn: day, method: z.string() })),
    }),
  })
  .meta({ id: 'SettlementState' });

/** What happened to a stay, in order. */
export const eventsView = z.object({
  events: z.array(
    z.object({
      eventId: z.int(),
      kind: z.enum(stayEventCodes),
      ...{ zh: z.string(), en: z.string() },
      at: instant,
      detail: z
        .record(z.string(), z.union([z.string(), z.number(), eventDetail]))
        .meta({ description: 'codes and amounts; under about: why a stay waits' }),
    }),
  ),
});

/** Stays, lists, parties and addresses that wait, longest first. */
export const attentionPage = z.object({
  attention: z.array(
    z.union([
      attention
        .extend({ kind: z.literal('stay'), caseRef, institution: z.string(), stage: z.enum(stages) })
        .meta({ id: 'AttentionItem' }),
      attention
        .extend({
          kind: z.literal('list'),
          listId: z.string(),
          version: z
            .int()
            .nullable()
            .meta({ description: 'null: the list itself, as when it cannot be fetched' }),
        })
        .meta({ id: 'ListAttentionItem' }),
      attention
        .extend({ kind: z.literal('party'), party: z.enum(parties) })
        .meta({ id: 'PartyAttentionItem' }),
      attention
        .extend({
          ...{ kind: z.literal('webhook'), party: z.string(), name: z.string(), organisation: z.string() },
          institution: z.string().nullable(),
        })
        .meta({ id: 'WebhookAttentionItem' }),
    ]),
  ),
  next: z.string().nullable(),
});
