import type { FastifyInstance } from 'fastify';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { answer, once } from '../http/idempotency.ts';
import { operation } from '../http/operation.ts';
import { type AgreementBody, agreementBody, type CaseParams, caseParams } from '../http/schemas.ts';
import { expectSigner } from './signer.ts';
import { freshView, ownStay, viewOf } from './stay-view.ts';
import { stayView } from './views.ts';

/** What the patient or the family signed; the paper stays at the hospital. */
export function agreementRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Body: AgreementBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/agreement',
    sign,
    async (request, reply) => {
      const stay = await ownStay(deps.stays, request.caller, request.params.caseRef);
      const { sha256: paperDigest, witness = null, ...signed } = request.body;
      if (signed.signedOn > deps.clock.today())
        throw new HubProblem('request-invalid', { errors: [fieldError('/signedOn', 'day-in-future')] });
      const { discharge } = stay;
      if (discharge !== null && signed.signedOn > discharge.dischargedOn)
        throw new HubProblem('agreement-after-discharge', {
          detail: `discharged on ${discharge.dischargedOn}`,
        });
      const { signedBy: by, signedOn: on } = signed;
      await expectSigner(deps, stay.personRef, { by, on, path: '/signedBy' });
      const agreement = { ...signed, paperDigest, witness };
      const { caseRef } = stay;
      const actor = actorOf(callerOfRoute(request));
      const done = await once(request, deps, async () => {
        const recorded = await deps.stays.recordAgreement(caseRef, agreement, {
          actor,
          at: deps.clock.now(),
        });
        if (recorded === 'conflict') throw new HubProblem('agreement-conflict');
        return { status: recorded === 'recorded' ? 201 : 200, caseRef };
      });
      return answer(reply, done, (await viewOf(deps, caseRef)) ?? freshView(stay));
    },
  );
}

const sign = operation({
  id: 'recordAgreement',
  zh: '登记已签署的协议',
  en: 'the signed agreement',
  tag: 'stays',
  params: caseParams,
  body: agreementBody,
  idempotent: true,
  replies: {
    201: { about: 'recorded', schema: stayView },
    200: { about: 'recorded before with the same words', schema: stayView },
  },
  problems: ['case-unknown', 'agreement-after-discharge', 'agreement-conflict', 'request-in-progress'],
});
