import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Registry } from 'prom-client';
import { z } from 'zod';
import type { Outbox } from '../../store/messages/outbox.ts';
import { lastLook } from './last-look.ts';
import { operation } from './operation.ts';
import { orElse } from './window-wait.ts';

/** Logs and counts answers by route and status, and serves the counts with the relay's backlog as Prometheus text. Neither names a case or a person. */
export function measure(server: FastifyInstance, outbox: Pick<Outbox, 'backlog'>): void {
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
  const readBacklog = outboxGauges(registry, outbox);
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
    await readBacklog();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function outboxGauges(registry: Registry, outbox: Pick<Outbox, 'backlog'>) {
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

const metrics = operation({
  id: 'metrics',
  zh: '运行指标(Prometheus)',
  en: 'figures for Prometheus; without a credential only from the machine itself',
  tag: 'system',
  produces: 'text/plain',
  replies: { 200: { about: 'Prometheus text', schema: z.string() } },
});
