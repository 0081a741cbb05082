import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type FindingKind, findingTexts, type ReconcilerFinding } from '../../domain/reconciliation.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { reconcile } from '../relay/reconciliation.ts';

const words = z.object({ zh: z.string(), en: z.string() });
const finding = z
  .object({
    kind: z.enum(Object.keys(findingTexts) as FindingKind[]),
    subject: z.string().meta({ description: 'a case ref, a list with its version, or institution/party' }),
    about: z.string().meta({ description: 'what of it: a workflow id, a step, a message key, an account' }),
    since: instant.meta({ description: 'first of the rounds in a row that found it' }),
    repaired: z.boolean().meta({ description: 'by the hub, in this round; false: see todo' }),
    repairedAt: instant.nullable().meta({ description: 'when it was last repaired' }),
    zh: z.string(),
    en: z.string(),
    todo: words,
  })
  .meta({ id: 'ReconcilerFinding' });
const body = z
  .strictObject({
    dryRun: z.boolean().meta({ description: 'say what is found, and change nothing' }),
  })
  .meta({ id: 'Reconcile' });
type Body = z.infer<typeof body>;

/** What store, Temporal and books say differently, and its repair now. */
export function reconciliationRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get('/v1/reconciliation', last, async () => {
    const rounds = await deps.reconciliations.last();
    return {
      rounds: rounds.map(({ part, reconciledAt }) => ({ part, reconciledAt })),
      findings: rounds.flatMap(({ findings }) => findings).map(viewOf),
    };
  });
  server.post<{ Body: Body }>('/v1/reconciliation', now, async (request) => {
    const { dryRun } = request.body;
    const actor = actorOf(callerOfRoute(request));
    const at = deps.clock.now();
    if (!dryRun)
      await deps.audit.appendAudit({ actor, action: 'reconcile', subject: 'county', reason: null, at });
    const workflows = await reconcile(deps, { part: 'workflows', dryRun });
    const books = await reconcile(deps, { part: 'books', dryRun });
    if (!dryRun) deps.nudge('stays');
    return { dryRun, findings: [...workflows, ...books].map(viewOf) };
  });
}

function viewOf(found: ReconcilerFinding) {
  const { zh, en, todo } = findingTexts[found.kind];
  return { ...found, zh, en, todo };
}

const last = operation({
  id: 'lastReconciliation',
  zh: '最近一次对账:库、流程与账目的差异',
  en: 'what the last comparison of store, workflows and books found',
  tag: 'operators',
  replies: {
    200: {
      about: 'the last round of each part; no round yet: none',
      schema: z.object({
        rounds: z.array(
          z.object({
            part: z.enum(['workflows', 'books']).meta({
              description: 'store with Temporal, every minute; store with itself, every hour',
            }),
            reconciledAt: instant,
          }),
        ),
        findings: z.array(finding),
      }),
    },
  },
});

const now = operation({
  id: 'reconcile',
  zh: '立即对账,可安全修复的即行修复',
  en: 'compare store, workflows and books now, and repair what is safe by key',
  tag: 'operators',
  body,
  replies: {
    200: {
      about: 'what was found, and what became of it; rows younger than five minutes are left out',
      schema: z.object({ dryRun: z.boolean(), findings: z.array(finding) }),
    },
  },
  problems: ['workflows-unavailable'],
});
