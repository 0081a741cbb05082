import type { FastifyInstance } from 'fastify';
import type { Outbox } from '../../store/messages/outbox.ts';
import { orElse } from './window-wait.ts';

/** Logs and counts answers by route and status, and serves the counts with the relay's backlog as Prometheus text. Neither names a case or a person. */
export function measure(server: FastifyInstance, outbox: Pick<Outbox, 'backlog'>): void {
  const answers = new Map<string, { count: number; seconds: number }>();
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode: status, elapsedTime: ms } = reply;
    if (!route.startsWith('/health/') && route !== '/metrics')
      request.log.info({ method: request.method, route, status, ms: Math.round(ms) }, 'answered');
    const labels = `method="${request.method}",route="${route}",status="${status}"`;
    const known = answers.get(labels) ?? { count: 0, seconds: 0 };
    known.count += 1;
    known.seconds += ms / 1000;
    answers.set(labels, known);
  });
  server.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const unknown = { items: Number.NaN, oldestMs: Number.NaN };
    const backlog = await orElse(outbox.backlog(), 1_000, unknown);
    const lines = [
      '# TYPE hub_http_answers_total counter',
      ...[...answers].map(([labels, { count }]) => `hub_http_answers_total{${labels}} ${count}`),
      '# TYPE hub_http_answer_seconds_total counter',
      ...[...answers].map(
        ([labels, { seconds }]) => `hub_http_answer_seconds_total{${labels}} ${seconds.toFixed(6)}`,
      ),
      '# TYPE hub_outbox_items gauge',
      `hub_outbox_items ${backlog.items}`,
      '# TYPE hub_outbox_oldest_seconds gauge',
      `hub_outbox_oldest_seconds ${backlog.oldestMs / 1000}`,
    ];
    return reply.type('text/plain; version=0.0.4').send(`${lines.join('\n')}\n`);
  });
}
