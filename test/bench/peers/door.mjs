/** The door of a peer: three routes over HTTP, the same for each engine. */
import { parseArgs } from 'node:util';
import fastify from 'fastify';

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    county: { type: 'string' },
    desks: { type: 'string' },
    person: { type: 'string' },
    port: { type: 'string' },
  },
});

/** What a peer is told at its start: the URL of its own database, that of the county's, the desks, a person. */
export const setting = {
  database: values.database ?? '',
  county: values.county ?? '',
  desks: (values.desks ?? '').split(','),
  person: JSON.parse(values.person ?? '{}'),
};

/**
 * @typedef {object} Engine
 * @property {(id: string) => Promise<unknown>} begin begins a case; resolves with its decision once that is durable
 * @property {(id: string) => Promise<void>} discharge resolves once the discharge is durable
 * @property {(id: string) => Promise<unknown>} end resolves when the case is at its end
 */

/** Serves an engine, and whatever else `more` adds, on the port that was asked for; says so in one line. */
export async function serve(engine, more = () => undefined) {
  const server = fastify({ logger: false });
  server.post('/cases', async (request, reply) => {
    const decision = await engine.begin(request.body.id);
    return reply.code(201).send({ id: request.body.id, decision });
  });
  server.post('/cases/:id/discharge', async (request, reply) => {
    await engine.discharge(request.params.id);
    return reply.code(202).send({ id: request.params.id });
  });
  server.get('/cases/:id/end', async (request) => ({ end: await engine.end(request.params.id) }));
  more(server);
  await server.listen({ host: '127.0.0.1', port: Number(values.port) });
  process.stdout.write('listening\n');
}
