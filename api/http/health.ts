import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { lastLook } from './last-look.ts';
import { operation } from './operation.ts';
import { orElse } from './window-wait.ts';

const waitMs = 1_500;
const part = z.enum(['up', 'down']);
const state = z.object({ status: z.enum(['ready', 'not-ready']), store: part, temporal: part });

/** Is the process alive; can it take admissions. Temporal may be away: the relay catches up. */
export function healthRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get('/health/live', live, async () => ({ status: 'alive' }));
  const look = lastLook(() =>
    Promise.all([orElse<object | null>(deps.outbox.backlog(), waitMs, null), deps.flow.reachable(waitMs)]),
  );
  server.get('/health/ready', ready, async (_request, reply) => {
    const [backlog, temporal] = await look();
    const store = backlog === null ? 'down' : 'up';
    const status = store === 'up' ? 'ready' : 'not-ready';
    return reply
      .status(store === 'up' ? 200 : 503)
      .send({ status, store, temporal: temporal ? 'up' : 'down' });
  });
}

const live = operation({
  id: 'live',
  zh: '进程存活',
  en: 'the process lives',
  tag: 'system',
  replies: { 200: { about: 'alive', schema: z.object({ status: z.literal('alive') }) } },
});

const ready = operation({
  id: 'ready',
  zh: '可以受理入院',
  en: 'admissions can be taken',
  tag: 'system',
  replies: { 200: { about: 'ready', schema: state }, 503: { about: 'not ready', schema: state } },
});
