import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { officialFiles } from './official.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-official-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const content = (schema: object) => ({ content: { 'application/json': { schema } } });
writeFileSync(
  join(folder, 'api.json'),
  JSON.stringify({
    openapi: '3.0.3',
    paths: {
      '/ask': {
        post: {
          requestBody: content({ $ref: '#/components/schemas/Question' }),
          responses: {
            '401': { $ref: '#/components/responses/HttpErrorResponse' },
            default: content({ type: 'object' }),
          },
        },
      },
      '/keys': { get: { responses: { '200': content({ $ref: '#/components/schemas/Through' }) } } },
    },
    components: {
      schemas: {
        Question: {
          ...{ type: 'object', required: ['at'] },
          properties: { at: { type: 'string', format: 'date-time' }, of: { enum: ['search'] } },
        },
        // Leads through another reference, as the standard's own files do.
        Through: { $ref: '#/paths/~1ask/post/requestBody/content/application~1json/schema/properties/of' },
      },
      responses: { HttpErrorResponse: content({ type: 'object', required: ['errors'] }) },
    },
  }),
);
writeFileSync(join(folder, 'README.md'), 'no document');

test('a message is held against what the files say of its path, through every reference', () => {
  const files = officialFiles(folder);
  expect(files.names).toEqual(['api.json']);
  expect(files.request('/ask', { at: '2026-03-01T09:00:00+08:00', of: 'search' })).toEqual([]);
  expect(files.request('/ask', { at: 'now', of: 'notify' })).toEqual([
    expect.stringMatching(/^\/at: .*date-time/),
    expect.stringMatching(/^\/of: /),
  ]);
  expect(files.answer({ path: '/keys', method: 'get' }, 200, 'search')).toEqual([]);
  expect(files.answer({ path: '/keys', method: 'get' }, 200, 'other')).toHaveLength(1);
});

test('an answer is held against its status, else against the default, else against what all paths share', () => {
  const files = officialFiles(folder);
  const path = '/ask';
  expect(files.answer({ path }, 401, {})).toHaveLength(1);
  expect(files.answer({ path }, 422, {})).toEqual([]);
  expect(files.answer({ path: '/other' }, 403, {})).toHaveLength(1);
  // Nothing at all is said of it: nobody may take that for a pass.
  expect(files.answer({ path: '/other' }, 200, {})).toBeUndefined();
  expect(files.request('/other', {})).toBeUndefined();
});

test('a folder without one is no proof', () => {
  rmSync(join(folder, 'api.json'));
  expect(() => officialFiles(folder)).toThrow('holds no OpenAPI document');
});
