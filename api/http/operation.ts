import type { RouteShorthandOptions } from 'fastify';
import { z } from 'zod';
import { type FailureCode, failures } from '../../domain/failures.ts';
import { type Access, access, type OperationId } from './access.ts';
import { longestWaitSeconds } from './long-poll.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call; a route without it does not register. */
    access?: Access;
  }
}

/** One thing that the door can do, as the documentation and the checks before the handler see it. */
export interface Operation {
  /** Its entry in the table of who may do what (access.ts). */
  readonly id: OperationId;
  readonly zh: string;
  readonly en: string;
  readonly tag: Tag;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** True when the sender may repeat it under an Idempotency-Key. */
  readonly idempotent?: boolean;
  /** True when whoever asks may wait for a change (long-poll.ts). */
  readonly waits?: boolean;
  readonly replies: Readonly<Record<number, { readonly about: string; readonly schema: z.ZodType }>>;
  readonly problems?: readonly FailureCode[];
  /** The form of a refusal, by status, where a standard has one of its own; a problem document unless said. */
  readonly refusals?: (status: number) => z.ZodType;
  /** Content type of the body; JSON unless said. */
  readonly consumes?: string;
  /** Content type of a good answer; JSON unless said. */
  readonly produces?: string;
}

/** Groups of the documentation. */
export const tags = {
  stays: '住院病例 · stays',
  operators: '运维与财务 · operators and finance',
  payers: '支付方 · payers',
  agencies: '名单 · agencies and lists',
  registry: '社会登记接口(DCI) · social registry',
  webhooks: '事件推送 · webhooks',
  schemes: '方案与试算 · schemes and what-if',
  county: '登记 · who takes part',
  system: '系统 · the service itself',
} as const;
export type Tag = keyof typeof tags;

const bilingual = { zh: z.string(), en: z.string() };
const fieldProblem = z.object({
  ...{ path: z.string(), code: z.string(), ...bilingual },
  ...{ character: z.string().optional(), position: z.int().optional() },
});
const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    titleEn: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    todo: z.object(bilingual),
    errors: z.array(fieldProblem).optional(),
    errorId: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457; docs/FAILURES.md lists every code' });

const idempotencyKey = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .meta({
      description: 'same key and body: the first status again, with the present state of the case',
      example: '0f3c1a52-admission-20240001',
    }),
});

const waitPreference = z.looseObject({
  prefer: z
    .string()
    .max(1_000)
    .optional()
    .meta({
      description: `RFC 7240, \`wait=<seconds>\`, at most ${longestWaitSeconds}: the answer comes when there is something new, at the latest then; \`Preference-Applied\` says that it was waited`,
      example: 'wait=20',
    }),
  'if-none-match': z.string().max(1_000).optional().meta({
    description:
      'the ETag of the last answer: new is what differs from it. Without it: the hub’s own work on it has come to its end',
  }),
});
const unchanged = {
  304: { description: 'nothing new; `Retry-After` while the hub works on it' },
} as const;

/** Route options of an operation: checks, documentation, and who may call. */
export function operation(about: Operation): RouteShorthandOptions {
  const may: Access = access[about.id];
  const open = may.roles === 'anyone';
  const problems: readonly FailureCode[] = [
    ...(open ? [] : (['credential-missing', 'not-allowed'] as const)),
    ...(about.body === undefined
      ? []
      : ([
          'body-malformed',
          'body-not-utf8',
          'body-too-large',
          'media-type-unsupported',
          'store-refuses-value',
        ] as const)),
    ...((about.params ?? about.query ?? about.body) ? (['request-invalid'] as const) : []),
    ...(about.idempotent === true ? (['idempotency-key-reused'] as const) : []),
    ...(about.problems ?? []),
    'rate-limited',
    'store-unavailable',
  ];
  const schema = {
    operationId: about.id,
    summary: `${about.zh} · ${about.en}`,
    tags: [about.tag],
    security: open ? [] : [{ bearer: [] }],
    ...(about.params === undefined ? {} : { params: about.params }),
    ...(about.query === undefined ? {} : { querystring: about.query }),
    ...(about.body === undefined ? {} : { body: about.body }),
    ...(about.idempotent === true ? { headers: idempotencyKey } : {}),
    ...(about.waits === true ? { headers: waitPreference } : {}),
    ...(about.consumes === undefined ? {} : { consumes: [about.consumes] }),
    response: {
      ...repliesOf(about),
      ...(about.waits === true ? unchanged : {}),
      ...problemsOf(problems, about.refusals),
    },
  };
  return { schema, config: { access: may } };
}

function repliesOf(about: Operation) {
  return Object.fromEntries(
    Object.entries(about.replies).map(([status, reply]) => [
      status,
      {
        description: reply.about,
        content: { [about.produces ?? 'application/json']: { schema: reply.schema } },
      },
    ]),
  );
}

function problemsOf(codes: readonly FailureCode[], refusals: Operation['refusals']) {
  const statuses = Map.groupBy(new Set(codes), (code) => failures[code].status);
  return Object.fromEntries(
    [...statuses].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\` ${failures[code].en}`).join('; '),
        content:
          refusals === undefined
            ? { 'application/problem+json': { schema: problem } }
            : { 'application/json': { schema: refusals(status) } },
      },
    ]),
  );
}
