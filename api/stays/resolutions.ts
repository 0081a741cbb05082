import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { type CaseRef, isCaseRef } from '../../domain/ids.ts';
import { confirmerOf } from '../../domain/resolutions.ts';
import type { OpenedResolution } from '../../store/stays/resolution-rows.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { firstOf } from '../http/page.ts';
import type { CaseParams } from '../http/schemas.ts';
import { acceptedAccounts } from '../money/difference.ts';
import { workOutAgain } from '../money/work-out.ts';
import { decideAnew } from './objections.ts';
import { proposalOf, stayOfProposer } from './proposals.ts';
import {
  confirm,
  list,
  type Numbered,
  preview,
  propose,
  type seen,
  waiting,
  withdraw,
} from './resolution-operations.ts';
import { type ResolutionBody, viewOfForeseen, viewOfResolution } from './resolution-views.ts';
import { ownStay } from './stay-view.ts';

/** How many proposals are shown at once; more than an office has in a week. */
const shownAtOnce = 200;

/** What people do about a stay that waits: proposed by one, confirmed by another, carried out once, written down with both names. */
export function resolutionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays } = deps;
  const rules = rulesOf(deps);
  server.post<{ Body: ResolutionBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/resolutions',
    propose,
    async (request, reply) => {
      return reply
        .status(201)
        .send(viewOfResolution(await proposeNow(deps, callerOfRoute(request), request)));
    },
  );
  server.post<{ Body: ResolutionBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/resolutions/preview',
    preview,
    async (request) => {
      const caller = callerOfRoute(request);
      const proposal = await proposalOf(deps, caller, request);
      const foreseen = await stays.foresee(proposal, rules);
      if (proposal.kind !== 'accept-answer') return viewOfForeseen(proposal.kind, foreseen);
      const whole = await stayOfProposer(stays, caller, proposal.caseRef);
      const accounts = acceptedAccounts(whole, proposal.step);
      return viewOfForeseen(proposal.kind, accounts === undefined ? foreseen : { ...foreseen, accounts });
    },
  );
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/resolutions', list, async (request) => {
    const caller = callerOfRoute(request);
    const { caseRef } = (await stayOfProposer(stays, caller, request.params.caseRef)).stay;
    const found = (await stays.resolutions(caseRef)).filter((one) => isSeenBy(caller, one));
    return { revision: await stays.revision(caseRef), resolutions: found.map(viewOfResolution) };
  });
  server.get('/v1/resolutions', waiting, async (request) => {
    const own = scopeOf(callerOfRoute(request));
    const { items: found, more } = await firstOf(shownAtOnce, (limit) => stays.proposals({ ...own, limit }));
    const revisions = await Promise.all(found.map(({ caseRef }) => stays.revision(caseRef)));
    const shown = found.map((one, at) => ({ ...viewOfResolution(one), revision: revisions[at] }));
    return { resolutions: shown, more };
  });
  server.post<{ Body: z.infer<typeof seen>; Params: Numbered }>(
    '/v1/stays/:caseRef/resolutions/:sequence/confirm',
    confirm,
    async (request) => {
      const caller = callerOfRoute(request);
      const { caseRef, sequence } = await resolutionFor(deps, caller, request.params);
      const actor = actorOf(caller);
      const decided = { caseRef, sequence, ...request.body, actor, at: deps.clock.now() };
      const done = await stays.confirm(decided, rules);
      await deps.audit.appendOwed();
      deps.nudge('stays');
      return viewOfResolution(done);
    },
  );
  server.post<{ Params: Numbered }>(
    '/v1/stays/:caseRef/resolutions/:sequence/withdraw',
    withdraw,
    async (request) => {
      const caller = callerOfRoute(request);
      const { caseRef } = (await stayOfProposer(stays, caller, request.params.caseRef)).stay;
      const found = await stays.resolution(caseRef, request.params.sequence);
      if (!isSeenBy(caller, found)) throw new HubProblem('resolution-unknown');
      const actor = actorOf(caller);
      const done = await stays.withdraw({ ...request.params, caseRef, actor, at: deps.clock.now() });
      await deps.audit.appendOwed();
      return viewOfResolution(done);
    },
  );
}

function rulesOf(deps: ApiDeps) {
  const { schemes, payerRules } = deps;
  return {
    ...{ workOut: workOutAgain(schemes), retained: payerRules.retained },
    decideAnew: decideAnew(deps),
  };
}

/** Proposes; what needs no second person is done at once. Throws HubProblem. */
export async function proposeNow(
  deps: ApiDeps,
  caller: Caller,
  asked: { readonly body: ResolutionBody; readonly params: CaseParams },
): Promise<OpenedResolution> {
  const proposal = await proposalOf(deps, caller, asked);
  // Whoever proposes hears at once what speaks against it, and not the second person.
  if (confirmerOf(proposal.kind) !== null) await deps.stays.foresee(proposal, rulesOf(deps));
  const done = await deps.stays.propose(proposal);
  await deps.audit.appendOwed();
  deps.nudge('stays');
  return done;
}

/**
 * A proposal that the caller may confirm. Throws HubProblem `case-unknown` for what is not theirs, `second-person-needed` for
 * somebody who proposed it or has not the role.
 */
async function resolutionFor(
  { stays }: ApiDeps,
  caller: Caller,
  { caseRef, sequence }: Numbered,
): Promise<OpenedResolution> {
  if (!isCaseRef(caseRef)) throw new HubProblem('case-unknown');
  const found = await own(stays, caller, { caseRef, sequence });
  const confirmer = confirmerOf(found.kind);
  const here = confirmer?.of === 'office' ? caller.party === found.office : caller.of === 'hospital';
  const may = caller.role !== null && confirmer?.roles.includes(caller.role) === true;
  if (!here || !may || found.proposedBy === actorOf(caller))
    throw new HubProblem('second-person-needed', {
      detail: `${found.office ?? 'the hospital'}: ${confirmer?.roles.join(', ') ?? 'nobody'}`,
    });
  return found;
}

/** An office sees what is addressed to it, a hospital its own stays. */
async function own(
  stays: ApiDeps['stays'],
  caller: Caller,
  { caseRef, sequence }: { readonly caseRef: CaseRef; readonly sequence: number },
): Promise<OpenedResolution> {
  if (caller.of === 'hospital' || caller.of === 'operator') {
    await ownStay(stays, caller, caseRef);
    return stays.resolution(caseRef, sequence);
  }
  const found = await stays.resolution(caseRef, sequence).catch((failure: unknown) => {
    if (failure instanceof HubProblem && failure.code === 'resolution-unknown') return undefined;
    throw failure;
  });
  if (found?.office !== caller.party) throw new HubProblem('case-unknown');
  return found;
}

/** An office sees what its own people proposed, and what is addressed to it. */
function isSeenBy(caller: Caller, { office, proposedBy }: OpenedResolution): boolean {
  if (caller.of === 'hospital' || caller.of === 'operator') return true;
  return office === caller.party || proposedBy.startsWith(`${caller.party}/`);
}

function scopeOf(caller: Caller) {
  if (caller.of === 'hospital') return { institution: caller.institution };
  return caller.of === 'operator' ? {} : { office: caller.party };
}
