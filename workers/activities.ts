import { createExchange } from '../activities/exchange/exchange.ts';
import type { LoggedReply } from '../activities/exchange/logged-reply.ts';
import { createLookUp, type LookUpParts } from '../activities/exchange/look-up.ts';
import { type PartyLimits, partyGate } from '../activities/exchange/party-gate.ts';
import { createActivities } from '../activities/index.ts';
import { gatewayTalk } from '../activities/notices/gateway-talk.ts';
import type { WorkerConfig } from '../config.ts';
import { countyClock } from '../domain/clock.ts';
import { type PartyId, parties } from '../domain/ids.ts';
import { completedInsurerRegions } from '../policies/insurers/regions.ts';
import { loadPayerRules } from '../policies/payers/payer-rules.ts';
import { loadSchemes } from '../policies/schemes.ts';
import { listAttention } from '../store/lists/attention.ts';
import { listConflicts } from '../store/lists/conflicts.ts';
import { listFiles } from '../store/lists/files.ts';
import { householdStore } from '../store/lists/households.ts';
import { membershipStore } from '../store/lists/memberships.ts';
import { pullFailures } from '../store/lists/pull-failures.ts';
import { listReleases } from '../store/lists/release.ts';
import { listReports } from '../store/lists/reports.ts';
import { listStaging } from '../store/lists/staging.ts';
import { listStore } from '../store/lists/versions.ts';
import { messageLog } from '../store/messages/log.ts';
import { nextMessageId } from '../store/messages/message-ids.ts';
import { partyHolds } from '../store/messages/party-holds.ts';
import { insurerReconciliations } from '../store/money/insurer-reconciliations.ts';
import { announcements } from '../store/notices/announcements.ts';
import { textMessages } from '../store/notices/text-messages.ts';
import { personVault } from '../store/people/vault.ts';
import { heardChanges } from '../store/postgres/changes.ts';
import { openCopyPool } from '../store/postgres/copy.ts';
import { openDatabase } from '../store/postgres/database.ts';
import { countyParameterStore } from '../store/register/county-parameters.ts';
import { keptRegions } from '../store/register/kept-regions.ts';
import { keptRegister } from '../store/register/kept-register.ts';
import { partyStore } from '../store/register/parties.ts';
import { regionValueStore } from '../store/register/region-values.ts';
import { sealer } from '../store/secrets/sealing.ts';
import { staleLists } from '../store/stays/stale-lists.ts';
import { stayStore } from '../store/stays/stays.ts';
import { tellingStays, tellProcesses } from '../store/stays/told.ts';
import { openPorts } from './ports.ts';

/** For what lists write beside their reading processes, which have connections of their own. */
const copyConnections = 8;

/** Everything a worker's activities stand on; `close` ends its connections. */
export function openActivities(config: WorkerConfig) {
  const db = openDatabase({ ...config.database, applicationName: 'hub-worker' });
  const copying = { poolSize: copyConnections, applicationName: 'hub-lists' };
  const copyPool = openCopyPool({ ...config.database, ...copying });
  const seal = sealer(config.vault.keys);
  const vault = personVault({ db, sealer: seal, indexKey: config.vault.indexKey });
  const changes = heardChanges({ url: config.database.listenUrl, applicationName: 'hub-worker-listen' });
  const { parties: register, countyParameters } = keptRegister(
    { parties: partyStore(db), countyParameters: countyParameterStore(db) },
    changes,
  );
  const clock = countyClock(config.clock);
  const values = regionValueStore(db);
  const regions = keptRegions({ values, changes, complete: completedInsurerRegions });
  const ports = openPorts(config.parties, { vault, register, regions, sms: config.sms });
  const holds = partyHolds(db, changes);
  const limits = limitsOf(config, clock.now);
  const exchange = createExchange({
    log: messageLog<LoggedReply>({ db, sealer: seal }),
    ...{ clock, limits, holds },
  });
  const messageId: LookUpParts['messageId'] = (institution, at) => nextMessageId(db, institution, at);
  const activities = createActivities({
    stays: tellingStays(stayStore({ db, sealer: seal }), tellProcesses(db)),
    register,
    memberships: membershipStore(db),
    households: householdStore(db),
    people: vault,
    countyParameters,
    schemes: loadSchemes(),
    payerRules: loadPayerRules(),
    clock,
    exchange,
    lookUp: createLookUp({ clock, limits, holds, messageId }),
    reconciliations: insurerReconciliations(db),
    ...{ insurer: ports.insurer, bank: ports.bank, claims: ports.claims, records: ports.records },
    ...{ smsGateway: ports.smsGateway, textMessages: textMessages({ db, sealer: seal }) },
    announcements: announcements({ db, sealer: seal, indexKey: config.vault.indexKey }),
    gatewayTalk: gatewayTalk({ clock, limits, holds }),
    texting: { ...config.textPace, templates: config.sms?.templates ?? null },
    lists: {
      versions: listStore({ db }),
      conflicts: listConflicts(db),
      reports: listReports(copyPool.db),
      stale: staleLists(db),
      pullFailures: pullFailures(db),
      attention: listAttention(db),
      households: householdStore(copyPool.db),
      files: listFiles({ db, sealer: seal }),
      staging: listStaging(copyPool),
      releases: listReleases({ copyPool, sealer: seal }),
      ...{ register, clock, holds, sources: ports.lists, secrets: config.vault },
      databaseUrl: config.database.url,
    },
  });
  return {
    activities,
    close: async () => {
      ports.close();
      await Promise.all([db.destroy(), copyPool.db.destroy(), changes.close()]);
    },
  };
}

/** One gate per party for the whole process: all of a worker's calls to a party pass through it. */
function limitsOf(
  { parties: endpoints }: WorkerConfig,
  now: () => ReturnType<ReturnType<typeof countyClock>['now']>,
): (party: PartyId) => PartyLimits | null {
  const all = new Map<PartyId, PartyLimits>();
  for (const party of parties) {
    const endpoint = endpoints[party];
    if (endpoint === undefined) continue;
    const { promptMs, promiseMs, timeoutMs, concurrency } = endpoint;
    all.set(party, { promptMs, promiseMs, timeoutMs, gate: partyGate({ concurrency, now }) });
  }
  return (party) => all.get(party) ?? null;
}
