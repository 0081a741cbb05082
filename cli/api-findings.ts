import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { type Finding, ok, unknown, wrong } from './finding.ts';
import { AnsweredProblem, readReply, send } from './http.ts';

/** Longest wait for one part. */
export const waitMs = 3_000;

/** Where to look when a part does not work. */
interface Whereabouts {
  readonly api: string;
  readonly postgres: string;
  readonly temporal: string;
}

/** One api to look at; without a token it tells about its parts only on its own machine. */
export interface ApiUnderExamination {
  readonly api: string;
  readonly token: string | null;
  readonly see: Whereabouts;
}

const readiness = z.looseObject({ store: z.enum(['up', 'down']), temporal: z.enum(['up', 'down']) });

/** The api, and what it says of PostgreSQL and Temporal. */
export async function apiFindings(examined: ApiUnderExamination): Promise<readonly Finding[]> {
  const { api, see } = examined;
  try {
    const response = await asked(examined, '/health/ready');
    const ready = readiness.safeParse(
      await response
        .clone()
        .json()
        .catch(() => undefined),
    );
    // Not ready is an answer too, with 503; everything else is a problem document.
    const { store, temporal } = ready.success ? ready.data : await readReply(response, readiness);
    return [
      ok('api', api, 'it answers'),
      store === 'up'
        ? ok('PostgreSQL', '可用', 'available to the api')
        : wrong(
            'PostgreSQL',
            `接口连不上数据库;查看 ${see.postgres}`,
            `the api cannot reach it; see ${see.postgres}`,
          ),
      temporal === 'up'
        ? ok('Temporal', '可用', 'available to the api')
        : wrong(
            'Temporal',
            `接口连不上;入院照常受理,决定稍后;查看 ${see.temporal}`,
            `the api cannot reach it; admissions are taken, decisions follow; see ${see.temporal}`,
          ),
    ];
  } catch (error) {
    return notReady(error, examined);
  }
}

function notReady(error: unknown, { api, see }: ApiUnderExamination): readonly Finding[] {
  const code = codeOf(error);
  if (code === 'credential-missing' || code === 'not-allowed') {
    const [zh, en] = [
      '需运维或审计人员的凭证(HUB_TOKEN),或在接口所在的机器上检查',
      'told only to an operator or auditor (HUB_TOKEN), or on the machine of the api',
    ];
    return [ok('api', api, 'it answers'), unknown('PostgreSQL', zh, en), unknown('Temporal', zh, en)];
  }
  if (error instanceof AnsweredProblem)
    return [wrong('api', `${api} 应答 ${code};查看 ${see.api}`, `${api} answers ${code}; see ${see.api}`)];
  return [
    wrong(
      'api',
      `${api} 无应答(${code});查看 ${see.api}`,
      `${api} does not answer as a hub does (${code}); see ${see.api}`,
    ),
  ];
}

/** Whether the credential is one that `hub` commands work with. */
export async function credentialFinding(examined: ApiUnderExamination): Promise<Finding> {
  const part = '凭证 · credential';
  if (examined.token === null)
    return unknown(part, '未设置 HUB_TOKEN,未检查', 'HUB_TOKEN is not set; not looked at');
  try {
    await readReply(await asked(examined, '/v1/attention?limit=1'), z.unknown());
    return ok(part, '运维凭证有效', 'the operator credential is taken');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'not-allowed')
      return ok(part, '有效,但不是运维或审计人员的', 'it is taken, but not of an operator or auditor');
    return wrong(part, `运维凭证不可用(${code})`, `the operator credential does not work (${code})`);
  }
}

/** Asks the api with the credential that there is. */
export function asked(
  { api, token }: ApiUnderExamination,
  path: string,
  withinMs = waitMs,
): Promise<Response> {
  return send(new URL(path, api), {
    signal: AbortSignal.timeout(withinMs),
    ...(token === null ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
}

/** The hub's own code; for a connection that failed the system's, such as ECONNREFUSED or CERT_HAS_EXPIRED. */
function codeOf(error: unknown): string {
  if (error instanceof AnsweredProblem) return error.problem.code;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (!(cause instanceof HubProblem) && 'code' in cause && typeof cause.code === 'string')
      return cause.code;
  return error instanceof HubProblem ? error.code : 'internal';
}
