import type { FastifyInstance } from 'fastify';
import type { Arrival } from '../../domain/arrival.ts';
import { HubProblem } from '../../domain/failures.ts';
import { caseRefFrom, type InstitutionId, isCaseRef, type SchemeId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Institution } from '../../store/register/parties.ts';
import type { AdmissionEntered, AdmissionEntry } from '../../store/stays/admissions.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { identityOf } from '../http/certificates.ts';
import { bodyDigest, caseDigest } from '../http/digest.ts';
import { fieldError } from '../http/field-errors.ts';
import { answer, type Done, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { seenHospital } from '../http/own-data.ts';
import { type AdmissionBody, admissionBody } from '../http/schemas.ts';
import type { ViewOf } from '../http/view-of.ts';
import { orElse, windowMs } from '../http/window-wait.ts';
import { inStore } from './in-store.ts';
import { schemeThere } from './scheme-there.ts';
import { freshView, viewOf } from './stay-view.ts';
import { transferOf } from './transfer.ts';
import { stayView } from './views.ts';

/** Admission: the hospital's window never waits for us. */
export function admissionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Body: AdmissionBody }>('/v1/stays', admit, async (request, reply) => {
    let fresh: StayRecord | undefined;
    const done = await once(request, deps, async () => {
      const caller = callerOfRoute(request);
      const admitted = await admission(deps, { caller, body: request.body, spentMs: reply.elapsedTime });
      fresh = admitted.stay;
      return admitted.done;
    });
    return answer(reply, done, await present(deps, done, { fresh, spentMs: reply.elapsedTime }));
  });
}

const admit = operation({
  id: 'admit',
  zh: '入院登记',
  en: 'admission',
  tag: 'stays',
  body: admissionBody,
  idempotent: true,
  replies: {
    201: { about: 'decided', schema: stayView },
    202: { about: 'admit now; the decision follows at the address of the case', schema: stayView },
    200: { about: 'this admission was sent before; the case as it is now', schema: stayView },
  },
  problems: [
    'admission-number-conflict',
    'admission-in-future',
    'institution-unknown',
    'scheme-unknown',
    'scheme-not-in-force',
    'scheme-elsewhere',
    'scheme-none-here',
    'request-in-progress',
    'voucher-taken',
  ],
});

/** The store first, then the question to the workflow: whatever happens to the question, the relay owes the stay its start. */
async function admission(
  deps: ApiDeps,
  asked: { readonly caller: Caller; readonly body: AdmissionBody; readonly spentMs: number },
): Promise<{ readonly done: Done; readonly stay: StayRecord }> {
  const { caller, body, spentMs } = asked;
  seenHospital(caller, body.institution);
  const { institution, scheme } = await admissible(deps, body);
  const personRef = await deps.people.register(identityOf(body.patient));
  const transferredFrom = await transferOf(deps, body, personRef);
  const { admissionNo, admittedOn, emergency } = body;
  const entered = await enteredOnce(deps, {
    institution: institution.institution,
    bodyDigest: bodyDigest(body, deps.settings.digestKey),
    arrival: arrivalOf(body),
    actor: actorOf(caller),
    at: deps.clock.now(),
    ...{ personRef, name: body.patient.name, scheme },
    ...{ admissionNo, admittedOn, emergency, transferredFrom, voucherNo: body.voucherNo ?? null },
  });
  if (entered.kind === 'voucher-taken') throw new HubProblem('voucher-taken');
  if (entered.kind === 'conflict') throw new HubProblem('admission-number-conflict');
  const { stay } = entered;
  const { caseRef } = stay;
  if (entered.kind === 'repeated') return { done: { status: 200, caseRef }, stay };
  const address = {
    caseRef,
    institution: stay.institution,
    scheme: stay.scheme,
    region: institution.division,
  };
  const waitMs = deps.settings.decisionWaitMs - spentMs;
  const decided = await inStore(deps, { caseRef, reached: ({ decision }) => decision !== null }, () =>
    deps.flow.admit(address, Math.max(waitMs, 100)),
  );
  return { done: { status: decided ? 201 : 202, caseRef }, stay };
}

/**
 * The same admission gets the same ref whenever it is sent, also by an older store that has forgotten it: then every key that a party
 * knows is the same again. Another one, where the ref belongs to a stay that was cancelled.
 */
async function enteredOnce(
  { stays, settings }: Pick<ApiDeps, 'stays' | 'settings'>,
  entry: Omit<AdmissionEntry, 'caseRef'>,
): Promise<Exclude<AdmissionEntered, { readonly kind: 'ref-taken' }>> {
  for (let turn = 0; ; turn += 1) {
    const caseRef = caseRefFrom(caseDigest({ ...entry, turn }, settings.digestKey));
    const entered = await stays.acceptAdmission({ ...entry, caseRef });
    if (entered.kind !== 'ref-taken') return entered;
  }
}

/** The institution, and the scheme that holds there. Throws HubProblem for everything that the county itself can contradict. */
async function admissible(
  { schemes, clock, parties }: ApiDeps,
  { scheme: named, admittedOn, institution: id }: AdmissionBody,
): Promise<{ readonly institution: Institution; readonly scheme: SchemeId }> {
  if (admittedOn > clock.today())
    throw new HubProblem('admission-in-future', { errors: [fieldError('/admittedOn', 'day-in-future')] });
  const institution = await parties.institution(id as InstitutionId);
  if (institution === undefined) throw new HubProblem('institution-unknown');
  const place = { division: institution.division, day: admittedOn };
  return { institution, scheme: schemeThere(schemes, named, place) };
}

/** What the decision needs of the hospital's word, beyond the person. */
function arrivalOf(body: AdmissionBody): Arrival {
  const { referred = null, diagnosis = null, facts = {}, clinical, ifNotWaived } = body;
  const { householdDivision = null, shown } = body.patient;
  const said = {
    ...(shown === undefined ? {} : { shown }),
    ...(clinical === undefined ? {} : { clinical }),
    ...(ifNotWaived === undefined ? {} : { ifNotWaived }),
  };
  return { referred, diagnosis, facts, householdDivision, ...said };
}

/** The case as it is now; a store that goes away after the admission was accepted does not turn it into an error. */
async function present(
  deps: ApiDeps,
  done: Done,
  { fresh, spentMs }: { readonly fresh: StayRecord | undefined; readonly spentMs: number },
): Promise<ViewOf<typeof stayView>> {
  invariant(isCaseRef(done.caseRef), 'an admission without a case ref');
  const { caseRef } = done;
  const looked = async () => {
    const view = await viewOf(deps, caseRef);
    invariant(view !== undefined, 'an accepted stay is not in the store');
    return view;
  };
  if (fresh === undefined) return looked();
  return orElse(looked(), windowMs - spentMs, freshView(fresh));
}
