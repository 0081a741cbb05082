import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type ChargeEntry, chargeSums, lacksSignature } from '../../domain/charges.ts';
import { type FieldError, HubProblem } from '../../domain/failures.ts';
import { invariant, never } from '../../domain/invariant.ts';
import { sumFen } from '../../domain/money.ts';
import { rulesOfStay } from '../../policies/admission/insured-stay.ts';
import { runningEstimate } from '../../policies/settlement/running-estimate.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { bodyDigest } from '../http/digest.ts';
import { fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import type { ViewOf } from '../http/view-of.ts';
import { day } from '../http/words.ts';
import { expectSigner } from '../stays/signer.ts';
import { ownStay, ownWholeStay } from '../stays/stay-view.ts';
import { type ChargeListBody, chargeListBody } from './charge-body.ts';
import { dayView } from './charge-day.ts';
import { chargeListView, chargesView } from './charge-views.ts';
import { interimAllowed } from './interim-allowed.ts';
import { runningView, shownSums } from './running-charges.ts';

const query = z.strictObject({ day: day.optional() });
type Query = z.infer<typeof query>;

/** What a stay costs day by day: the hospital's lists, and the 一日清单 that the patient gets. */
export function chargeRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Params: CaseParams; Body: ChargeListBody }>(
    '/v1/stays/:caseRef/charges',
    record,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const actor = actorOf(callerOfRoute(request));
      const status = await taken(deps, stay, { body: request.body, actor });
      return reply.status(status).send(await listView(deps, stay, request.body));
    },
  );
  server.get<{ Params: CaseParams; Querystring: Query }>(
    '/v1/stays/:caseRef/charges',
    read,
    async (request) => {
      const whole = await ownWholeStay(deps.stays, request.caller, request.params.caseRef);
      const { stay, charges } = whole;
      const days = await deps.stays.chargeDays(stay.caseRef);
      const wanted = request.query.day;
      return {
        ...{ caseRef: stay.caseRef, running: runningView(deps, stay, charges) },
        days: days.map(({ lists, lateLists, ...one }) => ({
          ...{ day: one.day, lists, lateLists, ...shownSums(one) },
        })),
        day:
          wanted === undefined
            ? null
            : dayView(wanted, await deps.stays.chargesOfDay(stay.caseRef, wanted), {
                emergency: stay.emergency,
                runningFen: sumFen(days.filter((one) => one.day <= wanted).map((one) => one.totalFen)),
              }),
        differsBecause: await saidWhy(deps, stay),
      };
    },
  );
}

/** The status of the answer. Throws HubProblem `charge-list-conflict`, `charges-over`, `stage-unfit`, `request-invalid`. */
async function taken(
  deps: ApiDeps,
  stay: StayRecord,
  { body, actor }: { readonly body: ChargeListBody; readonly actor: string },
): Promise<number> {
  const { stays, clock, settings, schemes } = deps;
  const { caseRef } = stay;
  const today = clock.today();
  refuse([
    ...(body.day > today ? [fieldError('/day', 'day-in-future')] : []),
    ...body.entries.flatMap(({ signature }, at) =>
      signature !== undefined && signature.signedOn > today
        ? [fieldError(`/entries/${at}/signature/signedOn`, 'day-in-future')]
        : [],
    ),
  ]);
  await expectSigners(deps, stay, body);
  const version = rulesOfStay(schemes, stay);
  const allowed = await interimAllowed(deps, stay);
  const { listNo, day: on, estimate = null } = body;
  const recorded = await stays.recordCharges({
    ...{ caseRef, listNo, day: on, entries: entriesOf(body), estimate, actor },
    ...{ bodyDigest: bodyDigest(body, settings.digestKey), at: clock.now() },
    interimDue: allowed.kind === 'allowed' ? allowed.due : () => false,
    ownPart: (charged) => runningEstimate(version, charged, charged.estimate).patient.atLeastFen,
  });
  switch (recorded.kind) {
    case 'recorded':
      // A bill in mid-stay may be due by it.
      if (allowed.kind === 'allowed') deps.nudge('stays');
      return 201;
    case 'repeated':
      return 200;
    case 'conflict':
      throw new HubProblem('charge-list-conflict');
    case 'over':
      throw new HubProblem('charges-over', { detail: `the stay is ${recorded.stage}` });
    case 'unfit':
      throw new HubProblem('stage-unfit', { detail: `the stay is ${recorded.stage}` });
    case 'day':
      return refuse([fieldError('/day', recorded.code)]);
    case 'faults':
      return refuse(
        recorded.faults.map(({ at, field, code }) => fieldError(`/entries/${at}/${field}`, code)),
      );
    default:
      return never(recorded);
  }
}

