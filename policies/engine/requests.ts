import { z } from 'zod';
import { type FieldError, HubProblem } from '../../domain/failures.ts';
import { fieldErrorsOf } from '../../domain/field-error.ts';
import { payers } from '../../domain/ids.ts';
import { coverTypes } from '../../domain/insurance.ts';
import { listAgencies } from '../../domain/list.ts';
import { type Basis, bases } from '../../domain/settlement.ts';
import { redCrossDiseases } from '../codes/codes.ts';
import { approvalShape } from './approved-institutions.ts';
import { type RequestErrorCode, requestErrors } from './request-errors.ts';
import { amount, code, coded, day, division, flag } from './request-fields.ts';

const accepted = z.literal(true).optional().meta({
  description: 'people accepted it as the result of the payer: it is neither capped nor raised',
});
const answer = z.union(
  [
    z.strictObject({ paidFen: amount, accepted }),
    // The core's settlement has no line for this payer, which is nothing, and told apart from a line of 0.
    z.strictObject({ paidFen: amount.refine((value) => value === 0), named: z.literal(false), accepted }),
    // Paid so much, then refused the rest; left out: nothing came.
    z.strictObject({ refused: code, beforeFen: amount.optional() }),
  ],
  coded('answer-invalid'),
);

/** Body of `POST /v1/schemes/{id}/settlements`: one bill and what the payers answered; amounts in fen. */
export const settlementRequest = z.strictObject({
  day,
  dischargeDay: day.optional(),
  bill: z.strictObject({ totalFen: amount, outOfPolicyFen: amount.optional() }),
  answers: z.record(z.string(), answer).optional(),
  parameters: z
    .strictObject({
      commercialRatio: z.string(coded('ratio-invalid')).optional(),
      redCross: z
        .strictObject({ disease: z.enum(redCrossDiseases, coded('disease-unknown')), standardFen: amount })
        .nullable()
        .optional(),
    })
    .optional(),
  creditLine: z.strictObject({ availableFen: amount }).nullable().optional(),
  usedThisYear: z.record(z.string(), amount).optional(),
});
export type SettlementRequest = z.infer<typeof settlementRequest>;

const namedCategory = z.strictObject({
  code: z.string(coded('category-unknown')),
  since: day,
  until: day.optional().meta({ description: 'the first day on which the list names the person no more' }),
  listAsOf: day.optional(),
  listAgeLimitDays: z
    .int(coded('days-invalid'))
    .min(1, coded('days-invalid'))
    .optional()
    .meta({ description: "the list's own limit; the shorter of it and the scheme's counts" }),
  listedBy: z
    .strictObject({ agency: z.enum(listAgencies, coded('agency-unknown')).nullable(), division })
    .optional()
    .meta({ description: 'whose list says so, and of which place; null: of no office that the hub knows' }),
});

/** Body of `POST /v1/schemes/{id}/decisions`: what is known of one person at one institution on one day. */
export const decisionRequest = z.strictObject({
  day,
  institution: z
    .strictObject({
      name: z.string(coded('text-invalid')).min(1, coded('text-invalid')).optional(),
      division: division.optional(),
      designated: flag.optional(),
      level: z.literal([1, 2, 3], coded('level-invalid')).optional(),
      kind: z.enum(['public', 'private'], coded('institution-kind-invalid')).optional(),
      type: z.enum(['hospital', 'township', 'community'], coded('institution-type-invalid')).optional(),
      allPatients: approvalShape
        .nullable()
        .optional()
        .meta({ description: 'the approval by which it waives the deposit for everybody; left out: none' }),
      rolledOut: approvalShape.nullable().optional().meta({
        description: 'the paper by which the scheme reached it after the first institutions; left out: none',
      }),
    })
    .optional(),
  insurance: z
    .strictObject({
      type: z.enum(coverTypes, coded('insurance-type-unknown')).nullable().optional(),
      status: z.enum(['active', 'suspended', 'none'], coded('insurance-status-invalid')).optional(),
      division: division.nullable().optional(),
    })
    .optional(),
  householdDivision: division.nullable().optional(),
  categories: z.array(namedCategory).optional(),
  facts: z.record(z.string(), flag).optional(),
  emergency: flag.optional(),
  referred: flag
    .optional()
    .meta({ description: 'tiered referral was kept; a first visit at the grass roots keeps it' }),
  creditLine: z.strictObject({ openedOn: day, limitFen: amount }).nullable().optional(),
  injury: flag.optional().meta({ description: 'an injury or a poisoning; left out: none was found' }),
});
export type DecisionRequest = z.infer<typeof decisionRequest>;

