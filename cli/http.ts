import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import type { KnownCounty, Speaker } from './county.ts';

const patienceMs = 30_000;

/** A problem as the hub answered it; printed as it is with --json. */
export class AnsweredProblem extends Error {
  override readonly name = 'AnsweredProblem';
  readonly problem: ShownProblem;

  constructor(problem: ShownProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

const bilingual = { zh: z.string(), en: z.string() };
const shownProblem = z.looseObject({
  title: z.string(),
  titleEn: z.string(),
  code: z.string(),
  detail: z.string().optional(),
  todo: z.object(bilingual),
  errors: z.array(z.object({ path: z.string(), code: z.string(), ...bilingual })).optional(),
  errorId: z.string().optional(),
});
/** The parts of a problem document that a person reads. */
export type ShownProblem = z.infer<typeof shownProblem>;

/** One request to the hub. */
export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly as: Speaker;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the hub over HTTP and reads the reply. Throws AnsweredProblem for a problem, HubProblem `hub-unreachable` without an answer. */
export async function ask<Reply>(county: KnownCounty, shape: z.ZodType<Reply>, request: Ask): Promise<Reply> {
  const headers = {
    authorization: `Bearer ${county.tokenOf(request.as)}`,
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...request.headers,
  };
  const response = await send(new URL(request.path, county.api), {
    method: request.method ?? 'GET',
    headers,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  return readReply(response, shape);
}

/** Reads a reply by its shape; what is more in it is kept. */
export async function readReply<Reply>(response: Response, shape: z.ZodType<Reply>): Promise<Reply> {
  const text = await response.text();
  const value = json(text);
  if (!response.ok) {
    const problem = shownProblem.safeParse(value);
    if (problem.success) throw new AnsweredProblem(problem.data);
    throw new HubProblem('hub-unreachable', { detail: `HTTP ${response.status} from ${response.url}` });
  }
  return shape.parse(value);
}

/** Sends without following redirects. Throws HubProblem `hub-unreachable`. */
export async function send(to: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(to, { redirect: 'error', signal: AbortSignal.timeout(patienceMs), ...init });
  } catch (cause) {
    throw new HubProblem('hub-unreachable', { detail: to.origin, cause });
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
