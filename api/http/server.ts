import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { createSerializerCompiler, fastifyZodOpenApiPlugin, validatorCompiler } from 'fastify-zod-openapi';
import { actorRoutes } from '../county/actors.ts';
import { auditRoutes } from '../county/audit.ts';
import { depositStandardRoutes } from '../county/deposit-standards.ts';
import { digestRoutes } from '../county/digests.ts';
import { healthReportRoutes } from '../county/health-report.ts';
import { listDeliveryRuleRoutes } from '../county/list-delivery.ts';
import { ownPartWarningRoutes } from '../county/own-part-warnings.ts';
import { countyParameterRoutes } from '../county/parameters.ts';
import { partyHoldRoutes } from '../county/party-holds.ts';
import { reconciliationRoutes } from '../county/reconciliation.ts';
import { regionValueRoutes } from '../county/region-values.ts';
import { registerRoutes } from '../county/register.ts';
import { revocationRoutes } from '../county/revocation.ts';
import { schemeRoutes } from '../county/schemes.ts';
import { settledByRoutes } from '../county/settled-by.ts';
import { stagingRuleRoutes } from '../county/staging-rules.ts';
import { textMessageRoutes } from '../county/text-messages.ts';
import type { ApiDeps } from '../deps.ts';
import { listResources } from '../lists/resources.ts';
import { arrearsRoutes } from '../money/arrears.ts';
import { cashDayRoutes } from '../money/cash-days.ts';
import { chargeRoutes } from '../money/charges.ts';
import { claimEventRoutes } from '../money/claim-events.ts';
import { creditDrawRoutes } from '../money/credit-draws.ts';
import { creditReportRoutes } from '../money/credit-reports.ts';
import { insurerReconciliationRoutes } from '../money/insurer-reconciliations.ts';
import { interimBillRoutes } from '../money/interim-bills.ts';
import { ledgerCheckRoutes } from '../money/ledger-check.ts';
import { obligationRoutes } from '../money/obligations.ts';
import { patientAccountRoutes } from '../money/patient-account.ts';
import { patientNoticeRoutes } from '../money/patient-notices.ts';
import { patientPaymentRoutes } from '../money/patient-payments.ts';
import { paymentStageRoutes } from '../money/payment-stages.ts';
import { preSettlementRoutes } from '../money/pre-settlements.ts';
import { remittanceRoutes } from '../money/remittances.ts';
import { settlementRoutes } from '../money/settlement.ts';
import { unpaidOwnPartRoutes } from '../money/unpaid-own-parts.ts';
import { announcementRoutes } from '../notices/announcements.ts';
import { paperRoutes } from '../papers/papers.ts';
import { registryRoutes } from '../registry/messages.ts';
import { registryPeerRoutes } from '../registry/peers.ts';
import { admissionRoutes } from '../stays/admission.ts';
import { affectedStayRoutes } from '../stays/affected-stays.ts';
import { agreementRoutes } from '../stays/agreement.ts';
import { amendmentRoutes } from '../stays/amendments.ts';
import { attentionRoutes } from '../stays/attention.ts';
import { bulkRoutes } from '../stays/bulk-resolutions.ts';
import { checkRoutes } from '../stays/checks.ts';
import { conditionRoutes } from '../stays/conditions.ts';
import { contactRoutes } from '../stays/contact.ts';
import { coreAnswerRoutes } from '../stays/core-answers.ts';
import { depositRoutes } from '../stays/deposit.ts';
import { dischargeRoutes } from '../stays/discharge.ts';
import { eligibilityRoutes } from '../stays/eligibility.ts';
import { eventRoutes } from '../stays/events.ts';
import { identityRoutes } from '../stays/identity.ts';
import { insurerCallRoutes } from '../stays/insurer-calls.ts';
import { openConditionRoutes } from '../stays/open-conditions.ts';
import { resolutionRoutes } from '../stays/resolutions.ts';
import { restartRoutes } from '../stays/restart.ts';
import { stayRoutes } from '../stays/stays.ts';
import { webhookRoutes } from '../webhooks/webhooks.ts';
import { authenticate } from './authentication.ts';
import { documentation } from './documentation.ts';
import { healthRoutes } from './health.ts';
import { requestLimits } from './limits.ts';
import { measure } from './metrics.ts';
import { answerProblem, handleProblems } from './problem.ts';
import { guardRequests } from './request-guards.ts';
import { allowSlowDownloads, limitSlowBodies } from './slow-bodies.ts';
import { endConnectionsOnStop } from './stop.ts';
import { answerBrokenRequest, answerExpectations } from './wire.ts';

