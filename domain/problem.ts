import { type FailureCode, type FieldError, failures, type HubProblem } from './failures.ts';
import type { Words } from './words.ts';

/** A problem document (RFC 9457): Chinese title, English beside, stable code; what the api answers and `hub --json` prints. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly titleEn: string;
  readonly status: number;
  readonly code: FailureCode;
  readonly detail?: string;
  readonly todo: Words;
  readonly errors?: readonly FieldError[];
  /** Only for bugs: what the log holds the cause under. */
  readonly errorId?: string;
}

/** The document of one failure. */
export function problemOf(
  code: FailureCode,
  more: { readonly detail?: string; readonly errors?: readonly FieldError[]; readonly errorId?: string } = {},
): Problem {
  const failure = failures[code];
  return {
    type: `urn:treat-first-hub:problem:${code}`,
    title: failure.zh,
    titleEn: failure.en,
    status: failure.status,
    code,
    ...(more.detail === undefined ? {} : { detail: more.detail }),
    todo: failure.todo,
    ...(more.errors === undefined || more.errors.length === 0 ? {} : { errors: more.errors }),
    ...(more.errorId === undefined ? {} : { errorId: more.errorId }),
  };
}

/** The document of a problem that was thrown. */
export function thrownProblem({ code, detail, errors }: HubProblem): Problem {
  return problemOf(code, { errors, ...(detail === undefined ? {} : { detail }) });
}
