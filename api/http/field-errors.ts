import { z } from 'zod';
import type { FieldError } from '../../domain/failures.ts';
import { fieldErrorsOf } from '../../domain/field-error.ts';
import { identityTexts } from '../../domain/list-row-problems.ts';
import { requestErrors } from '../../policies/engine/request-errors.ts';
import { doorErrors } from './field-error-texts.ts';

/** Every code that `errors[].code` of a problem can hold. */
export const fieldErrorTexts = { ...requestErrors, ...doorErrors, ...identityTexts };
export type FieldErrorCode = keyof typeof fieldErrorTexts;

/** One field error; `path` is a JSON pointer into the body. */
export const fieldError = fieldErrorsOf<FieldErrorCode>(fieldErrorTexts);

/** Makes a zod check answer with a code of ours: the code travels as the issue's message. */
export function coded(code: FieldErrorCode): { readonly error: () => FieldErrorCode } {
  return { error: () => code };
}

const misplaced = z.object({ character: z.string(), position: z.int() });

type Issue = z.core.$ZodIssue;

/** Every thing that zod found, as field errors; `input` tells a missing field from one of the wrong type. Values are never repeated. */
export function fieldErrors(issues: readonly Issue[], input: unknown): readonly FieldError[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((name) => fieldError(pointer([...issue.path, name]), 'field-unknown'));
    // Of a union, what is wrong inside the one branch that has the kind of value which was sent.
    const branch = issue.code === 'invalid_union' ? branchOf(issue.errors) : undefined;
    if (branch !== undefined)
      return fieldErrors(
        branch.map((part) => ({ ...part, path: [...issue.path, ...part.path] })),
        input,
      );
    const character = issue.code === 'custom' ? misplaced.safeParse(issue.params).data : undefined;
    return [{ ...fieldError(pointer(issue.path), codeOf(issue, input)), ...character }];
  });
}

/** The only branch whose faults all lie deeper than the value itself; undefined when there is none or more. */
function branchOf(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const deeper = branches.filter((parts) => parts.every(({ path }) => path.length > 0));
  return deeper.length === 1 ? deeper[0] : undefined;
}

function codeOf(issue: Issue, input: unknown): FieldErrorCode {
  if (at(input, issue.path) === undefined) return 'field-missing';
  if (Object.hasOwn(fieldErrorTexts, issue.message)) return issue.message as FieldErrorCode;
  switch (issue.code) {
    case 'invalid_type':
      return 'field-type';
    case 'too_big':
    case 'too_small':
    case 'not_multiple_of':
      return 'field-range';
    case 'invalid_value':
    case 'invalid_union':
      return 'field-value';
    case 'unrecognized_keys':
    case 'invalid_key':
      return 'field-unknown';
    case 'invalid_format':
    case 'invalid_element':
    case 'custom':
      return 'field-format';
  }
}

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  let here: unknown = input;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = Reflect.get(here, step);
  }
  return here;
}

/** A path as JSON pointer (RFC 6901); the whole body is the empty text. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
