import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { failures } from '../../domain/failures.ts';
import { openApiDocument } from './openapi.ts';

const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  security: z.array(z.unknown()),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
const shape = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), operation)),
});

let document: z.infer<typeof shape>;
beforeAll(async () => {
  document = shape.parse(await openApiDocument());
});

describe('the OpenAPI document', () => {
  test('has the routes that hospitals, payers and operators need', () => {
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes).toEqual(
      expect.arrayContaining([
        'POST /v1/stays',
        'GET /v1/stays',
        'GET /v1/stays/{caseRef}',
        'POST /v1/stays/{caseRef}/checks',
        'POST /v1/stays/{caseRef}/discharge',
        'POST /v1/stays/{caseRef}/patient-payments',
        'GET /v1/stays/{caseRef}/settlement',
        'GET /v1/stays/{caseRef}/events',
        'POST /v1/stays/{caseRef}/resolutions',
        'GET /v1/attention',
        'GET /v1/obligations',
        'GET /v1/schemes',
        'GET /v1/schemes/{id}',
        'POST /v1/schemes/{id}/decisions',
        'POST /v1/schemes/{id}/settlements',
      ]),
    );
  });

  test('says of every closed route that it is closed, and what can go wrong', () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const about of Object.values(methods)) {
        expect(about.summary, path).toMatch(/\p{Script=Han}.* · [a-z]/u);
        // Whoever asks for an access token says in the body who it is.
        const closed = about.security.length > 0 || path.endsWith('/oauth2/client/token');
        expect(Object.hasOwn(about.responses, '401'), path).toBe(closed);
        expect(about.responses['503']?.description, path).toBeDefined();
      }
  });

  test('names only codes of the catalogue', () => {
    const named = [...JSON.stringify(document.paths).matchAll(/`([a-z-]+)` [a-z]/g)].map(
      ([, code]) => code ?? '',
    );
    expect(named.length).toBeGreaterThan(50);
    for (const code of named) expect(Object.keys(failures)).toContain(code);
  });
});
