import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { type CaseRef, isCaseRef } from '../../domain/ids.ts';
import { confirmerOf, proposersOf } from '../../domain/resolutions.ts';
import type { OpenedResolution, Proposal } from '../../store/stays/resolution-rows.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import type { CaseParams } from '../http/schemas.ts';
import { workOutAgain } from '../money/work-out.ts';
import { endWanted } from './benefit-ending.ts';
import { expectOffered } from './offered.ts';
import { expectPossible } from './possible.ts';
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
import { numberWanted } from './right-number.ts';
import { ownStay, ownWholeStay } from './stay-view.ts';

/** How many proposals are shown at once; more than an office has in a week. */
const shownAtOnce = 200;

/** What people do about a stay that waits: proposed by one, confirmed by another, carried out once, written down with both names. */
export function resolutionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays } = deps;
  const workOut = workOutAgain(deps.schemes);
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
      const proposal = await proposalOf(deps, callerOfRoute(request), request);
      return viewOfForeseen(proposal.kind, await stays.foresee(proposal, workOut));
    },
  );
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/resolutions', list, async (request) => {
    const { caseRef } = await ownStay(stays, request.caller, request.params.caseRef);
    const found = await stays.resolutions(caseRef);
    return { revision: await stays.revision(caseRef), resolutions: found.map(viewOfResolution) };
  });
  server.get('/v1/resolutions', waiting, async (request) => {
    const found = await stays.proposals({ ...scopeOf(callerOfRoute(request)), limit: shownAtOnce });
    const revisions = await Promise.all(found.map(({ caseRef }) => stays.revision(caseRef)));
    return { resolutions: found.map((one, at) => ({ ...viewOfResolution(one), revision: revisions[at] })) };
  });
  server.post<{ Body: z.infer<typeof seen>; Params: Numbered }>(
    '/v1/stays/:caseRef/resolutions/:sequence/confirm',
    confirm,
    async (request) => {
      const caller = callerOfRoute(request);
      const { caseRef, sequence } = await resolutionFor(deps, caller, request.params);
      const actor = actorOf(caller);
      const decided = { caseRef, sequence, ...request.body, actor, at: deps.clock.now() };
      const done = await stays.confirm(decided, workOut);
      await audit(deps, actor, { ...done, did: 'confirm' });
      deps.nudge('stays');
      return viewOfResolution(done);
    },
  );
  server.post<{ Params: Numbered }>(
    '/v1/stays/:caseRef/resolutions/:sequence/withdraw',
    withdraw,
    async (request) => {
      const caller = callerOfRoute(request);
      const { caseRef } = await ownStay(stays, caller, request.params.caseRef);
      const actor = actorOf(caller);
      const done = await stays.withdraw({ ...request.params, caseRef, actor, at: deps.clock.now() });
      await audit(deps, actor, { ...done, did: 'withdraw' });
      return viewOfResolution(done);
    },
  );
}

/** Proposes; what needs no second person is done at once. Throws HubProblem. */
export async function proposeNow(
  deps: ApiDeps,
  caller: Caller,
  asked: { readonly body: ResolutionBody; readonly params: CaseParams },
): Promise<OpenedResolution> {
  const proposal = await proposalOf(deps, caller, asked);
  const done = await deps.stays.propose(proposal);
  await audit(deps, proposal.actor, { ...done, did: 'propose' });
  deps.nudge('stays');
  return done;
}

/** Throws HubProblem `case-unknown`, `not-allowed`, `request-invalid`. */
async function proposalOf(
  deps: ApiDeps,
  caller: Caller,
  { body, params }: { readonly body: ResolutionBody; readonly params: CaseParams },
): Promise<Proposal> {
  const { stays, clock, actors } = deps;
  const whole = await ownWholeStay(stays, caller, params.caseRef);
  const { caseRef } = whole.stay;
  const { on: step, revision, ...rest } = body;
  const { kind } = rest;
  if (caller.role === null || !proposersOf(kind).includes(caller.role))
    throw new HubProblem('not-allowed', { detail: `${kind} is proposed by ${proposersOf(kind).join(', ')}` });
  expectPossible(deps, rest);
  expectOffered(deps, whole, { step, kind });
  const made = { caseRef, step, revision, kind, actor: actorOf(caller), at: clock.now() };
  if (rest.kind === 'correct-identity-number')
    return { ...made, office: null, wanted: await numberWanted(deps, caseRef, rest) };
  if (!('office' in rest)) return { ...made, office: null, wanted: rest };
  const { office, ...wanted } = rest;
  const confirmer = confirmerOf(kind);
  const there = await actors.actors(office);
  if (!there.some(({ role, credentials }) => credentials > 0 && confirmer?.roles.includes(role) === true))
    throw new HubProblem('request-invalid', { errors: [fieldError('/office', 'office-without-power')] });
  const ends = wanted.kind === 'end-benefit' ? endWanted(deps, whole.stay, wanted) : wanted;
  return { ...made, office, wanted: ends };
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

function scopeOf(caller: Caller) {
  if (caller.of === 'hospital') return { institution: caller.institution };
  return caller.of === 'operator' ? {} : { office: caller.party };
}

async function audit(
  { audit: trail, clock }: ApiDeps,
  actor: string,
  { did, caseRef, kind }: OpenedResolution & { readonly did: 'propose' | 'confirm' | 'withdraw' },
): Promise<void> {
  await trail.appendAudit({
    actor,
    action: `resolution-${did}`,
    subject: caseRef,
    reason: kind,
    at: clock.now(),
  });
}