const line = { article: z.string(), zh: z.string(), en: z.string() };
const reason = z.strictObject({ code: z.string(), ...line });
const basis = z
  .enum(Object.keys(bases) as Basis[])
  .optional()
  .meta({
    description:
      'what the article says: the amount, or only the duty to pay, while the amount follows the rules of the payer; missing in settlements of version 0.1.0',
  });
const whole = z.int().meta({ description: 'fen' });

/** Reply to a settlement request. */
export const settlementReply = z.strictObject({
  scheme: z.string(),
  version: z.string(),
  totalFen: whole,
  shares: z.array(
    z.strictObject({
      payer: z.enum(payers),
      fen: whole,
      steps: z.array(z.strictObject({ rule: z.string(), ...line, basis, fen: whole })),
    }),
  ),
  patientFen: whole,
  patientParts: z.array(z.strictObject({ kind: z.enum(['cash', 'credit']), fen: whole })),
  assumed: z.array(z.string()),
});

/** Reply to a decision request. */
export const decisionReply = z.strictObject({
  scheme: z.string(),
  version: z.string(),
  outcome: z.enum(['admit', 'refuse', 'review']),
  reasons: z.array(reason),
  conditions: z.array(reason),
  missing: z.array(z.string()),
  assumed: z.array(z.string()),
});

/** Reads a settlement request. Throws HubProblem `request-invalid` with every wrong field. */
export function parseSettlementRequest(body: unknown): SettlementRequest {
  return readRequest(settlementRequest, body);
}

/** Reads a decision request. Throws HubProblem `request-invalid` with every wrong field. */
export function parseDecisionRequest(body: unknown): DecisionRequest {
  return readRequest(decisionRequest, body);
}

/** One wrong field with its code from the catalogue. */
export const fieldError = fieldErrorsOf<RequestErrorCode>(requestErrors);

function readRequest<T>(shape: z.ZodType<T>, body: unknown): T {
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue, body));
  throw new HubProblem('request-invalid', { errors });
}

function fieldErrors(issue: z.core.$ZodIssue, body: unknown): readonly FieldError[] {
  const path = pointer(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => fieldError(`${path}/${escaped(key)}`, 'field-unknown'));
  // A union says only that no branch fitted; the branch whose one field is there says what is wrong with it.
  if (issue.code === 'invalid_union') {
    const branch = issue.errors.find((parts) =>
      parts.every((part) => reached(body, [...issue.path, ...part.path])),
    );
    const parts = branch?.filter((part) => part.code !== 'unrecognized_keys') ?? [];
    if (parts.length > 0 && parts.length === branch?.length)
      return parts.flatMap((part) => fieldErrors({ ...part, path: [...issue.path, ...part.path] }, body));
  }
  if (!reached(body, issue.path)) return [fieldError(path, 'field-missing')];
  const known = Object.hasOwn(requestErrors, issue.message);
  return [fieldError(path, known ? (issue.message as RequestErrorCode) : 'field-invalid')];
}

/** True when the body has something at the path. */
function reached(body: unknown, path: readonly PropertyKey[]): boolean {
  let at = body;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = Reflect.get(at, key);
  }
  return at !== undefined;
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${escaped(String(key))}`).join('');
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
