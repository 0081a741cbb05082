import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { daysBetween, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { arrearsWarnings } from '../../policies/admission/arrears-rule.ts';
import type { UnpaidOwnPart } from '../../store/money/unpaid-own-parts.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { ofSeenHospital } from '../http/own-data.ts';
import { firstOf, moreWait } from '../http/page.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import type { ViewOf } from '../http/view-of.ts';
import { line, nameOf } from '../http/words.ts';
import { ownStay } from '../stays/stay-view.ts';

/** How many are shown at once, longest first. */
const shownAtOnce = 500;
const ownerBody = z
  .strictObject({
    department: line(100).meta({ description: 'a department of the hospital', example: '内二科' }),
    person: nameOf(100).meta({ description: 'who sees to it', example: '工号 1024' }),
  })
  .meta({ id: 'OwnPartOwner' });
type OwnerBody = z.infer<typeof ownerBody>;

/** Who left without paying the own part, with early warnings by the scheme, and whose business each is. By itself none of it is malicious. */
export function unpaidOwnPartRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { stays, clock } = deps;
  server.get('/v1/unpaid-own-parts', unpaid, async (request) => {
    const caller = callerOfRoute(request);
    const own = ofSeenHospital(caller);
    const today = clock.today();
    const { items, more } = await firstOf(shownAtOnce, (limit) =>
      stays.unpaidOwnParts({ ...own, limit }, today),
    );
    // Department and person are the hospital's own business.
    const shown = caller.of === 'hospital';
    return { ownParts: items.map((one) => viewOf(deps, one, { today, shown })), more };
  });
  server.post<{ Body: OwnerBody; Params: CaseParams }>(
    '/v1/stays/:caseRef/own-part-owner',
    owner,
    async (request, reply) => {
      const stay = await ownStay(stays, request.caller, request.params.caseRef);
      if (stay.stage !== 'Settled' && stay.stage !== 'Closed')
        throw new HubProblem('stage-unfit', { detail: stay.stage });
      const actor = actorOf(callerOfRoute(request));
      const { body } = request;
      await stays.nameOwner(stay.caseRef, body, { actor, at: clock.now() });
      return reply.status(201).send({ caseRef: stay.caseRef, ...body });
    },
  );
}

function viewOf(
  { schemes }: Pick<ApiDeps, 'schemes'>,
  { scheme, admittedOn, owner: named, ...one }: UnpaidOwnPart,
  { today, shown }: { readonly today: LocalDate; readonly shown: boolean },
): ViewOf<typeof view> {
  const found = schemes.version(scheme, admittedOn);
  const daysSince = daysBetween(one.dischargedOn, today);
  const facts = { missedFirst: one.missedFirst, unpaidDays: one.dueFen > 0 ? daysSince : 0 };
  const warnings = found.kind === 'in-force' ? arrearsWarnings(found.scheme, facts) : [];
  return { ...one, daysSince, warnings, owner: shown ? named : null };
}

const view = z
  .object({
    ...{ caseRef: z.string(), institution: z.string(), admissionNo: z.string() },
    dischargedOn: z.string().meta({ format: 'date' }),
    daysSince: z.int().meta({ description: 'since the discharge' }),
    dueFen: z.int().meta({ description: 'fen that no plan defers' }),
    overdueFen: z.int().meta({ description: 'fen of a plan that were due before today' }),
    missedFirst: z.boolean().meta({ description: 'the first instalment of its plan was missed' }),
    hardship: z.boolean().meta({ description: 'the township confirmed hardship' }),
    ...{ died: z.boolean(), inArrears: z.boolean() },
    warnings: z
      .array(z.object({ code: z.string(), article: z.string(), zh: z.string(), en: z.string() }))
      .meta({
        description: 'early warnings of the scheme; they warn the hospital and change nothing',
      }),
    owner: z.object({ department: z.string(), person: z.string() }).nullable().meta({
      description: 'whose business it is; null: nobody was named, or not the caller’s own',
    }),
  })
  .meta({ id: 'UnpaidOwnPart' });

const unpaid = operation({
  id: 'listUnpaidOwnParts',
  zh: '出院未结清自付部分的病例(待催缴,本身不属恶意)',
  en: 'stays whose patient owes something that is due; by itself not malicious',
  tag: 'operators',
  replies: {
    200: {
      about: 'longest first; what a plan of instalments defers is not in it until it is overdue',
      schema: z.object({
        ownParts: z.array(view),
        more: moreWait,
      }),
    },
  },
});

const owner = operation({
  id: 'nameOwnPartOwner',
  zh: '指定欠费的责任科室和责任人',
  en: 'name the department and the person who see to an unpaid own part',
  tag: 'stays',
  params: caseParams,
  body: ownerBody,
  replies: {
    201: { about: 'the last one counts', schema: ownerBody.extend({ caseRef: z.string() }) },
  },
  problems: ['case-unknown', 'stage-unfit'],
});
