import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Answer } from '../../adapters/answer.ts';
import { type DeliveredReply, readDelivered } from '../../adapters/medical-insurance/delivered.ts';
import { type Certificate, certificateOf } from '../../domain/certificate.ts';
import { coreTransactions } from '../../domain/core-answers.ts';
import { HubProblem } from '../../domain/failures.ts';
import { invariant } from '../../domain/invariant.ts';
import { subtractFen } from '../../domain/money.ts';
import type { AskedOfInsurer, ReadAnswer } from '../../store/stays/core-answers.ts';
import type { DeliveredAnswer } from '../../store/stays/delivered-answers.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { answer, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { freshView, ownStay, viewOf } from './stay-view.ts';
import { stayView } from './views.ts';

/** A number that the insurer gave. */
const number = z.string().regex(/^[A-Za-z0-9._-]{1,30}$/);

const body = z
  .strictObject({
    transaction: z.enum(coreTransactions),
    messageId: z
      .string()
      .regex(/^[A-Za-z0-9]{30}$/)
      .meta({
        description: 'the msgid under which your own system asked',
        example: 'H50015400004202403081030000001',
      }),
    visitNo: number.meta({ description: 'mdtrt_id', example: '500154V0000001' }),
    personNo: number.meta({ description: 'psn_no', example: '50015400000001' }),
    settlementNo: number
      .optional()
      .meta({ description: 'setl_id of the settlement that is taken back; 2305 only' }),
    reply: z
      .string()
      .min(2)
      .max(200_000)
      .meta({ description: 'the insurer’s reply, word for word: the text, not what it means' }),
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'SHA-256 of the reply as UTF-8' }),
  })
  .meta({ id: 'CoreAnswer' });
type Body = z.infer<typeof body>;

/** Replies of the insurer, from a hospital whose own system registers and settles. */
export function coreAnswerRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Body: Body; Params: CaseParams }>(
    '/v1/stays/:caseRef/core-answers',
    deliver,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const { caseRef } = stay;
      const actor = actorOf(callerOfRoute(request));
      const done = await once(request, deps, async () => {
        const taken = await take(deps, stay, { ...request.body, actor });
        return { status: taken === 'taken' ? 201 : 200, caseRef };
      });
      return answer(reply, done, (await viewOf(deps, caseRef)) ?? freshView(stay));
    },
  );
}

const deliver = operation({
  id: 'deliverCoreAnswer',
  zh: '送交医保应答(本院自行办理医保)',
  en: 'the insurer’s reply, from a hospital whose own system registers and settles',
  tag: 'stays',
  params: caseParams,
  body,
  idempotent: true,
  replies: {
    201: { about: 'taken; the case goes on by itself', schema: stayView },
    200: { about: 'this reply was delivered before; the case as it is now', schema: stayView },
  },
  problems: [
    ...(['case-unknown', 'hub-settles', 'request-in-progress', 'number-of-another-stay'] as const),
    ...(['core-answer-conflict', 'core-answer-digest', 'core-answer-mismatch'] as const),
    ...(['core-answer-unexpected', 'core-answer-unreadable'] as const),
  ],
});

async function take(
  deps: ApiDeps,
  { caseRef, institution: id, personRef }: StayRecord,
  said: Body & { readonly actor: string },
): Promise<'taken' | 'repeated'> {
  const { transaction, digest, reply, settlementNo } = said;
  if ((transaction === '2305') !== (settlementNo !== undefined)) {
    const code = settlementNo === undefined ? 'field-missing' : 'field-unknown';
    throw new HubProblem('request-invalid', { errors: [fieldError('/settlementNo', code)] });
  }
  if (createHash('sha256').update(reply, 'utf8').digest('hex') !== digest)
    throw new HubProblem('core-answer-digest');
  const institution = await deps.parties.institution(id);
  invariant(institution !== undefined, 'a stay of an institution that is not registered');
  const settles = transaction === '2303' || transaction === '2304';
  const certificate = settles ? certificateOf(await deps.people.open(personRef)) : null;
  const delivered = { ...said, caseRef, at: deps.clock.now() };
  const { division } = institution;
  const taken = await deps.stays.takeCoreAnswer(delivered, (asked) =>
    understood(deps, delivered, { ...asked, division, certificate }),
  );
  if (taken === 'taken') deps.nudge('stays');
  return taken;
}

type Asked = AskedOfInsurer & { readonly division: string; readonly certificate: Certificate | null };

/** Throws HubProblem `core-answer-mismatch`, `core-answer-unreadable`. */
function understood(
  { regions }: ApiDeps,
  delivered: DeliveredAnswer & Pick<Body, 'personNo' | 'settlementNo'>,
  asked: Asked,
): ReadAnswer {
  const { transaction, messageId, at, personNo, visitNo, settlementNo, reply } = delivered;
  const { stay, bill, settlementRef, division, certificate } = asked;
  if (personNo !== asked.personNo) throw mismatch('personNo');
  if (settlementNo !== undefined && settlementNo !== settlementRef) throw mismatch('settlementNo');
  const { admissionNo } = stay;
  const question = {
    ...{ transaction, messageId, division, at, personNo, admissionNo, visitNo, certificate, settlementRef },
    bill: bill && { totalFen: bill.totalFen, inPolicyFen: subtractFen(bill.totalFen, bill.outOfPolicyFen) },
  };
  const { body: question0, told } = readDelivered(reply, question, regions);
  return { body: question0, says: judged(told) };
}

function judged(told: DeliveredReply): ReadAnswer['says'] {
  const refused = { kind: 'refused' } as const;
  switch (told.of) {
    case 'visit': {
      const said = clear(told.answer);
      return said.kind === 'done' ? { kind: 'visit', visitRef: said.value.visitRef } : refused;
    }
    case 'settlement': {
      const said = clear(told.answer);
      return said.kind === 'done' ? { kind: 'settlement', settlement: said.value } : refused;
    }
    case 'yes':
      return clear(told.answer).kind === 'done' ? { kind: 'yes' } : refused;
  }
}

type Clear<Value> = Extract<Answer<Value>, { kind: 'done' | 'refused' }>;

/** A plain yes or no. Throws HubProblem for everything else, with what exactly it lacks or contradicts; names, codes and amounts only. */
function clear<Value>(said: Answer<Value>): Clear<Value> {
  if (said.kind === 'done' || said.kind === 'refused') return said;
  if (said.kind === 'pending') throw new HubProblem('core-answer-unreadable');
  const { reason, differs = [], missing = [] } = said;
  const fields = [...differs, ...missing].join('; ');
  if (reason === 'another-question') throw mismatch(fields);
  throw new HubProblem('core-answer-unreadable', { detail: fields === '' ? reason : `${reason}: ${fields}` });
}

function mismatch(fields: string): HubProblem {
  return new HubProblem('core-answer-mismatch', { detail: fields });
}
