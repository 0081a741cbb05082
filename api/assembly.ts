import { hkdfSync } from 'node:crypto';
import { type ClockSetting, countyClock } from '../domain/clock.ts';
import type { KeyRing } from '../domain/key-ring.ts';
import { completedInsurerRegions } from '../policies/insurers/regions.ts';
import { loadPayerRules } from '../policies/payers/payer-rules.ts';
import { loadSchemes } from '../policies/schemes.ts';
import { auditTrail } from '../store/audit/trail.ts';
import { idempotencyStore } from '../store/messages/idempotency.ts';
import { outbox } from '../store/messages/outbox.ts';
import { partyHolds } from '../store/messages/party-holds.ts';
import { retention } from '../store/messages/retention.ts';
import { arrearsUpkeep } from '../store/money/arrears-upkeep.ts';
import { creditUpkeep } from '../store/money/credit-reports.ts';
import { insurerReconciliations } from '../store/money/insurer-reconciliations.ts';
import { patientParts } from '../store/money/patient-part.ts';
import { announcements } from '../store/notices/announcements.ts';
import { textMessages } from '../store/notices/text-messages.ts';
import { personVault } from '../store/people/vault.ts';
import { type Changes, heardChanges } from '../store/postgres/changes.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../store/postgres/database.ts';
import { actorStore } from '../store/register/actors.ts';
import { countyParameterStore } from '../store/register/county-parameters.ts';
import { eligibilityChecks } from '../store/register/eligibility-checks.ts';
import { institutionRuleStore } from '../store/register/institution-rules.ts';
import { keptRegions } from '../store/register/kept-regions.ts';
import { keptRegister } from '../store/register/kept-register.ts';
import { partyStore } from '../store/register/parties.ts';
import { regionValueStore } from '../store/register/region-values.ts';
import { type Sealer, sealer } from '../store/secrets/sealing.ts';
import { digestRecords } from '../store/stays/digests.ts';
import { dueWorkflows } from '../store/stays/due-workflows.ts';
import { reconciliationRecords } from '../store/stays/reconciliations.ts';
import { settlementsDue } from '../store/stays/settlement-due.ts';
import { standingRecords } from '../store/stays/standing.ts';
import { conditionsDue } from '../store/stays/standing-conditions.ts';
import { stayStore } from '../store/stays/stays.ts';
import { tellingStays } from '../store/stays/told.ts';
import { waitingRecords } from '../store/stays/waiting.ts';
import { lazyClient } from '../temporal/client.ts';
import type { TemporalAddress } from '../temporal/connection.ts';
import type { ApiDeps, ApiSettings } from './deps.ts';
import { accessTokens } from './http/access-tokens.ts';
import { longPolls } from './http/long-poll.ts';
import { listParts } from './lists/parts.ts';
import { preSettlementFlow } from './money/pre-settlement-flow.ts';
import { reconciliationFlow } from './money/reconciliation-flow.ts';
import { announcementFlow } from './notices/announcement-flow.ts';
import { textFlow } from './notices/text-flow.ts';
import { registryParts } from './registry/parts.ts';
import { type StayFlow, stayFlow } from './stays/flow.ts';
import { stayWorkflows } from './stays/workflows.ts';
import { webhookParts } from './webhooks/parts.ts';

/** Configuration of the door, as config.ts gives it. */
export interface AssemblySetting
  extends Pick<
    ApiSettings,
    | 'bootstrapToken'
    | 'decisionWaitMs'
    | 'billCeilingFen'
    | 'bodyLimitBytes'
    | 'listLimitBytes'
    | 'trustedProxies'
    | 'ratePerMinute'
    | 'textPace'
    | 'logLevel'
  > {
  readonly database: Omit<DatabaseOptions, 'applicationName'> & { readonly listenUrl: string };
  readonly temporal: TemporalAddress;
  readonly payloadKeys: KeyRing;
  readonly vault: { readonly keys: KeyRing; readonly indexKey: Uint8Array };
  readonly clock: ClockSetting;
  /** Networks in which webhooks may be called although they are not public. */
  readonly webhookNetworks: readonly string[];
}

