import fc from 'fast-check';
import { z } from 'zod';

const schemaShape = z.record(z.string(), z.unknown());
type Schema = z.infer<typeof schemaShape>;
const operationShape = z.looseObject({
  operationId: z.string(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), schema: schemaShape.default({}) }))
    .default([]),
  requestBody: z
    .looseObject({ content: z.record(z.string(), z.looseObject({ schema: schemaShape.optional() })) })
    .optional(),
});
const documentShape = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.looseObject({ schemas: z.record(z.string(), schemaShape).default({}) }),
});

/** One operation of the document, with everything that a request to it is made of. */
export interface FuzzedOperation {
  readonly id: string;
  readonly method: string;
  readonly requests: fc.Arbitrary<FuzzedRequest>;
}

export interface FuzzedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Buffer | undefined;
}

/** A mark in every free text of a body: an answer that holds it repeats what was sent. */
export const mark = 'zq7marked';

/** Every operation of an OpenAPI document, with requests that fit its schemas and requests that do not. */
export function fuzzedOperations(document: unknown): readonly FuzzedOperation[] {
  const { paths, components } = documentShape.parse(document);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, about]) => {
      const content = Object.entries(about.requestBody?.content ?? {})[0];
      return {
        id: about.operationId,
        method: method.toUpperCase(),
        requests: fc
          .tuple(
            urls(path, about.parameters),
            content === undefined ? fc.constant(undefined) : bodies(content[1].schema ?? {}),
          )
          .map(([url, payload]) => ({
            url,
            payload,
            headers: content === undefined ? {} : { 'content-type': content[0] },
          })),
      };
    }),
  );

  function bodies(schema: Schema): fc.Arbitrary<string | Buffer> {
    const fitting = anyOf(schema).map((value) => JSON.stringify(value) ?? '');
    return fc.oneof(
      { weight: 8, arbitrary: fitting },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
    );
  }

  /** Mostly a value of the schema; now and then, at any depth, something else. */
  function anyOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
    return fc.oneof(
      { weight: 12, arbitrary: fittingOf(resolved(schema), depth) },
      { weight: 1, arbitrary: strange },
    );
  }

  function resolved(schema: Schema): Schema {
    const [, name] =
      /^#\/components\/schemas\/(.+)$/.exec(typeof schema.$ref === 'string' ? schema.$ref : '') ?? [];
    return name === undefined ? schema : resolved(components.schemas[name] ?? {});
  }

  function fittingOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const choices = schema.oneOf ?? schema.anyOf;
    if (Array.isArray(choices))
      return fc.oneof(...choices.map((choice) => anyOf(schemaShape.parse(choice), depth)));
    if ('const' in schema) return fc.constant(schema.const);
    if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
    if (schema.type === 'array')
      return fc.array(anyOf(schemaShape.parse(schema.items ?? {}), depth + 1), {
        minLength: 1,
        maxLength: 3,
      });
    if (schema.type === 'object' && depth < 8) return objectOf(schema, depth);
    return scalarOf(schema);
  }

  function objectOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const properties = z.record(z.string(), schemaShape).parse(schema.properties ?? {});
    const required = z.array(z.string()).parse(schema.required ?? []);
    const members = Object.entries(properties).map(
      ([name, member]) => [name, anyOf(member, depth + 1)] as const,
    );
    return fc.record(Object.fromEntries(members), { requiredKeys: required });
  }
}

const days = fc.constantFrom('2024-03-01', '2024-03-10', '0001-01-01', '9999-12-31', '2024-02-30');
const numbers = fc.constantFrom(0, 1, -1, 1.5, 100, 2 ** 31, 2 ** 53, 1e300, -0);
const texts = fc.oneof(
  fc.constantFrom(
    mark,
    `${mark}\0`,
    `张\u202E${mark}`,
    `\uD800${mark}`,
    `${mark}'; DROP TABLE stays`,
    '',
    'x'.repeat(400),
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => `${mark}${text}`),
);
const strange = fc.oneof(texts, numbers, days, fc.constantFrom(null, true, [], {}, [[[]]]));

function scalarOf(schema: Schema): fc.Arbitrary<unknown> {
  const example = 'example' in schema ? [fc.constant(schema.example)] : [];
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer' || schema.type === 'number')
    return fc.oneof(...example, fc.nat(3000), numbers);
  if (schema.format === 'date') return days;
  return fc.oneof(
    ...example,
    texts,
    fc.constantFrom('kaizhou-2024', 'H50015400001', '500154', 'a'.repeat(64)),
  );
}

const parts = fc.oneof(
  fc.constantFrom(
    '1',
    '0',
    'latest',
    '-1',
    '2147483648',
    '9007199254740992',
    '\0',
    'a%',
    '..',
    'x'.repeat(250),
  ),
  fc.constantFrom(
    'case_0123456789abcdefghij',
    'H50015400001',
    'civil-affairs',
    'kaizhou-2024',
    '2024-03-01',
    '9999-12-31',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }),
  fc.jsonValue({ maxDepth: 1 }).map((key) => Buffer.from(JSON.stringify(key)).toString('base64url')),
);

function urls(
  path: string,
  parameters: readonly { readonly name: string; readonly in: string }[],
): fc.Arbitrary<string> {
  const names = parameters.filter((one) => one.in === 'path' || one.in === 'query');
  return fc
    .tuple(
      fc.array(parts, { minLength: names.length, maxLength: names.length }),
      fc.array(fc.boolean(), { minLength: names.length, maxLength: names.length }),
    )
    .map(([values, given]) => {
      const query = new URLSearchParams();
      let url = path;
      for (const [at, { name, in: place }] of names.entries()) {
        const value = (values[at] ?? '').toWellFormed();
        if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(value));
        else if (given[at] === true) query.set(name, value);
      }
      return query.size === 0 ? url : `${url}?${query}`;
    });
}
