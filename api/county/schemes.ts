import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { decide } from '../../policies/admission/decide.ts';
import {
  decisionReply,
  decisionRequest,
  parseDecisionRequest,
  parseSettlementRequest,
  settlementReply,
  settlementRequest,
} from '../../policies/engine/requests.ts';
import { type SchemeVersion, schemesOn } from '../../policies/schemes.ts';
import { settle } from '../../policies/settlement/settle.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';

const params = z.object({ id: z.string().meta({ example: 'kaizhou-2024' }) });
type Params = z.infer<typeof params>;

/** Schemes as they are, and what-if questions to them; nothing is stored. */
export function schemeRoutes(server: FastifyInstance, { schemes, clock }: ApiDeps): void {
  server.get('/v1/schemes', list, async () => ({
    schemes: schemesOn(schemes, clock.today()).map(summaryOf),
  }));
  server.get<{ Params: Params }>('/v1/schemes/:id', read, async (request) => {
    const versions = schemes.versions(request.params.id);
    if (versions.length === 0) throw new HubProblem('scheme-unknown');
    return { id: request.params.id, versions: versions.map(detailOf) };
  });
  server.post<{ Params: Params }>('/v1/schemes/:id/decisions', ownChecks(whatIfDecision), async (request) =>
    decide(schemes, request.params.id, parseDecisionRequest(request.body)),
  );
  server.post<{ Params: Params }>(
    '/v1/schemes/:id/settlements',
    ownChecks(whatIfSettlement),
    async (request) => settle(schemes, request.params.id, parseSettlementRequest(request.body)),
  );
}

/** `hub settle` and `hub decide` read the same bodies without a server: one reader for both, so that errors are the same. */
function ownChecks(options: RouteShorthandOptions): RouteShorthandOptions {
  return { ...options, validatorCompiler: () => (value: unknown) => ({ value }) };
}

const bilingual = { zh: z.string(), en: z.string() };
const cited = z.object({ rule: z.string(), article: z.string(), ...bilingual });
const summary = {
  id: z.string(),
  version: z.string(),
  from: z.string(),
  until: z.string().nullable(),
  region: z.string(),
  document: z.string(),
  article: z.string(),
  inherits: z.string().nullable(),
  pressOnly: z.boolean().meta({ description: 'only a press report was seen, not the official text' }),
  ...bilingual,
};
const detail = z.object({
  ...summary,
  admission: z.array(cited),
  exclusions: z.array(cited.extend({ effect: z.string() })),
  conditions: z.array(cited),
  payers: z.array(
    cited.extend({
      payer: z.string(),
      party: z.string(),
      tier: z.enum(['core', 'computed']),
      mayRefuse: z.boolean(),
    }),
  ),
  parameters: z.array(cited.extend({ unit: z.string(), value: z.unknown() })),
  readings: z
    .array(cited)
    .meta({ description: 'sentences that the document leaves open, and how we read them' }),
});

function summaryOf(scheme: SchemeVersion) {
  const { id, version, from, until, region, document, article, inherits, pressOnly, zh, en } = scheme;
  return { id, version, from, until, region, document, article, inherits, pressOnly, zh, en };
}

function detailOf(scheme: SchemeVersion) {
  return {
    ...summaryOf(scheme),
    admission: scheme.admission,
    exclusions: scheme.exclusions,
    conditions: scheme.conditions,
    payers: scheme.payers,
    parameters: [...scheme.parameters.values()],
    readings: scheme.decisions,
  };
}

const list = operation({
  id: 'listSchemes',
  zh: '方案列表',
  en: 'every scheme, its version of today; where none holds, the nearest one',
  tag: 'schemes',
  replies: { 200: { about: 'the schemes', schema: z.object({ schemes: z.array(z.object(summary)) }) } },
});

const read = operation({
  id: 'getScheme',
  zh: '一个方案的全部版本',
  en: 'one scheme, every version, each number with its article',
  tag: 'schemes',
  params,
  replies: { 200: { about: 'the scheme', schema: z.object({ id: z.string(), versions: z.array(detail) }) } },
  problems: ['scheme-unknown'],
});

const whatIfDecision = operation({
  id: 'whatIfDecision',
  zh: '试算:能否先诊疗后付费',
  en: 'what if: may this person be treated first',
  tag: 'schemes',
  params,
  body: decisionRequest.meta({ id: 'DecisionRequest' }),
  replies: { 200: { about: 'the decision, each reason with its article', schema: decisionReply } },
  problems: ['scheme-unknown'],
});

const whatIfSettlement = operation({
  id: 'whatIfSettlement',
  zh: '试算:谁付多少',
  en: 'what if: who pays what',
  tag: 'schemes',
  params,
  body: settlementRequest.meta({ id: 'SettlementRequest' }),
  replies: { 200: { about: 'the settlement, step by step', schema: settlementReply } },
  problems: ['scheme-unknown', 'scheme-not-in-force'],
});
