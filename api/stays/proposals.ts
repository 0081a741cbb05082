import type { Clinical } from '../../domain/clinical.ts';
import { HubProblem } from '../../domain/failures.ts';
import { isCaseRef } from '../../domain/ids.ts';
import { confirmerOf, proposersOf } from '../../domain/resolutions.ts';
import { insuredStayStates } from '../../domain/waiver.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { Proposal } from '../../store/stays/resolution-rows.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import type { CaseParams } from '../http/schemas.ts';
import { applyWanted, expectArrears, isArrears } from '../money/arrears-wanted.ts';
import { deferWanted, expectRelief } from '../money/deferral.ts';
import { expectPayerOfDifference } from '../money/difference.ts';
import { endWanted } from './benefit-ending.ts';
import { clinicalErrors } from './clinical-errors.ts';
import { isObjection, objectionWanted } from './objections.ts';
import { expectOffered } from './offered.ts';
import { expectPossible } from './possible.ts';
import type { ResolutionBody } from './resolution-views.ts';
import { numberWanted } from './right-number.ts';
import { expectSigner } from './signer.ts';
import { isOwn } from './stay-view.ts';
import { insuredStayState } from './waiver-view.ts';

/**
 * A stay about which the caller may propose: a hospital's own, any to the county's operator, and to the insurance bureau one whose core
 * answer or objection waits for it. Throws HubProblem `case-unknown`.
 */
export async function stayOfProposer(
  stays: Pick<ApiDeps['stays'], 'wholeStay'>,
  caller: Caller,
  caseRef: string,
): Promise<WholeStay> {
  const whole = isCaseRef(caseRef) ? await stays.wholeStay(caseRef) : undefined;
  if (whole === undefined || !(isOwn(caller, whole.stay) || isInsurersAnswer(caller, whole)))
    throw new HubProblem('case-unknown');
  return whole;
}

/** Throws HubProblem `resolution-unfit` where what denies the waiver stands against the insurance too. */
function expectInsurable(deps: ApiDeps, stay: WholeStay['stay']): void {
  const state = insuredStayState(deps, stay);
  if (state === 'open' || state === null) return;
  const { zh, en } = insuredStayStates[state];
  throw new HubProblem('resolution-unfit', { detail: `${zh} · ${en}` });
}

/** What is told of a discharged stay fits its bill, the corrected one where one is on its way. Throws HubProblem `request-invalid`. */
async function expectOfTheBill(
  { stays }: ApiDeps,
  { caseRef, discharge }: WholeStay['stay'],
  clinical: Clinical,
): Promise<void> {
  if (discharge === null) return;
  const corrected = await stays.openAmendment(caseRef);
  const errors = clinicalErrors(clinical, { ...discharge, ...corrected });
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
}

function isInsurersAnswer({ role, party }: Caller, { attention }: WholeStay): boolean {
  const insurers = role === 'bureau' && party === 'medical-insurance';
  return (
    insurers &&
    attention.some(
      ({ code, blockedOn }) =>
        code === 'settlement-review' || (code === 'decision-objection' && blockedOn === 'medical-insurance'),
    )
  );
}

/** Who signs a plan, or objects. Throws HubProblem `request-invalid`. */
async function expectAdult(deps: ApiDeps, { personRef }: StayRecord, body: ResolutionBody): Promise<void> {
  if (body.kind === 'defer') {
    const { signedBy: by, signedOn: on } = body.agreement;
    await expectSigner(deps, personRef, { by, on, path: '/agreement/signedBy' });
  }
  if (body.kind === 'object-to-decision' || body.kind === 'record-objection') {
    const { objectedBy: by, objectedOn: on } = body;
    await expectSigner(deps, personRef, { by, on, path: '/objectedBy' });
  }
}

/** Throws HubProblem `case-unknown`, `not-allowed`, `request-invalid`, `deferral-not-offered`, `arrears-not-listed`, `arrears-minor`. */
export async function proposalOf(
  deps: ApiDeps,
  caller: Caller,
  { body, params }: { readonly body: ResolutionBody; readonly params: CaseParams },
): Promise<Proposal> {
  const { stays, clock, actors } = deps;
  const whole = await stayOfProposer(stays, caller, params.caseRef);
  const { caseRef } = whole.stay;
  const { on: step, revision, ...rest } = body;
  const { kind } = rest;
  if (caller.role === null || !proposersOf(kind).includes(caller.role))
    throw new HubProblem('not-allowed', { detail: `${kind} is proposed by ${proposersOf(kind).join(', ')}` });
  expectPossible(deps, rest);
  expectOffered(deps, whole, { step, kind });
  if (kind === 'insured-stay') expectInsurable(deps, whole.stay);
  if (rest.kind === 'give-facts') await expectOfTheBill(deps, whole.stay, rest.clinical);
  const made = { caseRef, step, revision, kind, actor: actorOf(caller), at: clock.now() };
  if (rest.kind === 'correct-identity-number')
    return { ...made, office: null, wanted: await numberWanted(deps, caseRef, rest) };
  if (isArrears(rest)) expectArrears(deps, caller, rest);
  if (rest.kind === 'apply-listing')
    return { ...made, office: null, wanted: await applyWanted(deps, whole.stay, rest) };
  await expectAdult(deps, whole.stay, body);
  if (rest.kind === 'defer') return { ...made, office: null, wanted: deferWanted(deps, whole, rest) };
  if (rest.kind === 'waive' || rest.kind === 'write-off') expectRelief(deps, whole, rest);
  if (isObjection(rest))
    return { ...made, ...objectionWanted(deps, caller, { stay: whole.stay, body: rest }) };
  if (!('office' in rest)) return { ...made, office: null, wanted: rest };
  const { office, ...wanted } = rest;
  const confirmer = confirmerOf(kind);
  const there = await actors.actors(office);
  if (!there.some(({ role, credentials }) => credentials > 0 && confirmer?.roles.includes(role) === true))
    throw new HubProblem('request-invalid', { errors: [fieldError('/office', 'office-without-power')] });
  if (kind === 'accept-answer') expectPayerOfDifference(deps, whole, { step, office });
  const ends = wanted.kind === 'end-benefit' ? endWanted(deps, whole.stay, wanted) : wanted;
  return { ...made, office, wanted: ends };
}
