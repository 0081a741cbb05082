/** How the door shows what a stay or a list waits for. Amounts in fen, instants with +08:00. */
import { z } from 'zod';
import type { AttentionDetail } from '../../domain/attention-detail.ts';
import { conditionKindCodes } from '../../domain/condition-kinds.ts';
import { coreTransactions } from '../../domain/core-answers.ts';
import { payers } from '../../domain/ids.ts';
import { coverStates, coverTypes } from '../../domain/insurance.ts';
import { recordAnswerKinds, recordParties } from '../../domain/record-answers.ts';
import { claimRefusalKindCodes } from '../../domain/refusal-kinds.ts';
import { resolutionCodes } from '../../domain/resolutions.ts';
import { roleCodes } from '../../domain/roles.ts';
import { attentionCodes } from '../../domain/stay.ts';
import { actingRoles } from '../../domain/who-acts.ts';
import { fen, instant } from '../http/answer-words.ts';

const brokenAnswer = z.object({
  payer: z.enum(payers),
  rule: z.string(),
  article: z.string(),
  answeredFen: fen.nullable().meta({ description: 'null: no answer' }),
  allowedFen: fen,
});
const coverCodes = z.object({
  type: z.enum(coverTypes).nullable(),
  status: z.enum(coverStates),
  division: z.string().nullable(),
});
/** Why exactly a stay waits: codes and amounts only. */
const detailFields = {
  refusal: {
    refusal: z.string(),
    partyCode: z.string().nullable(),
    answerUntil: z
      .string()
      .optional()
      .meta({ format: 'date', description: 'until when the hospital may answer a deduction' }),
  },
  missing: { names: z.array(z.string()) },
  fields: {
    fields: z.array(
      z.object({
        place: z
          .string()
          .meta({ description: 'in the form of the insurer', example: '2401.mdtrtinfo.adm_bed' }),
        field: z.string().meta({ description: 'in `clinical` of the door', example: 'bed' }),
        ...{ zh: z.string(), en: z.string() },
      }),
    ),
  },
  'broken-rule': {
    answers: z.array(brokenAnswer),
    ifAccepted: z
      .object({ shares: z.array(z.object({ payer: z.string(), fen })), patientFen: fen })
      .optional()
      .meta({ description: 'what the bill would come to if they counted as answered' }),
  },
  unfit: { codes: z.array(z.string()) },
  'other-amount': { owedFen: fen, paidFen: fen },
  unpaid: { balanceFen: fen },
  overdue: { overdueFen: fen, dueOn: z.string().meta({ format: 'date' }) },
  estate: { balanceFen: fen },
  arrears: {
    ...{ owedFen: fen, answers: z.int() },
    dueOn: z.string().nullable().meta({ format: 'date', description: 'by when the first is to be decided' }),
  },
  'owed-back': { debtor: z.string(), owedFen: fen },
  identity: {
    insurer: z.enum(['same-name', 'other-name', 'no-name', 'person-unknown']),
    otherwise: z.array(z.string()).meta({ description: 'who spells the name otherwise; no spelling' }),
    relative: z.boolean(),
  },
  'core-answer': { transaction: z.enum(coreTransactions) },
  cover: { was: coverCodes, now: coverCodes },
  'other-stay': { caseRef: z.string() },
  condition: {
    condition: z.string(),
    record: z.enum(conditionKindCodes),
    dueOn: z.string().meta({ format: 'date' }),
  },
  keeper: {
    ...{ keeper: z.enum(recordParties), found: z.enum(recordAnswerKinds) },
    ticked: z.boolean().nullable().meta({ description: 'what the window said; null: nothing' }),
  },
  objection: { objection: z.int(), dueOn: z.string().meta({ format: 'date' }) },
  fault: { activity: z.string(), fault: z.string() },
  'not-fetched': { trouble: z.string(), failures: z.int() },
  parked: { calls: z.int() },
  nightly: {
    work: z.enum(['pull', 'count']),
    found: z.enum(['schedule-paused', 'run-paused', 'run-ended']),
  },
} as const satisfies Record<AttentionDetail['kind'], unknown>;
const detailKinds = Object.keys(detailFields) as (keyof typeof detailFields)[];
const detailOf = (words: Record<string, z.ZodType>) =>
  z.union(detailKinds.map((kind) => z.object({ kind: z.literal(kind), ...detailFields[kind], ...words })));

/** Why exactly, as events tell it. */
export const eventDetail = detailOf({}).meta({ id: 'AttentionDetail' });

/** What a person may do: by whom it is proposed, and who confirms it. */
const offerFields = {
  kind: z.enum(resolutionCodes),
  ...{ zh: z.string(), en: z.string() },
  proposes: z.array(z.enum(roleCodes)),
  confirms: z.array(z.enum(roleCodes)).nullable().meta({ description: 'null: one person does it' }),
};

/** What may be done about a stay at its stage, though nothing waits. */
export const offered = z.array(z.object({ ...offerFields, on: z.string() })).meta({
  description: 'what a person may do about the stay though nothing waits: POST …/resolutions',
});

/** What a stay or a list waits for. */
export const attention = z
  .object({
    code: z.enum(attentionCodes),
    blockedOn: z.string().meta({ description: 'a party, or operator, hospital, hub' }),
    mustAct: z.object({
      role: z.enum(actingRoles),
      organisation: z.string().nullable(),
    }),
    since: instant,
    due: instant,
    step: z.string(),
    detail: detailOf({ zh: z.string(), en: z.string() })
      .nullable()
      .meta({ description: 'why exactly; null where the code says all' }),
    zh: z.string(),
    en: z.string(),
    todo: z.object({ zh: z.string(), en: z.string() }),
    commands: z.array(z.string()).meta({
      description:
        'what whoever must act, or the operator, types at `hub`, beside the resolutions: first what shows more, then the ways of which one is taken; what stands in <…> is filled in',
      example: ['hub list release zaoqiang-civil-affairs 3'],
    }),
    refusalKind: z
      .object({ kind: z.enum(claimRefusalKindCodes), zh: z.string(), en: z.string() })
      .nullable()
      .meta({
        description:
          'what a payer means by its no to a claim; null: nobody listed the code, or it is no such no',
      }),
    resolutions: z
      .array(z.object(offerFields))
      .meta({ description: 'what a person may do about it: POST /v1/stays/{caseRef}/resolutions' }),
  })
  .meta({ id: 'Attention' });
