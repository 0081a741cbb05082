import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { InstitutionRuleKind } from '../../domain/institution-rules.ts';
import { never } from '../../domain/invariant.ts';
import type { InstitutionRule, RecordedRule } from '../../store/register/institution-rules.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller, callerOfRoute } from '../http/authentication.ts';
import { coded } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { amount, codeId, day, senderId } from '../http/words.ts';
import { instant } from '../stays/attention-view.ts';

/** Path of what an institution rules for itself. */
export const institutionParams = z.object({ id: codeId.meta({ example: 'H50015400001' }) });
export type InstitutionParams = z.infer<typeof institutionParams>;

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
};

const warningWords = {
  sharePermille: z.int().min(1).max(1000).nullable().default(null).meta({
    description: 'of a thousand of what the stay has cost so far',
  }),
  amountFen: amount.nullable().default(null),
};
const warningBody = z
  .strictObject({ ...datedRule, ...warningWords })
  .refine(({ validFrom, validUntil }) => validFrom < validUntil, {
    ...coded('days-reversed'),
    path: ['validUntil'],
  })
  .refine(({ sharePermille, amountFen }) => sharePermille !== null || amountFen !== null, {
    ...coded('rule-without-limit'),
  })
  .meta({ id: 'OwnPartWarningRule' });
type WarningBody = z.infer<typeof warningBody>;
const warningView = z.object({
  ...{ ...shownRule, sharePermille: z.int().nullable(), amountFen: z.int().nullable() },
});

/** What a hospital rules for itself: one of its people proposes, its person in charge, somebody else, puts the same again. */
export function institutionRuleRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.put<{ Params: InstitutionParams; Body: WarningBody }>(
    '/v1/institutions/:id/own-part-warnings',
    putWarning,
    async (request, reply) => {
      const caller = callerOfRoute(request);
      const put = ruleOf(ownInstitution(caller, request.params), 'own-part-warning', request.body);
      const { status, rule } = await putRule(deps, caller, put);
      return reply.status(status).send(viewOfRule(rule));
    },
  );
  server.get<{ Params: InstitutionParams }>(
    '/v1/institutions/:id/own-part-warnings',
    listWarnings,
    async (request) => {
      const institution = ownInstitution(callerOfRoute(request), request.params);
      const rules = await deps.institutionRules.institutionRules(institution, 'own-part-warning');
      return { rules: rules.map(viewOfRule) };
    },
  );
}

/** Throws HubProblem `not-allowed` for a hospital that asks about another one. */
export function ownInstitution(caller: Caller, { id }: InstitutionParams): InstitutionId {
  if (caller.of === 'hospital' && caller.institution !== id) throw new HubProblem('not-allowed');
  return id as InstitutionId;
}

/** The rule that a body says. */
export function ruleOf(
  institution: InstitutionId,
  kind: InstitutionRuleKind,
  { ruleNo, validFrom, validUntil, ...rule }: Pick<InstitutionRule, 'ruleNo' | 'validFrom' | 'validUntil'>,
): InstitutionRule {
  return { institution, kind, ruleNo, validFrom, validUntil, rule };
}

/** Proposed (202), or confirmed by another person (200). Throws HubProblem `rule-conflict`, `rule-overlaps`, `second-person-needed`. */
export async function putRule(deps: ApiDeps, caller: Caller, put: InstitutionRule) {
  const actor = actorOf(caller);
  const at = deps.clock.now();
  const mayConfirm = caller.role === 'hospital-lead';
  const done = await deps.institutionRules.putInstitutionRule(put, { actor, mayConfirm, at });
  switch (done.kind) {
    case 'conflict':
      throw new HubProblem('rule-conflict');
    case 'overlaps':
      throw new HubProblem('rule-overlaps', { detail: `rule ${done.ruleNo}` });
    case 'same-person':
      throw new HubProblem('second-person-needed');
    case 'repeated':
      return { status: 200, rule: done.rule };
    case 'proposed':
    case 'confirmed': {
      const subject = `${put.institution}/${put.kind}/${put.ruleNo}`;
      const action = done.kind === 'proposed' ? 'propose-rule' : 'confirm-rule';
      await deps.audit.appendAudit({ actor, action, subject, reason: null, at });
      return { status: done.kind === 'proposed' ? 202 : 200, rule: done.rule };
    }
    default:
      return never(done);
  }
}

/** A rule as the door shows it. */
export function viewOfRule({ rule, confirmedBy, ...said }: RecordedRule): object {
  const { ruleNo, validFrom, validUntil, proposedBy, proposedAt, confirmedAt } = said;
  return {
    ...{ ruleNo, validFrom, validUntil, ...rule },
    ...{ state: confirmedBy === null ? 'proposed' : 'in-force' },
    ...{ proposedBy, proposedAt, confirmedBy, confirmedAt },
  };
}

const putWarning = operation({
  id: 'putOwnPartWarning',
  zh: '设定个人负担预警线(两人)',
  en: 'when the hospital warns that the own part runs away; two of its people',
  tag: 'county',
  params: institutionParams,
  body: warningBody,
  replies: {
    202: { about: 'proposed: the person in charge, somebody else, puts the same', schema: warningView },
    200: { about: 'in force', schema: warningView },
  },
  problems: ['rule-conflict', 'rule-overlaps', 'second-person-needed'],
});

const listWarnings = operation({
  id: 'listOwnPartWarnings',
  zh: '个人负担预警线',
  en: 'the hospital’s rules of when it warns of the own part',
  tag: 'county',
  params: institutionParams,
  replies: {
    200: {
      about: 'proposed and in force, earliest first',
      schema: z.object({ rules: z.array(warningView) }).meta({ id: 'OwnPartWarningRules' }),
    },
  },
});