/** One resource each; a resource that comes later is one line here. */
const resources = [
  admissionRoutes,
  eligibilityRoutes,
  stayRoutes,
  checkRoutes,
  conditionRoutes,
  openConditionRoutes,
  insurerCallRoutes,
  identityRoutes,
  contactRoutes,
  agreementRoutes,
  chargeRoutes,
  paymentStageRoutes,
  interimBillRoutes,
  preSettlementRoutes,
  dischargeRoutes,
  coreAnswerRoutes,
  patientPaymentRoutes,
  patientAccountRoutes,
  arrearsRoutes,
  patientNoticeRoutes,
  announcementRoutes,
  unpaidOwnPartRoutes,
  cashDayRoutes,
  creditDrawRoutes,
  creditReportRoutes,
  settlementRoutes,
  paperRoutes,
  eventRoutes,
  resolutionRoutes,
  bulkRoutes,
  restartRoutes,
  amendmentRoutes,
  attentionRoutes,
  obligationRoutes,
  claimEventRoutes,
  remittanceRoutes,
  insurerReconciliationRoutes,
  ledgerCheckRoutes,
  reconciliationRoutes,
  digestRoutes,
  schemeRoutes,
  affectedStayRoutes,
  registerRoutes,
  ownPartWarningRoutes,
  stagingRuleRoutes,
  settledByRoutes,
  depositStandardRoutes,
  depositRoutes,
  textMessageRoutes,
  listDeliveryRuleRoutes,
  actorRoutes,
  partyHoldRoutes,
  revocationRoutes,
  auditRoutes,
  countyParameterRoutes,
  regionValueRoutes,
  ...listResources,
  registryRoutes,
  registryPeerRoutes,
  webhookRoutes,
  healthRoutes,
  healthReportRoutes,
] as const;

/** The door, ready to listen or to be injected into. */
export async function buildServer(deps: ApiDeps): Promise<FastifyInstance> {
  const { settings, parties, accessTokens } = deps;
  const server = fastify({
    bodyLimit: settings.bodyLimitBytes,
    // A header could make up the caller's address: only that of a proxy named by configuration is believed.
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    logger: { level: settings.logLevel },
    // One line a request, written when it is answered (metrics.ts).
    logController: new LogController({ disableRequestLogging: true }),
    // A list may take long on a slow line; limitSlowBodies cuts off all others.
    ...{ requestTimeout: 7_200_000, connectionTimeout: 60_000 },
    forceCloseConnections: 'idle',
    clientErrorHandler: answerBrokenRequest,
    // Asked for by guardRequests, whose refusal has a document.
    ...{ http: { requireHostHeader: false }, routerOptions: { maxParamLength: 200 } },
    frameworkErrors: (error, request, reply) => {
      void answerProblem(error, request, reply);
    },
  });
  server.setValidatorCompiler(validatorCompiler);
  // What is written was read by its schema just before; a stringifier compiled for each answer cost the start of every api seconds.
  server.setSerializerCompiler(createSerializerCompiler({ stringify: JSON.stringify }));
  handleProblems(server);
  // `upgrade-insecure-requests` would break the hub on a hospital's plain-HTTP network.
  await server.register(helmet, {
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
    hsts: false,
  });
  limitSlowBodies(server);
  allowSlowDownloads(server);
  answerExpectations(server);
  guardRequests(server);
  endConnectionsOnStop(server);
  server.addHook('preClose', async () => deps.polls.end());
  const { bootstrapToken, ratePerMinute } = settings;
  authenticate(server, { parties, accessTokens, bootstrapToken, limits: requestLimits(ratePerMinute) });
  await server.register(fastifyZodOpenApiPlugin);
  await documentation(server);
  measure(server, deps);
  server.register(async (scope) => {
    for (const register of resources) register(scope, deps);
  });
  await server.ready();
  return server;
}