/** The parts of the door, joined; nothing is connected before it is used. Tests may bring a flow of their own. */
export function assemble(
  setting: AssemblySetting,
  ownFlow?: StayFlow,
): { readonly db: Database; readonly deps: Omit<ApiDeps, 'nudge'> } {
  const { database, temporal, vault, clock, payloadKeys } = setting;
  const { bootstrapToken, decisionWaitMs, billCeilingFen, bodyLimitBytes, listLimitBytes } = setting;
  const { trustedProxies, ratePerMinute, logLevel, textPace } = setting;
  const db = openDatabase({ ...database, applicationName: 'hub-api' });
  const changes = heardChanges({ url: database.listenUrl, applicationName: 'hub-api-listen' });
  const seal = sealer(vault.keys);
  const client = lazyClient(temporal, payloadKeys);
  const people = personVault({ db, sealer: seal, indexKey: vault.indexKey });
  const deps = {
    stays: tellingStays(stayStore({ db, sealer: seal }), (caseRef) => changes.tell('stay', caseRef)),
    ...registerParts(db, seal, changes),
    institutionRules: institutionRuleStore(db),
    ...regionParts(db, changes),
    eligibilityChecks: eligibilityChecks(db),
    changes,
    polls: longPolls(changes),
    people,
    ...{ idempotency: idempotencyStore(db), outbox: outbox(db) },
    holds: partyHolds(db, changes),
    retention: retention(db),
    ...dueByTime(db),
    audit: auditTrail({ db, key: derivedKey(vault.indexKey, 'audit') }),
    flow: ownFlow ?? stayFlow(temporal, payloadKeys, clock.speed),
    workflows: stayWorkflows(client, clock.speed),
    dueWorkflows: dueWorkflows(db),
    standing: standingRecords(db),
    reconciliations: reconciliationRecords(db),
    digests: digestRecords(db),
    waiting: waitingRecords(db),
    lists: listParts({
      ...{ db, sealer: seal, client, clockSpeed: clock.speed, payloadKey: payloadKeys.current },
      receiptKey: derivedKey(vault.indexKey, 'list-receipts'),
      deliveryKey: derivedKey(vault.indexKey, 'list-deliveries'),
    }),
    insurer: insurerDeps(db, client),
    texts: textParts({ db, seal, client }, setting),
    accessTokens: accessTokens(seal),
    registry: registryParts({
      ...{ db, url: database.url, sealer: seal, people },
      signingSeed: derivedKey(vault.indexKey, 'registry-messages'),
    }),
    webhooks: webhookParts({ db, sealer: seal, networks: setting.webhookNetworks }),
    clock: countyClock(clock),
    clockSpeed: clock.speed,
    ...rules(),
    settings: {
      ...{ bootstrapToken, decisionWaitMs, billCeilingFen, bodyLimitBytes, listLimitBytes },
      ...{ trustedProxies, ratePerMinute, logLevel, textPace },
      digestKey: derivedKey(vault.indexKey, 'body-digest'),
    },
  };
  return { db, deps };
}

/** What is sent by text message. */
function textParts(
  {
    db,
    seal,
    client,
  }: { readonly db: Database; readonly seal: Sealer; readonly client: ReturnType<typeof lazyClient> },
  { vault, clock }: Pick<AssemblySetting, 'vault' | 'clock'>,
): ApiDeps['texts'] {
  return {
    messages: textMessages({ db, sealer: seal }),
    flow: textFlow(client, clock.speed),
    announcements: announcements({ db, sealer: seal, indexKey: vault.indexKey }),
    announcementFlow: announcementFlow(client, clock.speed),
  };
}

/** What is asked of the insurer beside stays. */
function insurerDeps(db: Database, client: ReturnType<typeof lazyClient>): ApiDeps['insurer'] {
  return {
    ...{ reconciliations: insurerReconciliations(db), flow: reconciliationFlow(client) },
    preSettlements: preSettlementFlow(client),
  };
}

function registerParts(db: Database, seal: Sealer, changes: Changes) {
  const parties = partyStore(db);
  const actors = actorStore({ db, sealer: seal });
  return keptRegister({ parties, actors, countyParameters: countyParameterStore(db) }, changes);
}

/** What falls due by time alone. */
function dueByTime(db: Database) {
  return {
    patientParts: patientParts(db),
    creditUpkeep: creditUpkeep(db),
    arrearsUpkeep: arrearsUpkeep(db),
    conditionsDue: conditionsDue(db),
    settlementsDue: settlementsDue(db),
  };
}

function rules(): Pick<ApiDeps, 'schemes' | 'payerRules'> {
  return { schemes: loadSchemes(), payerRules: loadPayerRules() };
}

function regionParts(db: Database, changes: Changes): Pick<ApiDeps, 'regionValues' | 'regions'> {
  const regionValues = regionValueStore(db);
  const complete = completedInsurerRegions;
  return { regionValues, regions: keptRegions({ values: regionValues, changes, complete }) };
}

/** A key for one purpose only; knowing it tells nothing of the others. */
function derivedKey(from: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', from, '', `treat-first-hub ${purpose}`, 32));
}
