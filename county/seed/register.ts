import { instantFromMillis, localDate } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import { parties } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Database, openDatabase } from '../../store/postgres/database.ts';
import { actorStore } from '../../store/register/actors.ts';
import { countyParameterStore } from '../../store/register/county-parameters.ts';
import { type PartyStore, partyStore } from '../../store/register/parties.ts';
import { registryPeers } from '../../store/registry/peers.ts';
import { sealer } from '../../store/secrets/sealing.ts';
import { bearerToken, type CountySecrets, keyRingOf } from '../secrets.ts';
import { readJson, type StateDirectory, writeJson } from '../state.ts';
import { enterRules } from './institution-rules.ts';
import { institutions } from './institutions.ts';
import { lists } from './lists.ts';
import { type ActingPeople, countyOffice, enterPeople } from './people-who-act.ts';

interface Credential {
  readonly token: string;
}

/** Ready-made credentials of everybody in the county; `.county/credentials.json`, readable by its owner only. */
export interface CountyCredentials {
  readonly operator: Credential;
  /** Two people of every role, by organisation: whoever must be another person is one of them. */
  readonly people: ActingPeople;
  /** The organisations' own systems. */
  readonly hospitals: Readonly<Record<string, Credential>>;
  readonly agencies: Readonly<Record<string, Credential>>;
  readonly payers: Readonly<Record<string, Credential>>;
}

/** Enters institutions, agencies, payers and lists into the hub and writes their credentials; safe to repeat. */
export async function enterRegister(parts: {
  readonly databaseUrl: string;
  readonly state: StateDirectory;
  readonly secrets: CountySecrets;
}): Promise<CountyCredentials> {
  const { databaseUrl, state, secrets } = parts;
  const known = readJson<CountyCredentials>(state.credentialsFile);
  const systems = credentialsOf(known);
  const db = openDatabase({ url: databaseUrl, poolSize: 2, applicationName: 'county-register' });
  try {
    const register = partyStore(db);
    // Whatever its owner changed since stays as it is.
    for (const institution of institutions)
      if ((await register.institution(institution.institution)) === undefined)
        await register.putInstitution(institution);
    for (const { institution, name } of institutions)
      await enter(register, { role: 'hospital', party: institution, name, institution }, systems.hospitals);
    for (const { listId } of lists)
      await enter(
        register,
        { role: 'agency', party: listId, name: listId, institution: null },
        systems.agencies,
      );
    for (const party of parties)
      await enter(register, { role: 'payer', party, name: nameOf(party), institution: null }, systems.payers);
    for (const list of lists) {
      // A list of 0.1.0 does not know yet what kind of agency keeps it.
      const there = await register.list(list.listId);
      if (there === undefined || there.agency === null) await register.putList(list);
    }
    await register.putParty({
      party: countyOffice,
      role: 'operator',
      name: '县级管理部门',
      institution: null,
    });
    const seal = sealer(keyRingOf(secrets.vaultKeys));
    const people = await enterPeople({ register, actors: actorStore({ db, sealer: seal }) }, known?.people);
    await enterParameters(db);
    await enterRules(db);
    const peers = registryPeers({ db, sealer: seal });
    if ((await peers.peer(registryClient.party)) === undefined) await peers.putPeer(registryClient);
    const [operator] = people[countyOffice]?.operator ?? [];
    invariant(operator !== undefined, 'the county has an operator');
    const credentials = { operator: { token: operator.token }, people, ...systems };
    writeJson(state.credentialsFile, credentials);
    return credentials;
  } finally {
    await db.destroy();
  }
}

/** The agency whose own system may be tried out as a client of the social registry (docs/REGISTRY.md); nothing listens there by itself. */
const registryClient = {
  party: 'kaizhou-civil-affairs',
  callbackUrl: 'http://127.0.0.1:7099/dci',
  publicKey: null,
  token: null,
};

/** Linhe leaves two things to the county: the contract ratio and the Red Cross's standards of the year (fen). */
async function enterParameters(db: Database): Promise<void> {
  const store = countyParameterStore(db);
  const entered = {
    ...{
      scheme: 'linhe-2017',
      validFrom: localDate('2017-09-11'),
      source: '模拟县域示例 · example of the box',
    },
    ...{ enteredBy: 'county/operator-1', enteredAt: instantFromMillis(Date.now()) },
  };
  const standards = { cancer: 500_000, uraemia: 500_000, leukaemia: 800_000, 'severe-psychosis': 300_000 };
  await store.enterCountyParameter({ ...entered, parameter: 'commercialRatio', value: '0.50' });
  await store.enterCountyParameter({ ...entered, parameter: 'redCross', value: standards });
}

/** Patients read the bureau’s name in what it tells them. */
function nameOf(party: string): string {
  return party === 'medical-insurance' ? '县医疗保障局' : party;
}

async function enter(
  register: PartyStore,
  party: Parameters<PartyStore['putParty']>[0],
  credentials: Record<string, Credential>,
): Promise<void> {
  const id = party.party;
  await register.putParty(party);
  const known = entryOf(credentials, id);
  if (known !== undefined && (await register.putCredential(id, known.token)) === 'known') return;
  // Revoked meanwhile: a revoked credential never comes back.
  const token = bearerToken();
  await register.putCredential(id, token);
  credentials[id] = { token };
}

function credentialsOf(known: CountyCredentials | undefined) {
  const named = (
    names: readonly string[],
    before: Readonly<Record<string, Credential>> | undefined,
  ): Record<string, Credential> =>
    Object.fromEntries(names.map((name) => [name, before?.[name] ?? { token: bearerToken() }]));
  return {
    hospitals: named(
      institutions.map(({ institution }) => institution),
      known?.hospitals,
    ),
    agencies: named(
      lists.map(({ listId }) => listId),
      known?.agencies,
    ),
    payers: named(parties, known?.payers),
  };
}
