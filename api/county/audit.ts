import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { auditActionCodes, auditActionWords } from '../../domain/audit-actions.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { day } from '../http/words.ts';

const mostSequence = Number.MAX_SAFE_INTEGER;
const sequence = z.int().min(1).max(mostSequence);
const sequenceText = z.coerce.number().int().min(1).max(mostSequence);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
  actor: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'organisation/person; an organisation alone is everybody of it' }),
  action: z.enum(auditActionCodes).optional(),
  subject: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'to what: a case ref, list/<id>/<version>, an organisation …' }),
  from: day.optional(),
  until: day.optional().meta({ description: 'the last day' }),
});
const verifyQuery = z.object({
  sequence: sequenceText
    .optional()
    .meta({ description: 'with hash: a point of the chain that was written down elsewhere' }),
  hash: hash.optional(),
});

const entry = z.object({
  sequence,
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  zh: z.string(),
  en: z.string(),
  subject: z.string(),
  reason: z.string().nullable(),
});
const verdict = z.union([
  z.object({ kind: z.literal('intact'), head: z.object({ sequence: z.int(), hash: z.string() }) }),
  z.object({ kind: z.literal('broken'), sequence: z.int() }),
]);

/** The audit trail: who did what to what and why, newest first, and whether it is still the one that was written. */
export function auditRoutes(server: FastifyInstance, { audit }: Pick<ApiDeps, 'audit'>): void {
  server.get<{ Querystring: z.infer<typeof listQuery> }>('/v1/audit', list, async (request) => {
    const { limit, cursor, ...filter } = request.query;
    const before = readCursor(cursor, sequence);
    // What somebody has just done is in it.
    await audit.appendOwed();
    const page = { ...filter, limit: limit + 1, ...(before === undefined ? {} : { before }) };
    const found = await audit.auditEntries(page);
    const { items, next } = pageOf(found, limit, (one) => one.sequence);
    return { entries: items.map((one) => ({ ...one, ...auditActionWords(one.action) })), next };
  });
  server.get<{ Querystring: z.infer<typeof verifyQuery> }>(
    '/v1/audit/verification',
    verification,
    async (request) => {
      const { sequence: at, hash: known } = request.query;
      if ((at === undefined) !== (known === undefined))
        throw new HubProblem('request-invalid', {
          errors: [fieldError(at === undefined ? '/sequence' : '/hash', 'field-missing')],
        });
      return audit.verifyAudit(
        at === undefined || known === undefined ? undefined : { sequence: at, hash: known },
      );
    },
  );
}

const list = operation({
  id: 'listAudit',
  zh: '审计记录',
  en: 'who did what to what, and why; newest first',
  tag: 'operators',
  query: listQuery,
  replies: {
    200: {
      about: 'one page',
      schema: z.object({ entries: z.array(entry), next: z.string().nullable() }),
    },
  },
  problems: ['request-invalid'],
});

const verification = operation({
  id: 'verifyAudit',
  zh: '核验审计记录是否完整',
  en: 'reads the whole chain: is each entry the one that was written; with a point written down elsewhere, also whether the end was cut off',
  tag: 'operators',
  query: verifyQuery,
  replies: {
    200: { about: 'the newest point, to be written down; or the first entry that is wrong', schema: verdict },
  },
  problems: ['request-invalid'],
});
