import { z } from 'zod';
import {
  arrangedWays,
  type ConditionKind,
  conditionKindCodes,
  conditionKinds,
  paperKindCodes,
} from '../../domain/condition-kinds.ts';
import { type ConditionRecord, conditionStarts } from '../../domain/conditions.ts';
import { recordAnswerKinds, recordParties } from '../../domain/record-answers.ts';
import { roleCodes, roles } from '../../domain/roles.ts';
import { signers } from '../../domain/signers.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import { instant } from '../http/answer-words.ts';
import type { ViewOf } from '../http/view-of.ts';
import type { Rules } from './offered.ts';

const day = z.string().meta({ format: 'date', example: '2024-03-01' });
const words = { zh: z.string(), en: z.string() };

/** Roles of the hospital that record it. */
export const mustAct = z.array(z.object({ role: z.enum(roleCodes), ...words }));

/** How one thing stands that the scheme asks of a stay; who did it and what they saw stands in `GET …/conditions`. */
const shownCondition = z
  .object({
    condition: z.string().meta({ description: 'its name in the scheme', example: 'second-check' }),
    record: z.enum(conditionKindCodes).meta({ description: 'the record that shows it' }),
    ...words,
    article: z.string(),
    mustAct,
    dueFrom: z.enum(conditionStarts),
    dueOn: day.nullable().meta({ description: 'null: the discharge from which it counts is still to come' }),
    state: z.enum(['open', 'met', 'excused']),
    metOn: day.nullable(),
  })
  .meta({ id: 'StayCondition' });

/** All of a stay. */
export const conditionsShown = z.array(shownCondition).meta({
  description:
    'what the scheme asks, of which a record is kept, what is due first comes first; none of it stops treatment',
});

/** They as they stand, with the words of the scheme's version of the admission day. */
export function conditionsOf(rules: Rules, { stay, conditions }: WholeStay): ViewOf<typeof conditionsShown> {
  return conditions.map(({ condition, kind, dueFrom, dueOn, metOn, excusedBy }) => ({
    ...{ condition, record: kind, ...conditionWords(rules, stay, { condition, kind }) },
    ...{ mustAct: actingRoles(kind), dueFrom, dueOn, metOn },
    state: metOn === null ? 'open' : excusedBy === null ? 'met' : 'excused',
  }));
}

/** What a condition asks and by which article, as the scheme's version of the admission day has it. */
export function conditionWords(
  { schemes }: Rules,
  { scheme, admittedOn }: Pick<WholeStay['stay'], 'scheme' | 'admittedOn'>,
  { condition, kind }: { readonly condition: string; readonly kind: ConditionKind },
) {
  const found = schemes.version(scheme, admittedOn);
  const told = found.kind === 'in-force' ? found.scheme.conditions : [];
  const { zh, en, article } = told.find(({ rule }) => rule === condition) ?? {
    ...{ ...conditionKinds[kind], article: '' },
  };
  return { zh, en, article };
}

/** Who of the hospital records what shows it. */
export function actingRoles(kind: ConditionKind) {
  return conditionKinds[kind].by.map((role) => ({ role, zh: roles[role].zh, en: roles[role].en }));
}

const signer = z.enum(signers);
const doer = {
  doneOn: day,
  doneBy: z.string().meta({ description: 'name or staff number of who did it' }),
  recordedBy: z
    .string()
    .nullable()
    .meta({ description: 'organisation/actor; null: not kept by an older version' }),
  recordedAt: instant,
};

const recordTold = z
  .object({
    kind: z.enum(recordAnswerKinds),
    ...{ since: day.optional(), number: z.string().optional(), count: z.int().optional() },
  })
  .meta({ id: 'RecordTold' });

type FieldOf<Told> = Told extends unknown ? keyof Told : never;

/** What a record says by its kind, beside who did it when. */
const toldFields = {
  note: z.string().optional(),
  papers: z
    .array(z.object({ paper: z.enum(paperKindCodes), copied: z.boolean(), kept: z.boolean() }))
    .optional(),
  payers: z.array(z.string()).optional(),
  signedBy: signer.optional(),
  signerName: z.string().optional(),
  textVersion: z.string().optional(),
  sha256: z.string().optional(),
  cause: z.string().optional(),
  office: z.string().optional(),
  filingNo: z.string().optional(),
  from: z.string().optional(),
  letterNo: z.string().optional(),
  to: signer.optional(),
  way: z
    .enum([...arrangedWays, 'phone', 'visit', 'clinic'])
    .optional()
    .meta({ description: 'how arrears were put in order, or how the patient was followed up' }),
  found: recordTold.optional(),
} as const satisfies Record<Exclude<FieldOf<ConditionRecord>, 'kind' | 'doneOn' | 'doneBy'>, z.ZodType>;

/** One record of what was done. */
export const recordShown = z.object({
  record: z.enum(conditionKindCodes),
  sequence: z.int(),
  excusedBy: z.int().nullable().meta({ description: 'number of the resolution that let it go' }),
  ...doer,
  doneBy: z.string().nullable(),
  ...toldFields,
});

/** What stands of a stay's conditions with who did what, when, and what they saw: for its hospital, the health commission and the auditor. */
export const conditionsView = z
  .object({
    caseRef: z.string(),
    voucherNo: z.string().nullable().meta({ description: 'the paper slip of an outage; null: none' }),
    conditions: conditionsShown,
    checks: z.array(
      z.object({
        by: z.enum(['doctor', 'desk']),
        categories: z.array(z.string()),
        saw: z.array(z.enum(paperKindCodes)),
        ...doer,
      }),
    ),
    agreement: z
      .object({
        textVersion: z.string(),
        signedOn: day,
        paperDigest: z.string(),
        signedBy: z.enum(signers),
        signerName: z.string(),
        witness: z.string().nullable(),
        recordedAt: instant,
      })
      .nullable(),
    lookUps: z
      .array(z.object({ keeper: z.enum(recordParties), ...words, answer: recordTold }))
      .meta({ description: 'what keepers of records said before the decision' }),
    records: z.array(recordShown),
  })
  .meta({ id: 'StayConditions' });
