import type { FastifyInstance } from 'fastify';
import { HubProblem } from '../../domain/failures.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a file, which may take as long as its line is slow. */
    slowBody?: boolean;
  }
}

const bodyMs = 30_000;
const downloadMs = 7_200_000;

/** Cuts off whoever sends a small body drop by drop; files have their time, and only an idle connection is closed. */
export function limitSlowBodies(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.slowBody === true) return;
    const { raw } = request;
    const cut = setTimeout(() => {
      reply.raw.once('finish', () => raw.destroy());
      if (reply.sent) raw.destroy();
      else void reply.header('connection', 'close').send(new HubProblem('request-too-slow'));
    }, bodyMs);
    raw.once('end', () => clearTimeout(cut)).once('close', () => clearTimeout(cut));
  });
}

/**
 * A file goes out as slowly as its line is. A socket counts as idle until the reader has made room for more, which takes
 * minutes on a slow line with large buffers: so while an answer streams, idle means hours. Node sets the time of the
 * connection back for the request after it.
 */
export function allowSlowDownloads(server: FastifyInstance): void {
  server.addHook('onSend', async (request, _reply, payload) => {
    if (typeof payload === 'object' && payload !== null && 'pipe' in payload)
      request.raw.socket.setTimeout(downloadMs);
  });
}
