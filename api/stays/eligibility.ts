import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { certificateText } from '../../domain/certificate.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { sameName } from '../../domain/person-name.ts';
import { askedGrounds } from '../../policies/admission/asked-elsewhere.ts';
import { decide } from '../../policies/admission/decide.ts';
import { admissionQuestion } from '../../policies/admission/stay-question.ts';
import { decisionReply, decisionRequest } from '../../policies/engine/requests.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';
import type { Institution } from '../../store/register/parties.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { oneCertificate, whoFields, whoOf } from '../http/certificates.ts';
import { operation } from '../http/operation.ts';
import { admissionBody } from '../http/schemas.ts';
import { nameOf, senderId } from '../http/words.ts';
import { schemeThere } from './scheme-there.ts';

const { scheme, emergency, referred, facts } = admissionBody.shape;
const { admittedOn, patient } = admissionBody.shape;
const body = z
  .strictObject({
    purpose: z
      .strictObject({
        code: z.literal('pre-admission'),
        reference: senderId.meta({
          description: 'number of the appointment or referral; stands in the audit trail',
        }),
      })
      .meta({ description: 'why it is asked; without a purpose nobody is looked up' }),
    scheme,
    day: admittedOn.meta({ description: 'planned day of admission' }),
    patient: z
      .strictObject({
        ...whoFields,
        name: nameOf(100).meta({ example: '张三' }),
        householdDivision: patient.shape.householdDivision,
      })
      .superRefine(oneCertificate),
    emergency: emergency.default(false),
    referred,
    insurance: decisionRequest.shape.insurance.meta({
      description: 'as the hospital knows it; the insurer is not asked. Left out: nobody said',
    }),
    facts,
  })
  .meta({ id: 'EligibilityCheck' });
type Body = z.infer<typeof body>;

/**
 * Whether somebody may be treated first, asked before the admission: the question of the admission, asked of the same engine with
 * what is known by then. The answer is given and forgotten.
 */
export function eligibilityRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.post<{ Body: Body }>('/v1/eligibility-checks', check, async (request) => {
    const caller = callerOfRoute(request as FastifyRequest);
    invariant(caller.of === 'hospital', 'only hospitals ask');
    const { purpose, day, patient: asked } = request.body;
    const counted = await deps.eligibilityChecks.count(
      caller.party,
      deps.clock.today(),
      digestOfDay(deps, certificateText(whoOf(asked))),
    );
    const actor = actorOf(caller);
    // Before anything is looked up, and whatever comes of it; whom it was about stands nowhere.
    await deps.audit.appendAudit({
      ...{ actor, action: counted ? 'check-eligibility' : 'check-eligibility-refused' },
      ...{ subject: `eligibility/${caller.institution}`, at: deps.clock.now() },
      reason: `${purpose.code} ${purpose.reference} for ${day}`,
    });
    if (!counted) throw new HubProblem('eligibility-budget-spent');
    const institution = await deps.parties.institution(caller.institution);
    invariant(institution !== undefined, 'a hospital without its institution');
    return decisionOn(deps, request.body, institution);
  });
}

async function decisionOn(
  deps: ApiDeps,
  { scheme: named, day, patient: asked, emergency: urgent, ...said }: Body,
  institution: Institution,
) {
  const { schemes, lists, parties, countyParameters, stays } = deps;
  const scheme = schemeThere(schemes, named, { division: institution.division, day });
  const personRef = await knownUnderBoth(deps, asked);
  const listed =
    personRef === undefined
      ? { categories: [], endedCategories: [] }
      : await lists.memberships.listedOn({ personRef, on: day });
  const arrival = {
    facts: said.facts ?? {},
    referred: said.referred ?? null,
    householdDivision: asked.householdDivision ?? null,
    diagnosis: null,
  };
  const question = await admissionQuestion(
    schemes,
    {
      ...{ personRef, scheme, admittedOn: day, institution: institution.institution, ...listed },
      ...(asked.certificate === undefined ? {} : { withoutNumber: true as const }),
      ...{ insurance: said.insurance, creditLine: undefined, emergency: urgent, arrival },
    },
    {
      lists: () => parties.lists(),
      served: () => lists.memberships.freshness(),
      institution: async () => institution,
      entered: countyParameters.countyParametersOn,
      arrearsRecord: stays.arrearsRecord,
    },
  );
  const decision = question.told(decide(schemes, scheme, question.request, { omissions: 'unknown' }));
  return { ...decision, assumed: takenAsGiven(question.version, decision.missing) };
}

/**
 * What the court or medical credit says is asked for an admission only: without a stay there is no purpose to look anybody up. What the
 * window says, or does not say, is taken as given here, and told so.
 */
function takenAsGiven(version: SchemeVersion, missing: readonly string[]): readonly string[] {
  const paths = askedGrounds(version).map(({ ground }) => `facts.${ground}`);
  return paths.filter((path) => !missing.includes(path));
}

/** Who bears both number and name. A number under another name is answered like one that nobody knows: to guess one tells nothing. */
async function knownUnderBoth(
  { people }: ApiDeps,
  { name, ...asked }: Body['patient'],
): Promise<PersonRef | undefined> {
  const personRef = await people.find(whoOf(asked));
  if (personRef === undefined) return undefined;
  return sameName((await people.open(personRef)).name, name) ? personRef : undefined;
}

/** Under a key of the day, so that digests of two days cannot be told to be of one person. */
function digestOfDay({ settings, clock }: ApiDeps, whose: string): Buffer {
  const keyOfDay = createHmac('sha256', settings.digestKey).update(`eligibility\n${clock.today()}`).digest();
  return createHmac('sha256', keyOfDay).update(whose).digest();
}

const check = operation({
  id: 'checkEligibility',
  zh: '入院前预查:能否先诊疗后付费(注明用途,限次,留痕;不是入院决定)',
  en: 'before an admission: may this person be treated first; for a purpose, a few times a day, audited. It decides nothing: the admission does',
  tag: 'stays',
  body,
  replies: {
    200: { about: 'the decision as it would be, each reason with its article', schema: decisionReply },
  },
  problems: [
    'scheme-unknown',
    'scheme-not-in-force',
    'scheme-none-here',
    'scheme-elsewhere',
    'eligibility-budget-spent',
    'request-invalid',
  ],
});
