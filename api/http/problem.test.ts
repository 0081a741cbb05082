import fastify, { LogController } from 'fastify';
import { describe, expect, test } from 'vitest';
import { HubProblem } from '../../domain/failures.ts';
import { fieldError } from './field-errors.ts';
import { answerProblem, handleProblems } from './problem.ts';

/** A server whose one route throws; what it logs is kept. */
async function answerTo(error: unknown) {
  const logged: string[] = [];
  const server = fastify({
    logger: { level: 'info', stream: { write: (line: string) => void logged.push(line) } },
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (failure, request, reply) => {
      void answerProblem(failure, request, reply);
    },
  });
  handleProblems(server);
  server.get('/', async () => {
    throw error;
  });
  return { reply: await server.inject('/'), logged: logged.join(''), server };
}

describe('the answer to an error', () => {
  test('of our own is its problem, with every field and what to do', async () => {
    const errors = [fieldError('/patient/idNumber', 'identity-check-digit')];
    const { reply, logged } = await answerTo(new HubProblem('request-invalid', { detail: 'why', errors }));
    expect(reply.statusCode).toBe(422);
    expect(reply.json()).toEqual({
      type: 'urn:treat-first-hub:problem:request-invalid',
      title: '请求内容有误',
      titleEn: 'the request is not valid',
      status: 422,
      code: 'request-invalid',
      detail: 'why',
      todo: { zh: '按 errors 逐项更正', en: 'correct each item of errors' },
      errors,
    });
    expect(logged).toBe('');
  });

  test('that nobody expected is a 500 with an error id; neither answer nor log holds its message', async () => {
    const { reply, logged } = await answerTo(new TypeError('张三 110105194912310021'));
    expect(reply.statusCode).toBe(500);
    const { errorId, ...problem } = reply.json();
    expect(problem).toMatchObject({ code: 'internal' });
    expect(problem).not.toHaveProperty('detail');
    expect(logged).toContain(errorId);
    expect(logged).toContain('TypeError');
    expect(reply.body + logged).not.toMatch(/张三|110105194912310021/);
  });

  test.each([
    ['ECONNREFUSED', 'connect refused'],
    ['57P01', 'terminating connection due to administrator command'],
    [undefined, 'timeout exceeded when trying to connect'],
  ])('of a store in trouble (%s) is a 503 with Retry-After', async (code, message) => {
    const { reply } = await answerTo(Object.assign(new Error(message), { code }));
    expect(reply.json()).toMatchObject({ status: 503, code: 'store-unavailable' });
    expect(reply.headers['retry-after']).toBe('2');
  });

  test('of a store that refuses a value is a 422 with an error id that the log knows, and the value stays untold', async () => {
    const refused = Object.assign(new Error('invalid input syntax: "张三"'), {
      code: '22P02',
      detail: '张三',
    });
    const { reply, logged } = await answerTo(refused);
    const { errorId, ...problem } = reply.json();
    expect(problem).toMatchObject({ status: 422, code: 'store-refuses-value' });
    expect(logged).toContain(errorId);
    expect(reply.body + logged).not.toContain('张三');
  });

  test('a broken escape in a path is no route', async () => {
    const { server } = await answerTo(new Error('unused'));
    const reply = await server.inject('/%zz');
    expect(reply.json()).toMatchObject({ status: 404, code: 'route-unknown' });
  });
});
