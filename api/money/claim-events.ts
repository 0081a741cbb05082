import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { claimEventKinds, misfitsOf, payerSays } from '../../domain/claim-events.ts';
import { HubProblem } from '../../domain/failures.ts';
import { isCaseRef, type PayerId, payers } from '../../domain/ids.ts';
import { zeroFen } from '../../domain/money.ts';
import { type RefusalCode, refusalTexts } from '../../domain/refusals.ts';
import { payerEntry } from '../../store/money/claim-events.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { amount, day, senderId } from '../http/words.ts';
import { ownStay } from '../stays/stay-view.ts';

const params = caseParams.extend({
  payer: z.string().meta({ example: 'red-cross' }),
  claimSequence: z.coerce.number().int().min(1).max(1_000_000),
});
type Params = z.infer<typeof params>;

const entry = z
  .strictObject({
    entryNo: senderId.meta({ description: 'the payer’s own number; the same number is one entry for ever' }),
    kind: z.enum(payerSays),
    fen: amount.default(zeroFen),
    day,
    reason: z.enum(Object.keys(refusalTexts) as [RefusalCode, ...RefusalCode[]]).optional(),
    answerUntil: day.optional().meta({ description: 'until when the hospital may answer a deduction' }),
  })
  .meta({ id: 'ClaimEntry' });
type Entry = z.infer<typeof entry>;

const shown = z.object({
  ...{ payer: z.enum(payers), claimSequence: z.int(), kind: z.enum(claimEventKinds) },
  told: z.enum(['said', 'arrived']).meta({ description: 'by the payer, or at the bank' }),
  fen: z.int().meta({ description: 'fen' }),
  day: z.string().meta({ format: 'date' }),
  evidence: z.string(),
  code: z.string().nullable(),
  answerUntil: z.string().nullable(),
  actor: z.string().nullable(),
  at: instant,
});
const view = z.object({ events: z.array(shown) }).meta({ id: 'ClaimEvents' });

/** What payers really do with claims: what a payer's office books about one, and all that happened to those of a stay. */
export function claimEventRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays, clock } = deps;
  server.post<{ Params: Params; Body: Entry }>(
    '/v1/stays/:caseRef/claims/:payer/:claimSequence/events',
    record,
    async (request, reply) => {
      const caller = callerOfRoute(request);
      const key = await ownClaim(deps, caller, request.params);
      const said = payerEntry(entryOf(request.body, clock.today()), actorOf(caller));
      await stays.recordClaimEvents(key, [said], clock.now());
      deps.nudge('stays');
      // A payer sees what happened to its own claim, and nothing of the others of the stay.
      const events = (await stays.claimEvents(key.caseRef)).filter(
        ({ payer, claimSequence }) => payer === key.payer && claimSequence === key.claimSequence,
      );
      return reply.status(201).send({ events });
    },
  );
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/claim-events', list, async (request) => {
    const { caseRef } = await ownStay(stays, request.caller, request.params.caseRef);
    return { events: await stays.claimEvents(caseRef) };
  });
}

/** A claim on the caller's own office. Throws HubProblem `case-unknown`, the same for "not yours" as for "not there". */
async function ownClaim({ stays }: ApiDeps, caller: Caller, { caseRef, payer, claimSequence }: Params) {
  const found = isCaseRef(caseRef) ? await stays.obligations(caseRef) : [];
  const claim = found.find(
    (one) => one.payer === payer && one.claimSequence === claimSequence && one.party === caller.party,
  );
  if (claim === undefined) throw new HubProblem('case-unknown');
  return { caseRef: claim.caseRef, payer: claim.payer as PayerId, claimSequence };
}

/** Throws HubProblem `request-invalid`. */
function entryOf({ entryNo, kind, fen, day: on, reason, answerUntil }: Entry, today: string) {
  const told = { ref: entryNo, kind, fen, day: on, code: reason ?? null, answerUntil: answerUntil ?? null };
  const errors = [
    ...(on > today ? [fieldError('/day', 'day-in-future')] : []),
    ...misfitsOf(told).map((field) => fieldError(`/${field}`, 'field-range')),
  ];
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
  return told;
}

const record = operation({
  id: 'recordClaimEvent',
  zh: '支付方登记拨付、扣款、拒付等',
  en: 'the payer’s office tells what it did with a claim: paid a part, deducted, took back, withdrew a no',
  tag: 'payers',
  params,
  body: entry,
  replies: { 201: { about: 'booked, or known: all that happened to this claim', schema: view } },
  problems: ['case-unknown', 'claim-unfit', 'request-invalid'],
});

const list = operation({
  id: 'listClaimEvents',
  zh: '申报经过',
  en: 'what happened to the claims of a stay, each with its evidence',
  tag: 'stays',
  params: caseParams,
  replies: { 200: { about: 'in the order in which it was written', schema: view } },
  problems: ['case-unknown'],
});
