import { type AnySchema, type ErrorObject, Ajv2020 as Validator } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import { type FailureCode, failures } from '../../domain/failures.ts';
import { refusalCode } from '../http/refusal-code.ts';

/** An answer of the door, as it came. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const contentShape = z.record(z.string(), z.looseObject({ schema: z.unknown() }));
const documentShape = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        responses: z.record(z.string(), z.looseObject({ content: contentShape.optional() })),
      }),
    ),
  ),
});

/** Temporal is away under the door of the tests; everything else is answered as documented. */
const away = new Set<string>(['workflows-unavailable', 'store-unavailable']);

/**
 * What is wrong with an answer to an operation, by the document: a status that it does not name, a 5xx, a code that is none of
 * ours, a body of another form. Null: nothing.
 */
export function answerJudge(document: unknown): (operationId: string, answer: Answer) => string | null {
  const validator = new Validator({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(validator);
  validator.addSchema(document as AnySchema, 'document');
  const responses = new Map(
    Object.entries(documentShape.parse(document).paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, about]) => {
        const at = ['paths', path, method, 'responses'].map(pointed).join('/');
        return [about.operationId, { at, of: about.responses }] as const;
      }),
    ),
  );
  return (operationId, { status, contentType, body }) => {
    const about = responses.get(operationId);
    if (about === undefined) return 'no such operation';
    const wrong = status < 400 ? null : refusalFault(status, body);
    if (wrong !== null) return wrong;
    // A path of another form belongs to no operation.
    if (status === 404 && refusalCode(body) === 'route-unknown') return null;
    const response = about.of[String(status)];
    if (response === undefined) return `the document names no ${status}`;
    const type = contentType.split(';')[0] ?? '';
    const content = Object.keys(response.content ?? {});
    if (content.length === 0) return body === '' ? null : `${status} has no body by the document`;
    if (!content.includes(type))
      return `${status} comes as ${type}, by the document as ${content.join(', ')}`;
    if (!type.endsWith('json')) return null;
    const place = `document#/${about.at}/${status}/content/${pointed(type)}/schema`;
    const fits = validator.getSchema(place);
    if (fits === undefined) return `the document has no schema at ${place}`;
    return fits(JSON.parse(body)) === true
      ? null
      : `${status}: ${(fits.errors ?? []).map(faultOf).join('; ')}`;
  };
}

function refusalFault(status: number, body: string): string | null {
  const code = refusalCode(body);
  if (!Object.hasOwn(failures, code)) return `${status} with ${code}, which is no code of the hub`;
  const { status: own } = failures[code as FailureCode];
  if (own !== status) return `${code} comes with ${status}, not ${own}`;
  return status >= 500 && !away.has(code) ? `${status} ${code}` : null;
}

function faultOf({ instancePath, message = '' }: ErrorObject): string {
  return `${instancePath === '' ? '/' : instancePath} ${message}`;
}

function pointed(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}
