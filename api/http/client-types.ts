/** Writes the types of every operation, for a client in TypeScript, from docs/openapi.json (`npm run docs`). */
import { readFileSync, writeFileSync } from 'node:fs';
import { entryOf } from '../../domain/entry.ts';

type Schema = Readonly<Record<string, unknown>>;

/** What of an OpenAPI document is read. */
export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** All of them as a module: schemas, operations, and where each operation lies. */
export function clientTypes({ paths, components }: Described): string {
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `  ${key(name)}: ${namesItself(name, schema) ? 'unknown' : typeOf(schema)};`,
  );
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return [
    '// Written by `npm run docs` from docs/openapi.json: change the operations, not this file.',
    'export interface Schemas {',
    ...schemas,
    '}',
    'export interface Operations {',
    ...operations.map(
      ({ operation }) => `  /** ${operation.summary} */\n  ${operation.operationId}: ${shapeOf(operation)};`,
    ),
    '}',
    '/** Method and path of each operation. */',
    'export const addresses = {',
    ...operations.map(
      ({ path, method, operation }) => `  ${operation.operationId}: ['${method}', '${path}'],`,
    ),
    '} as const satisfies Record<keyof Operations, readonly [string, string]>;',
    '',
  ].join('\n');
}

/** As any JSON does, which holds more of it; no field of an interface can. */
function namesItself(name: string, schema: Schema): boolean {
  return JSON.stringify(schema).includes(`"#/components/schemas/${name}"`);
}

function shapeOf({ parameters = [], requestBody, responses }: Operation): string {
  const of = (where: string): string => {
    const some = parameters.filter((one) => one.in === where);
    const fields = some.map(
      (one) => `${key(one.name)}${one.required === true ? '' : '?'}: ${typeOf(one.schema)}`,
    );
    return fields.length === 0 ? 'None' : `{ ${fields.join('; ')} }`;
  };
  const body = json(requestBody?.content);
  const replies = Object.entries(responses).flatMap(([status, { content }]) =>
    status.startsWith('2') ? [json(content) ?? 'string'] : [],
  );
  const reply = [...new Set(replies)].join(' | ') || 'null';
  return `{ params: ${of('path')}; query: ${of('query')}; body: ${body ?? 'None'}; reply: ${reply} }`.replaceAll(
    'None',
    'Record<string, never>',
  );
}

function json(content: Content | undefined): string | undefined {
  const schema = content?.['application/json']?.schema;
  return schema && typeOf(schema);
}

const plain: Readonly<Record<string, string>> = {
  ...{ string: 'string', number: 'number', integer: 'number', boolean: 'boolean', null: 'null' },
};

function typeOf(schema: Schema): string {
  const { $ref, enum: values, anyOf, oneOf, type, items } = schema;
  if (typeof $ref === 'string') return `Schemas['${$ref.split('/').at(-1)}']`;
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  const parts = anyOf ?? oneOf;
  if (Array.isArray(parts)) return parts.map((part: Schema) => typeOf(part)).join(' | ');
  if (Array.isArray(type)) return type.map((one: string) => entryOf(plain, one) ?? 'unknown').join(' | ');
  if (type === 'array') return `readonly (${typeOf((items ?? {}) as Schema)})[]`;
  return type === 'object' ? objectOf(schema) : (entryOf(plain, String(type)) ?? 'unknown');
}

function objectOf({ properties, required, additionalProperties: rest }: Schema): string {
  if (properties === undefined)
    return typeof rest === 'object' && rest !== null
      ? `{ readonly [name: string]: ${typeOf(rest as Schema)} }`
      : '{ readonly [name: string]: unknown }';
  const always = new Set(Array.isArray(required) ? required : []);
  const fields = Object.entries(properties as Readonly<Record<string, Schema>>);
  return `{ ${fields
    .map(([name, one]) => `readonly ${key(name)}${always.has(name) ? '' : '?'}: ${typeOf(one)}`)
    .join('; ')} }`;
}

function key(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

if (import.meta.main)
  writeFileSync(
    'docs/client/types.ts',
    clientTypes(JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Described),
  );
