import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Registry } from 'prom-client';
import { z } from 'zod';
import type { WebhooksStanding } from '../../store/webhooks/deliveries.ts';
import type { ApiDeps } from '../deps.ts';
import { lastLook } from './last-look.ts';
import { operation } from './operation.ts';
import { orElse } from './window-wait.ts';

/** Logs and counts answers by route and status, and serves the counts with the relay's backlog as Prometheus text. Neither names a case or a person. */
export function measure(
  server: FastifyInstance,
  {
    outbox,
    waiting,
    clock,
    reconciliations,
    webhooks,
  }: Pick<ApiDeps, 'outbox' | 'waiting' | 'clock' | 'reconciliations' | 'webhooks'>,
): void {
  const registry = new Registry();
  const labelNames = ['method', 'route', 'status'] as const;
  const shared = { labelNames, registers: [registry] };
  const answers = new Counter({
    ...shared,
    name: 'hub_http_answers_total',
    help: 'Answers by route and status',
  });
  const seconds = new Counter({
    ...{ ...shared, name: 'hub_http_answer_seconds_total', help: 'Time until the answer, summed' },
  });
  const looks = [
    outboxGauges(registry, outbox),
    attentionGauge(registry, { waiting, clock }),
    reconciliationGauge(registry, reconciliations),
    webhookGauges(registry, webhooks),
  ];
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode: status, elapsedTime: ms } = reply;
    if (!route.startsWith('/health/') && route !== '/metrics')
      request.log.info({ method: request.method, route, status, ms: Math.round(ms) }, 'answered');
    const labels = { method: request.method, route, status };
    answers.inc(labels);
    seconds.inc(labels, ms / 1000);
  });
  server.get('/metrics', metrics, async (_request, reply) => {
    await Promise.all(looks.map((look) => look()));
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function outboxGauges(registry: Registry, outbox: ApiDeps['outbox']) {
  const registers = [registry];
  const items = new Gauge({ name: 'hub_outbox_items', help: 'What is owed to workflows', registers });
  const oldest = new Gauge({
    name: 'hub_outbox_oldest_seconds',
    help: 'The longest wait of these',
    registers,
  });
  return lastLook(async () => {
    const unknown = { items: Number.NaN, oldestMs: Number.NaN };
    const found = await orElse(outbox.backlog(), 1_000, unknown);
    items.set(found.items);
    oldest.set(found.oldestMs / 1000);
  });
}

/** What waits, by code; what is beyond its due day once more by itself. */
function attentionGauge(registry: Registry, { waiting, clock }: Pick<ApiDeps, 'waiting' | 'clock'>) {
  const registers = [registry];
  const labelNames = ['code'] as const;
  const all = new Gauge({
    ...{ name: 'hub_attention_items', help: 'Stays, lists and parties that wait', labelNames, registers },
  });
  const late = new Gauge({
    ...{ name: 'hub_attention_overdue_items', help: 'Those beyond their due day', labelNames, registers },
  });
  return lastLook(async () => {
    const counts = await orElse(waiting.overdue(clock.now()), 1_000, null);
    // A code that nobody waits for any more disappears; what could not be read shows nothing rather than an old figure.
    for (const gauge of [all, late]) gauge.reset();
    for (const { code, count, overdue } of counts ?? []) {
      all.set({ code }, count);
      late.set({ code }, overdue);
    }
  });
}

/** What the last round of the reconciler found, by kind; what it could not repair once more by itself. */
function reconciliationGauge(registry: Registry, reconciliations: ApiDeps['reconciliations']) {
  const registers = [registry];
  const labelNames = ['kind'] as const;
  const all = new Gauge({
    ...{ name: 'hub_reconciler_findings', help: 'What the last round found', labelNames, registers },
  });
  const open = new Gauge({
    ...{ name: 'hub_reconciler_open_findings', help: 'Those not repaired', labelNames, registers },
  });
  return lastLook(async () => {
    const rounds = await orElse(reconciliations.last(), 1_000, []);
    for (const gauge of [all, open]) gauge.reset();
    for (const { kind, repaired } of rounds.flatMap(({ findings }) => findings)) {
      all.inc({ kind });
      open.inc({ kind }, repaired ? 0 : 1);
    }
  });
}

/** What is on its way to organisations' own addresses, and how many of these are off. */
function webhookGauges(registry: Registry, { deliveries }: ApiDeps['webhooks']) {
  const registers = [registry];
  const owed = new Gauge({ name: 'hub_webhook_owed_items', help: 'What is owed to webhooks', registers });
  const oldest = new Gauge({ name: 'hub_webhook_oldest_seconds', help: 'The longest wait', registers });
  const off = new Gauge({ name: 'hub_webhooks_off', help: 'Webhooks that are switched off', registers });
  return lastLook(async () => {
    const found = await orElse<WebhooksStanding | null>(deliveries.standing(), 1_000, null);
    owed.set(found?.owed ?? Number.NaN);
    oldest.set((found?.oldestMs ?? Number.NaN) / 1000);
    off.set(found?.unwell.filter(({ state }) => state === 'off').length ?? Number.NaN);
  });
}

const metrics = operation({
  id: 'metrics',
  zh: '运行指标(Prometheus)',
  en: 'figures for Prometheus; without a credential only from the machine itself',
  tag: 'system',
  produces: 'text/plain',
  replies: { 200: { about: 'Prometheus text', schema: z.string() } },
});
