import type { FastifyInstance } from 'fastify';
import type { BulkKind } from '../../domain/bulk-resolutions.ts';
import { type FailureCode, failures, HubProblem } from '../../domain/failures.ts';
import { fitsFor, offeredFor, proposersOf, resolutionKinds } from '../../domain/resolutions.ts';
import {
  type BulkCandidate,
  type BulkFilter,
  type BulkProgress,
  bulkLimit,
} from '../../store/stays/bulk-reads.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { hospitalSeen, ofSeenHospital } from '../http/own-data.ts';
import type { ViewOf } from '../http/view-of.ts';
import {
  type BulkParams,
  type bulkView,
  list,
  type OrderBody,
  order,
  type PreviewBody,
  preview,
  type previewView,
  type reason,
  withdraw,
} from './bulk-operations.ts';
import { offeredHere } from './offered.ts';

const shownReasons = 100;

/** The same done about many stays that wait for the same reason: previewed, ordered once, carried out one by one by the relay. */
export function bulkRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays, clock } = deps;
  server.post<{ Body: PreviewBody }>('/v1/resolutions/bulk/preview', preview, async (request) => {
    const { can, cannot } = await sorted(deps, callerOfRoute(request), request.body);
    return {
      foreseen: can.length,
      minutes: Math.ceil(can.length / request.body.perMinute),
      institutions: byInstitution(can),
      cannot: cannot.length,
      reasons: cannot.slice(0, shownReasons).map(reasonOf),
    };
  });
  server.post<{ Body: OrderBody }>('/v1/resolutions/bulk', order, async (request, reply) => {
    const caller = callerOfRoute(request);
    const { kind, evidence, foreseen, perMinute, filter } = request.body;
    const { can } = await sorted(deps, caller, request.body);
    if (can.length !== foreseen)
      throw new HubProblem('bulk-changed', { detail: `${can.length} fit now; ${foreseen} were expected` });
    const by = { actor: actorOf(caller), at: clock.now() };
    const institution = hospitalSeen(caller);
    const bulkRef = await stays.orderBulk({
      ...{ kind, evidence, perMinute, institution, items: can, filter, ...by },
    });
    await deps.audit.appendOwed();
    deps.nudge('bulk');
    return reply.status(202).send(await one(deps, caller, bulkRef));
  });
  server.get('/v1/resolutions/bulk', list, async (request) => ({
    orders: (await stays.bulkOrders(ofSeenHospital(callerOfRoute(request)))).map(viewOf),
  }));
  server.post<{ Params: BulkParams }>('/v1/resolutions/bulk/:bulkRef/withdraw', withdraw, async (request) => {
    const caller = callerOfRoute(request);
    const { bulkRef } = request.params;
    await one(deps, caller, bulkRef);
    await stays.withdrawBulk(bulkRef, { actor: actorOf(caller), at: clock.now() });
    await deps.audit.appendOwed();
    return one(deps, caller, bulkRef);
  });
}

interface Hindered {
  readonly candidate: BulkCandidate;
  readonly code: FailureCode;
}

/** Which of those that wait can be done, and which cannot. Throws HubProblem `not-allowed`, `resolution-unfit`, `bulk-too-many`. */
async function sorted(
  deps: ApiDeps,
  caller: Caller,
  { kind, filter }: { readonly kind: BulkKind; readonly filter: PreviewBody['filter'] },
): Promise<{ readonly can: readonly BulkCandidate[]; readonly cannot: readonly Hindered[] }> {
  if (caller.role === null || !proposersOf(kind).includes(caller.role))
    throw new HubProblem('not-allowed', { detail: `${kind} is proposed by ${proposersOf(kind).join(', ')}` });
  if (!fitsFor(kind).includes(filter.code))
    throw new HubProblem('resolution-unfit', { detail: `what fits: ${offeredFor(filter.code).join(', ')}` });
  const found = await deps.stays.bulkCandidates(filterOf(deps, caller, filter));
  if (found.length > bulkLimit) throw new HubProblem('bulk-too-many', { detail: `at most ${bulkLimit}` });
  const cannot = found.flatMap((candidate) => {
    const code = hindranceOf(deps, kind, candidate);
    return code === null ? [] : [{ candidate, code }];
  });
  const hindered = new Set(cannot.map(({ candidate }) => candidate));
  return { can: found.filter((candidate) => !hindered.has(candidate)), cannot };
}

/** A hospital means its own stays. Throws HubProblem `not-allowed` when it names another. */
function filterOf({ clock }: ApiDeps, caller: Caller, filter: PreviewBody['filter']): BulkFilter {
  const { code, blockedOn, institution, payer, refusal, overdue } = filter;
  const own = hospitalSeen(caller) ?? undefined;
  if (own !== undefined && institution !== undefined && own !== institution)
    throw new HubProblem('not-allowed', { detail: 'stays of another institution' });
  const meant = own ?? institution;
  return {
    code,
    ...(blockedOn === undefined ? {} : { blockedOn }),
    ...(payer === undefined ? {} : { payer }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(meant === undefined ? {} : { institution: meant as BulkCandidate['institution'] }),
    ...(overdue === undefined ? {} : { overdueAt: clock.now() }),
  };
}

function hindranceOf(deps: ApiDeps, kind: BulkKind, candidate: BulkCandidate): FailureCode | null {
  if (candidate.hindered !== null) return candidate.hindered;
  const { offered } = offeredHere(deps, { attention: candidate, stay: candidate });
  return offered.includes(kind) ? null : 'resolution-unfit';
}

function byInstitution(can: readonly BulkCandidate[]): ViewOf<typeof previewView>['institutions'] {
  const counts = new Map<string, number>();
  for (const { institution } of can) counts.set(institution, (counts.get(institution) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([institution, stays]) => ({ institution, stays }));
}

function reasonOf({ candidate: { caseRef, step }, code }: Hindered): ViewOf<typeof reason> {
  return { caseRef, step, ...saidOf(code) };
}

function saidOf(code: FailureCode) {
  const { zh, en } = failures[code];
  return { code, zh, en };
}

/** Throws HubProblem `bulk-unknown`, the same for "not yours" as for "not there". */
async function one({ stays }: ApiDeps, caller: Caller, bulkRef: string): Promise<ViewOf<typeof bulkView>> {
  const [found] = await stays.bulkOrders({ ...ofSeenHospital(caller), bulkRef });
  if (found === undefined) throw new HubProblem('bulk-unknown');
  return viewOf(found);
}

function viewOf({ reasons, ...progress }: BulkProgress): ViewOf<typeof bulkView> {
  const { zh, en } = resolutionKinds[progress.kind];
  return {
    ...{ ...progress, zh, en },
    reasons: reasons.map(({ code, ...stay }) => ({ ...stay, ...saidOf(code) })),
  };
}
