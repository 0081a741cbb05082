import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import {
  givenWays,
  patientNoticeCodes,
  patientNoticeKinds,
  patientNoticeStateCodes,
  patientNoticeStates,
} from '../../domain/patient-notices.ts';
import { textMessageStateCodes, textMessageStates } from '../../domain/text-messages.ts';
import { noticeText } from '../../policies/notices/notice-text.ts';
import type { PatientNotice } from '../../store/money/patient-notices.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { ofSeenHospital } from '../http/own-data.ts';
import { firstOf, moreWait } from '../http/page.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import type { ViewOf } from '../http/view-of.ts';
import { day, line } from '../http/words.ts';
import { ownStay } from '../stays/stay-view.ts';

/** How many are shown at once, longest owed first. */
const shownAtOnce = 500;
const numbered = caseParams.extend({ notice: z.coerce.number().int().min(1).max(1_000_000) });
type Numbered = z.infer<typeof numbered>;
const givenBody = z
  .strictObject({
    givenOn: day.meta({ description: 'the day on which the patient was told, or the letter was posted' }),
    way: z.enum(givenWays),
    receipt: line(200).optional().meta({ description: 'number of the posting; a letter needs one' }),
  })
  .meta({ id: 'NoticeGiven' });
type GivenBody = z.infer<typeof givenBody>;

/** What patients are to be told about the own part: the work list, the text to be printed, and how they were told. */
export function patientNoticeRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays, clock } = deps;
  server.get('/v1/patient-notices', owed, async (request) => {
    const caller = callerOfRoute(request);
    const own = ofSeenHospital(caller);
    const { items, more } = await firstOf(shownAtOnce, (limit) => stays.noticesOwed({ ...own, limit }));
    return { notices: items.map(viewOf), more };
  });
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/patient-notices', ofStay, async (request) => {
    const { caseRef } = await ownStay(stays, request.caller, request.params.caseRef);
    return { notices: (await stays.noticesOf(caseRef)).map(viewOf) };
  });
  server.get<{ Params: Numbered }>('/v1/stays/:caseRef/patient-notices/:notice', text, async (request) => {
    const { caseRef } = await ownStay(stays, request.caller, request.params.caseRef);
    const found = (await stays.noticesOf(caseRef)).find(({ notice }) => notice === request.params.notice);
    if (found === undefined) throw new HubProblem('notice-unknown');
    return { ...viewOf(found), ...(await writtenOut(deps, found, actorOf(callerOfRoute(request)))) };
  });
  server.post<{ Params: Numbered; Body: GivenBody }>(
    '/v1/stays/:caseRef/patient-notices/:notice/given',
    given,
    async (request, reply) => {
      const { caseRef } = await ownStay(stays, request.caller, request.params.caseRef);
      const { notice } = request.params;
      const { givenOn, way, receipt = null } = request.body;
      const errors = [
        ...(givenOn > clock.today() ? [fieldError('/givenOn', 'day-in-future')] : []),
        ...(way === 'letter' && receipt === null ? [fieldError('/receipt', 'field-missing')] : []),
      ];
      if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
      const actor = actorOf(callerOfRoute(request));
      const told = { caseRef, notice, givenOn, way, receipt, actor, at: clock.now() };
      const recorded = await stays.recordNoticeGiven(told);
      const [now] = (await stays.noticesOf(caseRef)).filter((one) => one.notice === notice);
      return reply.status(recorded === 'recorded' ? 201 : 200).send(now && viewOf(now));
    },
  );
}

/** With name and address: each look is audited. */
async function writtenOut(
  { stays, people, parties, audit, clock }: ApiDeps,
  { caseRef, institution, kind, owedOn, fields }: PatientNotice,
  actor: string,
) {
  const stay = await stays.stay(caseRef);
  if (stay === undefined) throw new HubProblem('case-unknown');
  const { name, address } = await people.open(stay.personRef);
  const given = (await stays.givenName(caseRef)) ?? name;
  const at = clock.now();
  await audit.appendAudit({ actor, action: 'notice-shown', subject: caseRef, reason: kind, at });
  const hospital = (await parties.institution(institution))?.name ?? institution;
  const { short, letter } = noticeText({ kind, owedOn, fields }, { name: given, institution: hospital });
  return { address, short, letter };
}

function viewOf({ kind, state, message, ...notice }: PatientNotice): ViewOf<typeof noticeView> {
  const { zh: stateZh, en: stateEn } = patientNoticeStates[state];
  const sent = message && { ...message, ...textMessageStates[message.state] };
  return { ...notice, kind, ...patientNoticeKinds[kind], state, stateZh, stateEn, message: sent };
}

const shownDay = z.string().meta({ format: 'date' });
const noticeView = z
  .object({
    ...{ caseRef: z.string(), institution: z.string(), notice: z.int(), kind: z.enum(patientNoticeCodes) },
    ...{ zh: z.string(), en: z.string(), owedOn: shownDay },
    fields: z.object({
      fen: z.int().optional().meta({ description: 'fen; not of an answer to an objection' }),
      article: z.string().optional(),
      ...{ dueOn: shownDay.optional(), answerDays: z.int().optional() },
    }),
    state: z.enum(patientNoticeStateCodes),
    ...{ stateZh: z.string(), stateEn: z.string(), givenOn: shownDay.nullable() },
    givenWay: z.enum(givenWays).nullable(),
    ...{ givenBy: z.string().nullable(), receipt: z.string().nullable() },
    message: z
      .object({
        ...{ state: z.enum(textMessageStateCodes), zh: z.string(), en: z.string() },
        code: z.string().nullable().meta({ description: 'what it waits for, or why it ended as it did' }),
        sentAt: instant.nullable(),
      })
      .nullable()
      .meta({ description: 'the text message by which the hub tells, where the hospital sends them' }),
  })
  .meta({ id: 'PatientNotice' });
const list = z.object({ notices: z.array(noticeView) });

const owed = operation({
  id: 'listPatientNotices',
  zh: '待告知患者的事项',
  en: 'what patients are to be told about the own part',
  tag: 'operators',
  replies: {
    200: {
      about: 'longest owed first; what has no cause any more is not in it',
      schema: list.extend({ more: moreWait }),
    },
  },
});

const ofStay = operation({
  id: 'listNoticesOfStay',
  zh: '病例的告知记录',
  en: 'what the patient of a stay was told, or is to be',
  tag: 'stays',
  params: caseParams,
  replies: { 200: { about: 'in order', schema: list } },
  problems: ['case-unknown'],
});

const text = operation({
  id: 'getPatientNotice',
  zh: '告知书全文(供打印)',
  en: 'the text of a notice, to be printed; each look is audited',
  tag: 'stays',
  params: numbered,
  replies: {
    200: {
      about: 'addressed to the patient; no diagnosis, no identity number',
      schema: noticeView
        .extend({
          address: z.string().nullable().meta({ description: 'null: not known' }),
          short: z
            .string()
            .meta({ description: 'the same for a text message; it does not name the patient' }),
          letter: z.string(),
        })
        .meta({ id: 'PatientNoticeText' }),
    },
  },
  problems: ['case-unknown', 'notice-unknown'],
});

const given = operation({
  id: 'recordNoticeGiven',
  zh: '登记已告知患者(寄出、短信、电话、当面)',
  en: 'the patient was told: posted, by text message, telephone or in person',
  tag: 'stays',
  params: numbered,
  body: givenBody,
  replies: {
    201: { about: 'recorded', schema: noticeView },
    200: { about: 'recorded before', schema: noticeView },
  },
  problems: ['case-unknown', 'notice-unknown', 'notice-over'],
});
