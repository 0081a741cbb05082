import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { lastLook } from '../http/last-look.ts';
import { operation } from '../http/operation.ts';
import { orElse } from '../http/window-wait.ts';
import { watchesOf } from '../relay/reconciliation.ts';
import type { Watch } from '../relay/watch.ts';
import { type Seen, type StoreSeen, signsOf, type TemporalSeen } from './health-signs.ts';

const storeMs = 1_500;
const temporalMs = 2_500;
/** Between two looks at a workflow that has no row: it may be ending. */
const secondLookMs = 500;
const mostOrphans = 20;

/** What is wrong with the hub itself now, and what to do; honest about what it could not look at. */
export function healthReportRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const look = lastLook(async () => {
    const [store, temporal] = await Promise.all([
      orElse<StoreSeen | null>(storeSeen(deps), storeMs, null),
      orElse<TemporalSeen | null>(temporalSeen(deps), 2 * temporalMs, null),
    ]);
    return { store, temporal } satisfies Seen;
  });
  server.get('/v1/health-report', report, async () => {
    const signs = signsOf(await look());
    return { healthy: signs.every(({ state }) => state === 'ok'), signs };
  });
}

async function storeSeen(deps: ApiDeps): Promise<StoreSeen> {
  const { outbox, waiting, reconciliations, webhooks, lists, clock } = deps;
  const [backlog, waits, rounds, { unwell }, undelivered] = await Promise.all([
    outbox.backlog(),
    waiting.counts(),
    reconciliations.last(),
    webhooks.deliveries.standing(),
    lists.deliveries.stuck(clock.today()),
  ]);
  const found = rounds.flatMap(({ findings }) => findings);
  return { backlog, waits, unwell, undelivered, differences: found.filter(({ repaired }) => !repaired) };
}

/** What lives in Temporal and fails, or has no row in the store that asks for it; null when Temporal does not answer. */
async function temporalSeen(deps: ApiDeps): Promise<TemporalSeen | null> {
  try {
    const [running, failing] = await Promise.all([deps.workflows.running(), deps.workflows.failing()]);
    return { failing, withoutRow: await orElse(strangers(deps, [...running.keys()]), temporalMs, null) };
  } catch (error) {
    if (error instanceof HubProblem && error.code === 'workflows-unavailable') return null;
    throw error;
  }
}

/** Looked at twice: what has just ended is no stranger. */
async function strangers(deps: ApiDeps, running: readonly string[]): Promise<readonly string[]> {
  if (running.length === 0) return [];
  const watches = watchesOf(deps);
  const first = (await withoutRow(deps, watches, running)).slice(0, mostOrphans);
  if (first.length === 0) return [];
  await sleep(secondLookMs);
  const still: string[] = [];
  for (const id of first)
    if ((await deps.workflows.state(id)) === 'running' && (await isStranger(watches, id))) still.push(id);
  return still;
}

async function withoutRow(
  deps: ApiDeps,
  watches: readonly Watch[],
  running: readonly string[],
): Promise<readonly string[]> {
  const due = await Promise.all(watches.map((watch) => watch.due(deps.clock.now())));
  const known = new Set(due.flat().map(({ workflowId }) => workflowId));
  const unknown: string[] = [];
  // Those that never began, and whatever came to its end meanwhile, are asked for one by one.
  for (const id of running.filter((one) => !known.has(one)).slice(0, 200))
    if (await isStranger(watches, id)) unknown.push(id);
  return unknown;
}

/** Some kind of work knows the id as one of its own, and does not ask for it. */
async function isStranger(watches: readonly Watch[], workflowId: string): Promise<boolean> {
  const expected = await Promise.all(watches.map((watch) => watch.expects(workflowId)));
  return expected.includes(false);
}

const words = z.object({ zh: z.string(), en: z.string() });

const report = operation({
  id: 'healthReport',
  zh: '系统体检:积压、失联流程、待复核名单、无应答单位',
  en: 'what is wrong with the hub now: backlog, workflows without rows and rows without workflows, held lists, silent parties',
  tag: 'operators',
  replies: {
    200: {
      about: 'one line for each thing that was looked at',
      schema: z.object({
        healthy: z.boolean().meta({ description: 'everything could be looked at, and nothing is wrong' }),
        signs: z.array(
          z
            .object({
              sign: z.string().meta({ description: 'stable name of what was looked at' }),
              state: z
                .enum(['ok', 'wrong', 'unknown'])
                .meta({ description: 'unknown: it could not be looked at' }),
              zh: z.string(),
              en: z.string(),
              todo: words.nullable(),
              count: z.int().min(0),
              longest: z
                .array(z.object({ subject: z.string(), since: z.string().nullable() }))
                .meta({ description: 'at most ten: cases, lists, workflow ids' }),
            })
            .meta({ id: 'HealthSign' }),
        ),
      }),
    },
  },
});
