import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isAccepted, maskedText, masks, noteIdentities } from '../../domain/insurer-identities.ts';
import type { LoggedCall } from '../../store/messages/calls.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { ownStay } from './stay-view.ts';

/** What was asked of the insurer and not taken: for the hospital's own people who look after the interface. Each look is audited. */
export function insurerCallRoutes(server: FastifyInstance, { stays, audit, clock }: ApiDeps): void {
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/insurer-calls', read, async (request) => {
    const { caseRef } = await ownStay(stays, request.caller, request.params.caseRef);
    const calls = await stays.calls(caseRef, 'medical-insurance');
    const actor = actorOf(callerOfRoute(request));
    const looked = { action: 'insurer-calls-shown', subject: caseRef, reason: null } as const;
    await audit.appendAudit({ actor, ...looked, at: clock.now() });
    return { caseRef, calls: calls.flatMap((call) => viewOf(call) ?? []) };
  });
}

const text = z.string().nullable();
const call = z
  .object({
    transaction: z.string().meta({ example: '2401' }),
    operation: z.string().meta({ example: 'admit' }),
    messageId: z.string(),
    at: instant,
    sends: z.int().meta({ description: 'how often it was sent, or taken up to be' }),
    httpStatus: z.int().nullable().meta({ description: 'null: nothing came back' }),
    request: text.meta({ description: 'JSON as it was asked; names, numbers, phones and diagnoses masked' }),
    reply: text.meta({ description: 'JSON as it came, masked alike; null: nothing came, or no JSON' }),
  })
  .meta({ id: 'InsurerCall' });

const read = operation({
  id: 'listInsurerCalls',
  zh: '医保未受理的交易:请求与应答(身份信息已遮盖)',
  en: 'what the insurer refused or answered unclearly: request and reply, identities masked',
  tag: 'stays',
  params: caseParams,
  replies: {
    200: { about: 'oldest first', schema: z.object({ caseRef: z.string(), calls: z.array(call) }) },
  },
  problems: ['case-unknown'],
});

const logged = z.object({
  reply: z.union([
    z.object({ kind: z.literal('reply'), status: z.int(), body: z.string() }),
    z.object({ kind: z.literal('no-reply') }),
  ]),
});

/** Undefined for a call that was taken: nothing of it is to be looked at. */
function viewOf({ operation: asked, messageId, at, sends, body, reply }: LoggedCall) {
  const known = logged.safeParse(reply);
  const said = known.success && known.data.reply.kind === 'reply' ? known.data.reply : null;
  if (said !== null && said.status === 200 && isAccepted(said.body)) return undefined;
  const found = masks();
  for (const one of [body, said?.body ?? '']) note(one, found);
  const { infno: transaction } = JSON.parse(body) as { readonly infno: string };
  return {
    ...{ transaction, operation: asked, messageId, at, sends, httpStatus: said?.status ?? null },
    request: maskedText(body, found),
    reply: said === null ? null : maskedText(said.body, found),
  };
}

function note(one: string, found: ReturnType<typeof masks>): void {
  try {
    noteIdentities(one, found);
  } catch {
    // What is no JSON is not shown, so nobody in it is either.
  }
}
