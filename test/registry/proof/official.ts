import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

type Node = Readonly<Record<string, unknown>>;

/** What the files of a folder say of a message. */
export interface OfficialFiles {
  /** What is not as they have it; undefined where they have nothing about it. */
  readonly request: (path: string, body: unknown) => readonly string[] | undefined;
  readonly answer: (
    route: { readonly path: string; readonly method?: 'get' | 'post' },
    status: number,
    body: unknown,
  ) => readonly string[] | undefined;
  readonly names: readonly string[];
}

/** Reads every OpenAPI document of a folder. Throws when there is none. */
export function officialFiles(folder: string): OfficialFiles {
  const names = readdirSync(folder).filter((name) => ['.yaml', '.yml', '.json'].includes(extname(name)));
  const documents = names
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as Node)
    .filter((document) => isNode(document) && isNode(document.paths));
  if (documents.length === 0) throw new Error(`${folder} holds no OpenAPI document`);
  // Formats and `example` beside a reference are theirs, not of JSON Schema.
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const compiled = new Map<string, ValidateFunction | undefined>();
  const against = (pointer: string, body: unknown): readonly string[] | undefined => {
    if (!compiled.has(pointer)) compiled.set(pointer, compile(ajv, documents, pointer));
    const validate = compiled.get(pointer);
    if (validate === undefined) return undefined;
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  };
  const json = 'content/application~1json/schema';
  return {
    names,
    request: (path, body) => against(`#/paths/${step(path)}/post/requestBody/${json}`, body),
    answer: ({ path, method = 'post' }, status, body) => {
      const responses = `#/paths/${step(path)}/${method}/responses`;
      return (
        against(`${responses}/${status}/${json}`, body) ??
        against(`${responses}/default/${json}`, body) ??
        against(`#/components/responses/${bare.has(status) ? 'HttpErrorResponse' : 'Response'}/${json}`, body)
      );
    },
  };
}

const bare: ReadonlySet<number> = new Set([401, 403, 500]);

function compile(ajv: Ajv, documents: readonly Node[], pointer: string): ValidateFunction | undefined {
  for (const document of documents) {
    const found = at(document, pointer);
    if (isNode(found)) return ajv.compile(whole(document, found) as Node);
  }
  return undefined;
}

/** The same schema with every reference replaced by what it names: theirs lead through one another, which JSON pointers may not. */
function whole(document: Node, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => whole(document, one));
  const here = followed(document, value);
  if (!isNode(here)) return here;
  return Object.fromEntries(Object.entries(here).map(([name, inner]) => [name, whole(document, inner)]));
}

function at(document: Node, pointer: string): unknown {
  let here: unknown = document;
  for (const part of pointer.split('/').slice(1)) {
    here = followed(document, here);
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    here = Array.isArray(here) ? here[Number(name)] : isNode(here) ? here[name] : undefined;
  }
  return followed(document, here);
}

function followed(document: Node, value: unknown): unknown {
  const reference = isNode(value) ? value.$ref : undefined;
  return typeof reference === 'string' ? at(document, reference) : value;
}

function step(path: string): string {
  return path.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
