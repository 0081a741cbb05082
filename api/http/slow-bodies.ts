import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a file, which may take as long as its line is slow. */
    slowBody?: boolean;
  }
}

const bodyMs = 30_000;

/** Cuts off whoever sends a small body drop by drop; files have their time, and only an idle connection is closed. */
export function limitSlowBodies(server: FastifyInstance): void {
  server.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.slowBody === true) return;
    const { raw } = request;
    const cut = setTimeout(() => raw.destroy(), bodyMs);
    raw.once('end', () => clearTimeout(cut)).once('close', () => clearTimeout(cut));
  });
}
