import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { type CaseRef, isCaseRef } from '../../domain/ids.ts';
import { confirmerOf, proposersOf } from '../../domain/resolutions.ts';
import type { OpenedResolution, Proposal } from '../../store/stays/resolution-rows.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import {
  foreseenView,
  proposalsView,
  type ResolutionBody,
  resolutionBody,
  resolutionsOfStay,
  resolutionView,
  viewOfForeseen,
  viewOfResolution,
} from './resolution-views.ts';
import { numberWanted } from './right-number.ts';
import { ownStay } from './stay-view.ts';

const numbered = caseParams.extend({ sequence: z.coerce.number().int().min(1).max(1_000_000) });
type Numbered = z.infer<typeof numbered>;
const seen = z.strictObject({ revision: z.int().min(0) }).meta({ id: 'Confirmation' });

/** How many proposals are shown at once; more than an office has in a week. */
const shownAtOnce = 200;

/** What people do about a stay that waits: proposed by one, confirmed by another, carried out once, written down with both names. */
export function resolutionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays } = deps;
  server.post<{ Body: ResolutionBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/resolutions',
    propose,
    async (request, reply) => {
      const proposal = await proposalOf(deps, callerOfRoute(request), request);
      const done = await stays.propose(proposal);
      await audit(deps, proposal.actor, { ...done, did: 'propose' });
      deps.nudge();
      return reply.status(201).send(viewOfResolution(done));
    },
  );
  server.post<{ Body: ResolutionBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/resolutions/preview',
    preview,
    async (request) => {
      const proposal = await proposalOf(deps, callerOfRoute(request), request);
      return viewOfForeseen(proposal.kind, await stays.foresee(proposal));
    },
  );
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/resolutions', list, async (request) => {
    const { caseRef } = await ownStay(stays, request.caller, request.params.caseRef);
    const found = await stays.resolutions(caseRef);
    return { revision: await stays.revision(caseRef), resolutions: found.map(viewOfResolution) };
  });
  server.get('/v1/resolutions', waiting, async (request) => {
    const found = await stays.proposals({ ...scopeOf(callerOfRoute(request)), limit: shownAtOnce });
    return { resolutions: found.map(viewOfResolution) };
  });
  server.post<{ Body: z.infer<typeof seen>; Params: Numbered }>(
    '/v1/stays/:caseRef/resolutions/:sequence/confirm',
    confirm,
    async (request) => {
      const caller = callerOfRoute(request);
      const { caseRef, sequence } = await resolutionFor(deps, caller, request.params);
      const actor = actorOf(caller);
      const { revision } = request.body;
      const done = await stays.confirm({ caseRef, sequence, revision, actor, at: deps.clock.now() });
      await audit(deps, actor, { ...done, did: 'confirm' });
      deps.nudge();
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
      const { sequence } = request.params;
      const done = await stays.withdraw({ caseRef, sequence, actor, at: deps.clock.now() });
      await audit(deps, actor, { ...done, did: 'withdraw' });
      return viewOfResolution(done);
    },
  );
}

/** Throws HubProblem `case-unknown`, `not-allowed`, `request-invalid`. */
async function proposalOf(
  deps: ApiDeps,
  caller: Caller,
  { body, params }: { readonly body: ResolutionBody; readonly params: CaseParams },
): Promise<Proposal> {
  const { stays, clock, actors } = deps;
  const { caseRef } = await ownStay(stays, caller, params.caseRef);
  const { on: step, revision, ...rest } = body;
  const { kind } = rest;
  if (caller.role === null || !proposersOf(kind).includes(caller.role))
    throw new HubProblem('not-allowed', { detail: `${kind} is proposed by ${proposersOf(kind).join(', ')}` });
  const made = { caseRef, step, revision, kind, actor: actorOf(caller), at: clock.now() };
  if (rest.kind === 'correct-identity-number')
    return { ...made, office: null, wanted: await numberWanted(deps, caseRef, rest) };
  if (rest.kind !== 'decide') return { ...made, office: null, wanted: rest };
  const { office, ...wanted } = rest;
  const confirmer = confirmerOf(kind);
  const there = await actors.actors(office);
  if (!there.some(({ role, credentials }) => credentials > 0 && confirmer?.roles.includes(role) === true))
    throw new HubProblem('request-invalid', { errors: [fieldError('/office', 'office-without-power')] });
  return { ...made, office, wanted };
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

const ofStay = { tag: 'operators', params: caseParams } as const;
const fits = ['case-unknown', 'resolution-unfit', 'resolution-stale', 'request-invalid'] as const;

const propose = operation({
  ...ofStay,
  id: 'proposeResolution',
  zh: '提出处理(无需第二人的即时生效)',
  en: 'propose what to do about a stay that waits; what needs no second person is done at once',
  body: resolutionBody,
  replies: { 201: { about: 'proposed, or carried out', schema: resolutionView } },
  problems: [...fits, 'resolution-open'],
});

const preview = operation({
  ...ofStay,
  id: 'previewResolution',
  zh: '预览处理结果(不生效)',
  en: 'what it would do, fen by fen; nothing of it stays',
  body: resolutionBody,
  replies: { 200: { about: 'the accounts that would change', schema: foreseenView } },
  problems: fits,
});

const list = operation({
  ...ofStay,
  id: 'listResolutions',
  zh: '病例的处理记录',
  en: 'what people proposed and did about a stay',
  replies: { 200: { about: 'in order of proposal', schema: resolutionsOfStay } },
  problems: ['case-unknown'],
});

const waiting = operation({
  id: 'listProposals',
  zh: '待我方确认的处理',
  en: 'proposals that wait for a second person of the caller’s organisation',
  tag: 'operators',
  replies: { 200: { about: 'longest waiting first', schema: proposalsView } },
});

const decisionProblems = ['case-unknown', 'resolution-unknown', 'resolution-over'] as const;

const confirm = operation({
  ...ofStay,
  id: 'confirmResolution',
  zh: '确认处理(须由有权的另一人)',
  en: 'confirm a proposal as the second person; it is carried out',
  params: numbered,
  body: seen,
  replies: { 200: { about: 'carried out', schema: resolutionView } },
  problems: [...decisionProblems, 'second-person-needed', 'resolution-unfit', 'resolution-stale'],
});

const withdraw = operation({
  ...ofStay,
  id: 'withdrawResolution',
  zh: '撤回处理',
  en: 'withdraw a proposal that was not confirmed',
  params: numbered,
  replies: { 200: { about: 'withdrawn', schema: resolutionView } },
  problems: decisionProblems,
});
