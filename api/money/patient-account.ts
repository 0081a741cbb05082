import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { patientEntryCodes, patientEntryKinds } from '../../domain/patient-account.ts';
import { planStates, restOf } from '../../domain/repayment.ts';
import { signers } from '../../domain/signers.ts';
import type { ApiDeps } from '../deps.ts';
import { fen, instant } from '../http/answer-words.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { ownStay } from '../stays/stay-view.ts';
import { patientView } from './receivables-view.ts';

/** Everything that happened to the patient's own part, and what is open of it. */
export function patientAccountRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/patient-account', account, async (request) => {
    const { caseRef } = await ownStay(deps.stays, request.caller, request.params.caseRef);
    const entries = await deps.stays.patientEntries(caseRef);
    const plans = await deps.stays.repaymentPlans(caseRef);
    return {
      caseRef,
      balance: (await deps.stays.patientBalance(caseRef)) ?? null,
      entries: entries.map((entry) => ({ ...entry, ...patientEntryKinds[entry.kind] })),
      plans: plans.map(({ instalments, ...plan }) => ({
        ...plan,
        instalments: instalments.map((one) => ({ ...one, restFen: restOf(one) })),
      })),
      circumstances: await deps.stays.patientCircumstances(caseRef),
    };
  });
}

const day = z.string().meta({ format: 'date' });
const planView = z
  .object({
    ...{ plan: z.int(), replaces: z.int().nullable(), state: z.enum(planStates) },
    ...{ template: z.string(), textVersion: z.string(), signedOn: day, paperDigest: z.string() },
    signedBy: z.enum(signers),
    instalments: z.array(
      z.object({
        ...{ instalment: z.int(), dueOn: day, fen, paidFen: fen, cutFen: fen, restFen: fen },
        missed: z.boolean().meta({ description: 'it was not paid by its day, whatever came later' }),
      }),
    ),
  })
  .meta({ id: 'RepaymentPlan' });
const accountView = z
  .object({
    caseRef: z.string(),
    balance: patientView.nullable().meta({ description: 'null before the settlement' }),
    entries: z.array(
      z.object({
        sequence: z.int(),
        kind: z.enum(patientEntryCodes),
        ...{ zh: z.string(), en: z.string() },
        fen: z.int().meta({ description: 'fen; what the kind says of it, never below 0' }),
        day,
        evidence: z
          .string()
          .meta({ description: 'number of a receipt or paper, or what of the stay it rests on' }),
        at: instant,
      }),
    ),
    plans: z.array(planView).meta({ description: 'of instalments, in the order in which they were agreed' }),
    circumstances: z.array(z.object({ circumstance: z.enum(['hardship', 'died']), since: day })),
  })
  .meta({ id: 'PatientAccount' });

const account = operation({
  id: 'getPatientAccount',
  zh: '患者自付账户',
  en: "the patient's account: what is owed, paid, owed back",
  tag: 'stays',
  params: caseParams,
  replies: { 200: { about: 'in the order in which it happened', schema: accountView } },
  problems: ['case-unknown'],
});