/** Whoever was old enough when the first was signed is so at all others. */
function expectSigners(deps: ApiDeps, { personRef }: StayRecord, { entries }: ChargeListBody): Promise<void> {
  const [first] = entries
    .flatMap(({ signature }, at) =>
      signature?.signedBy === 'patient' ? [{ on: signature.signedOn, at }] : [],
    )
    .toSorted((a, b) => (a.on < b.on ? -1 : 1));
  const { on, at } = first ?? { on: deps.clock.today(), at: 0 };
  const path = `/entries/${at}/signature/signedBy`;
  return expectSigner(deps, personRef, { by: first && 'patient', on, path });
}

function refuse(errors: readonly FieldError[]): never | 0 {
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
  return 0;
}

function entriesOf({ entries }: ChargeListBody): readonly ChargeEntry[] {
  return entries.map(({ signature = null, corrects = null, ...entry }) => ({
    ...entry,
    signature,
    corrects,
  }));
}

/** The list as it was taken, and what the stay comes to with it. */
async function listView(
  deps: ApiDeps,
  stay: StayRecord,
  body: ChargeListBody,
): Promise<ViewOf<typeof chargeListView>> {
  const whole = await deps.stays.wholeStay(stay.caseRef);
  const lists = await deps.stays.chargesOfDay(stay.caseRef, body.day);
  const list = lists.find(({ listNo }) => listNo === body.listNo);
  invariant(whole !== undefined && list !== undefined, 'a list that was taken is not there');
  const running = runningView(deps, whole.stay, whole.charges);
  invariant(running !== null, 'a stay with a list comes to nothing');
  const text = { zh: '自费项目缺少患者签字', en: 'a self-paid item without the signature of the patient' };
  return {
    ...{ caseRef: stay.caseRef, listNo: list.listNo, day: body.day, late: list.late },
    ...shownSums(chargeSums(list.entries)),
    flags: list.entries.flatMap((entry, at) =>
      lacksSignature(entry, stay.emergency) ? [{ line: at + 1, code: 'signature-missing', ...text }] : [],
    ),
    running,
  };
}

/** What the hospital said of a bill that is not the sum of its lists; it stands with the bill, sealed. */
async function saidWhy({ stays }: ApiDeps, { caseRef, discharge }: StayRecord): Promise<string | null> {
  if (discharge === null) return null;
  const bill = await stays.bill(caseRef);
  return bill?.differsBecause ?? null;
}

const record = operation({
  id: 'recordCharges',
  zh: '上传一日费用清单',
  en: 'one day’s list of charges; the same list again is taken once',
  tag: 'stays',
  params: caseParams,
  body: chargeListBody,
  replies: {
    201: { about: 'taken', schema: chargeListView },
    200: { about: 'taken before', schema: chargeListView },
  },
  problems: ['case-unknown', 'charge-list-conflict', 'charges-over', 'stage-unfit'],
});

const read = operation({
  id: 'getCharges',
  zh: '一日清单与累计费用',
  en: 'the list of a day, and what the stay costs so far',
  tag: 'stays',
  params: caseParams,
  query,
  replies: { 200: { about: 'as the lists say now', schema: chargesView } },
  problems: ['case-unknown'],
});
