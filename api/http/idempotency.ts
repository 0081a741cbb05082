import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { callerOfRoute } from './authentication.ts';
import { bodyDigest } from './digest.ts';
import { windowMs } from './window-wait.ts';

/** What a request did: the status of its answer, and the case that the answer shows. */
export interface Done {
  readonly status: number;
  readonly caseRef: string;
}

// Longer than any request works, shorter than anybody waits to try again after a crash.
const leaseMs = 10_000;
const pollMs = 50;

/**
 * Does a request once per Idempotency-Key: the same key and body get the first status again, and the caller shows the case
 * as it is now. Without the header the work itself decides (its own unique keys). Throws HubProblem
 * `idempotency-key-reused`, `request-in-progress`.
 */
export async function once(
  request: FastifyRequest,
  deps: Pick<ApiDeps, 'idempotency' | 'settings'>,
  work: () => Promise<Done>,
): Promise<Done> {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return work();
  const { party } = callerOfRoute(request);
  const said = { method: request.method, url: request.url, body: request.body };
  const name = { party, key };
  const entering = { ...name, bodyDigest: bodyDigest(said, deps.settings.digestKey), leaseMs };
  const entered = await enter(deps, entering);
  if (entered.kind === 'replay') return { status: entered.status, caseRef: entered.reference ?? '' };
  try {
    const done = await work();
    await deps.idempotency.finish(name, entered.token, { status: done.status, reference: done.caseRef });
    return done;
  } catch (error) {
    // Nothing was decided under this key; when even that cannot be written, the lease runs out.
    await deps.idempotency.abandon(name, entered.token).catch(() => undefined);
    throw error;
  }
}

/** The same request may be in work already. Then it waits for that answer, which is the answer to both. */
async function enter(
  deps: Pick<ApiDeps, 'idempotency' | 'settings'>,
  request: Parameters<ApiDeps['idempotency']['enter']>[0],
) {
  const giveUpAt = Date.now() + windowMs;
  for (;;) {
    const entered = await deps.idempotency.enter(request);
    switch (entered.kind) {
      case 'first':
      case 'replay':
        return entered;
      case 'conflict':
        throw new HubProblem('idempotency-key-reused');
      case 'in-flight':
        if (Date.now() > giveUpAt) throw new HubProblem('request-in-progress');
        await sleep(pollMs);
    }
  }
}

/** Sends what was done, with what is shown of it; 202 says where to look and when. */
export function answer(reply: FastifyReply, done: Done, view: object): FastifyReply {
  if (done.status === 201 || done.status === 202) void reply.header('location', `/v1/stays/${done.caseRef}`);
  if (done.status === 202) void reply.header('retry-after', '2');
  return reply.status(done.status).send(view);
}
