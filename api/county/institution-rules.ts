import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { type InstitutionRuleKind, ruleDays } from '../../domain/institution-rules.ts';
import { never } from '../../domain/invariant.ts';
import type { InstitutionRule, RecordedRule } from '../../store/register/institution-rules.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { coded, fieldError } from '../http/field-errors.ts';
import { seenHospital } from '../http/own-data.ts';
import type { ViewOf } from '../http/view-of.ts';
import { codeId, day, senderId } from '../http/words.ts';

/** Path of what an institution rules for itself. */
const institutionParams = z.object({ id: codeId.meta({ example: 'H50015400001' }) });
type InstitutionParams = z.infer<typeof institutionParams>;

const date = z.string().meta({ format: 'date', example: '2024-03-01' });
/** What every rule says: its number and its days. */
export const datedRule = {
  ruleNo: senderId.meta({ description: 'the institution’s own number of the rule', example: '2024-1' }),
  validFrom: day,
  validUntil: day.meta({ description: 'the first day on which it holds no more' }),
};
/** The same, with who put it. */
export const shownRule = {
  ...{ ruleNo: z.string(), validFrom: date, validUntil: date },
  state: z.enum(['proposed', 'in-force']).meta({ description: 'in force once another person put the same' }),
  ...{ proposedBy: z.string(), proposedAt: instant },
  ...{ confirmedBy: z.string().nullable(), confirmedAt: instant.nullable() },
  end: z
    .object({
      endsOn: date,
      ...{ proposedBy: z.string(), confirmedBy: z.string().nullable(), at: instant },
    })
    .nullable()
    .meta({
      description:
        'an end before its day, which two people put with the same words and an earlier `validUntil`; null: none',
    }),
};

/** The days of a rule of a kind in their order; one that binds no stay may end on the day on which it begins. */
export function inOrder(kind: InstitutionRuleKind) {
  return ({ validFrom, validUntil }: Pick<InstitutionRule, 'validFrom' | 'validUntil'>): boolean =>
    validFrom < validUntil || (ruleDays[kind] === 'today' && validFrom === validUntil);
}
/** What is wrong with one whose days are not. */
export const daysReversed = { ...coded('days-reversed'), path: ['validUntil'] };

type RuleBody = Pick<InstitutionRule, 'ruleNo' | 'validFrom' | 'validUntil'>;

/** One kind of rule: where it stands, and what the door says of it. */
interface RuleResource {
  readonly kind: InstitutionRuleKind;
  /** Behind the institution. */
  readonly path: string;
  /** What beyond its words a rule of this kind must fit. */
  readonly expect?: (deps: ApiDeps, rule: InstitutionRule) => Promise<void>;
  readonly put: RouteShorthandOptions;
  readonly list: RouteShorthandOptions;
}

/** Who may be the second person; which of them puts rules of a kind at all is said in access.ts. */
const mayConfirm: ReadonlySet<string | null> = new Set(['hospital-lead', 'health-commission']);

/** What a hospital rules for itself: one of its people proposes, its person in charge, somebody else, puts the same again. Where it is the health commission's, two of its people. */
export function ruleRoutes(server: FastifyInstance, deps: ApiDeps, resource: RuleResource): void {
  const { kind, path, put, list, expect } = resource;
  const url = `/v1/institutions/:id/${path}`;
  server.put<{ Params: InstitutionParams; Body: RuleBody }>(url, put, async (request, reply) => {
    const caller = callerOfRoute(request);
    const rule = ruleOf(seenHospital(caller, request.params.id), kind, request.body);
    await expect?.(deps, rule);
    const done = await putRule(deps, caller, rule);
    return reply.status(done.status).send(viewOfRule(done.rule));
  });
  server.get<{ Params: InstitutionParams }>(url, list, async (request) => {
    const institution = seenHospital(callerOfRoute(request), request.params.id);
    const rules = await deps.institutionRules.institutionRules(institution, kind);
    return { rules: rules.map(viewOfRule) };
  });
}

const ofRules = { tag: 'county', params: institutionParams } as const;

/** What both operations of a kind of rule say alike; `id` names the list of its rules. */
export function ruleReplies(view: z.ZodType, id: string) {
  return {
    put: {
      ...ofRules,
      replies: {
        202: {
          about: 'proposed, or its earlier end: the person in charge, somebody else, puts the same',
          schema: view,
        },
        200: { about: 'in force', schema: view },
      },
      problems: ['rule-conflict', 'rule-overlaps', 'second-person-needed'],
    },
    list: {
      ...ofRules,
      replies: {
        200: {
          about: 'proposed and in force, earliest first',
          schema: z.object({ rules: z.array(view) }).meta({ id }),
        },
      },
    },
  } as const;
}

/** The rule that a body says. */
function ruleOf(
  institution: InstitutionId,
  kind: InstitutionRuleKind,
  { ruleNo, validFrom, validUntil, ...rule }: RuleBody,
): InstitutionRule {
  return { institution, kind, ruleNo, validFrom, validUntil, rule };
}

/** Proposed (202), or confirmed by another person (200). Throws HubProblem `rule-conflict`, `rule-overlaps`, `second-person-needed`. */
async function putRule(deps: ApiDeps, caller: Caller, put: InstitutionRule) {
  const actor = actorOf(caller);
  const at = deps.clock.now();
  const by = { actor, mayConfirm: mayConfirm.has(caller.role), at };
  const done = await deps.institutionRules.putInstitutionRule(put, by);
  switch (done.kind) {
    case 'conflict':
      throw new HubProblem('rule-conflict');
    case 'no-day':
      throw new HubProblem('request-invalid', { errors: [fieldError('/validUntil', 'days-reversed')] });
    case 'overlaps':
      throw new HubProblem('rule-overlaps', { detail: `rule ${done.ruleNo}` });
    case 'same-person':
      throw new HubProblem('second-person-needed');
    case 'repeated':
      return { status: 200, rule: done.rule };
    case 'proposed':
    case 'confirmed': {
      await deps.audit.appendOwed();
      return { status: done.kind === 'proposed' ? 202 : 200, rule: done.rule };
    }
    default:
      return never(done);
  }
}

/** A rule as the door shows it. */
function viewOfRule({ rule, confirmedBy, ...said }: RecordedRule): ViewOf<z.ZodObject<typeof shownRule>> {
  const { ruleNo, validFrom, validUntil, proposedBy, proposedAt, confirmedAt } = said;
  const { endsOn, endProposedBy, endConfirmedBy, endAt: at } = said;
  return {
    ...{ ruleNo, validFrom, validUntil, ...rule },
    ...{ state: confirmedBy === null ? 'proposed' : 'in-force' },
    ...{ proposedBy, proposedAt, confirmedBy, confirmedAt },
    end:
      endsOn === null || endProposedBy === null || at === null
        ? null
        : { endsOn, proposedBy: endProposedBy, confirmedBy: endConfirmedBy, at },
  };
}
