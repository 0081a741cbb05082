import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';
import type { CountyPerson } from '../../adapters/simulation.ts';
import { type HubClient, hubClient, patientClient } from '../../county/hub-client.ts';
import { type OwnDesk, ownDesk } from '../../county/own-desk.ts';
import { countyOf } from '../../county/people/counties.ts';
import { personOf } from '../../county/people/population.ts';
import { institutions } from '../../county/seed/institutions.ts';
import { loadLists } from '../../county/seed/load-lists.ts';
import { countyOffice } from '../../county/seed/people-who-act.ts';
import { stateDirectory, writeJson } from '../../county/state.ts';
import { addDays, type LocalDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Role } from '../../domain/roles.ts';
import { type CountyUnderTest, startCountyUnderTest } from '../county/county-under-test.ts';
import { fileOf, typed } from './command.ts';
import type { Scenario } from './scenario.ts';

/** The day on which the scenarios begin; a day passes in eight seconds. */
const begins = '2024-06-03T09:00:00+08:00';
const speed = 10_800;
const seed = 88_012;

/** A county in which scenarios are played, with the people of each. */
export interface Town {
  readonly county: CountyUnderTest;
  readonly personOf: (scenario: Scenario) => CountyPerson;
  /** Somebody whose number a clerk enters in the place of the right one. */
  readonly relativeOf: (scenario: Scenario) => CountyPerson;
  readonly hospital: (named: string) => InstitutionId;
  /** The hub as this role of the organisation sees it: the first person of it, or the one of this place. */
  readonly as: (organisation: string, role: Role, place?: number) => HubClient;
  /** How long one thing may take to come, in real time. */
  readonly patienceMs: number;
  /** Once so many days more have come. */
  readonly daysPass: (days: number) => Promise<LocalDate>;
  /** The `hub` command as somebody at a terminal types it: what it prints. */
  readonly hub: (words: readonly string[]) => Promise<string>;
  /** As an organisation's own system. */
  readonly system: (hospital: InstitutionId) => HubClient;
  /** The system by which it registers and settles itself. */
  readonly desk: (hospital: InstitutionId) => OwnDesk;
}

/** Starts the county with everybody of these scenarios living there before the lists are read. */
export async function townOf(
  scenarios: readonly Scenario[],
  patienceMs = 60_000,
  hubOf: (county: CountyUnderTest, words: readonly string[]) => Promise<string> = (_, words) => typed(words),
): Promise<Town> {
  const state = stateDirectory(mkdtempSync(join(tmpdir(), 'hub-scenarios-')));
  const then = Date.parse(begins);
  writeJson(state.clockFile, { realMs: then, countyMs: then, speed });
  const county = await startCountyUnderTest({
    ...{ state, clockSpeed: speed, hasty: true, workers: 1 },
    environment: { HUB_RATE_PER_MINUTE: '0', ...patient() },
  });
  const adult = adults();
  const people = new Map(scenarios.map((scenario) => [scenario.name, living(scenario, adult)]));
  const relatives = new Map(scenarios.map((scenario) => [scenario.name, relative(scenario, adult)]));
  const all = [...people.values(), ...relatives.values()];
  await Promise.all(
    Object.values(county.addresses.parties).map((url) => axios.post(`${url}/control/people`, all)),
  );
  const { credentials } = county;
  await loadLists(county, {
    credentials,
    namespace: 'default',
    say: () => undefined,
  });
  const who = (held: ReadonlyMap<string, CountyPerson>) => (scenario: Scenario) => {
    const found = held.get(scenario.name);
    invariant(found !== undefined, 'a scenario without its person');
    return found;
  };
  const hub = (words: readonly string[]) => hubOf(county, words);
  const desks = new Map<InstitutionId, OwnDesk>();
  const system = (hospital: InstitutionId) => client(county, credentials.hospitals[hospital]?.token ?? '');
  return {
    ...{ county, personOf: who(people), relativeOf: who(relatives), hospital: hospitalNamed },
    as: (organisation, role, place = 0) => {
      const token = credentials.people[organisation]?.[role]?.[place]?.token;
      invariant(token !== undefined, `${organisation} has no ${role}`);
      return client(county, token);
    },
    ...{ system, patienceMs, hub },
    daysPass: async (days) => {
      const day = addDays(county.today(), days);
      while (county.today() < day) await wait(200);
      return county.today();
    },
    desk: (hospital) => {
      const insurer = county.addresses.parties['medical-insurance'];
      const desk = desks.get(hospital) ?? ownDesk({ insurer, institution: hospital, hub: deliveringBy(hub) });
      desks.set(hospital, desk);
      return desk;
    },
  };
}

/** What a hospital's system hands to the hub, delivered by hand. */
function deliveringBy(hub: Town['hub']): Parameters<typeof ownDesk>[0]['hub'] {
  return {
    post: async (path, body) => {
      const [, caseRef = ''] = /^\/v1\/stays\/(\w+)\/core-answers$/.exec(path) ?? [];
      await hub(['stay', 'core-answer', caseRef, fileOf(body)]);
    },
  };
}

/** As somebody who asks again where the hub says that it cannot just now. */
function client({ addresses }: CountyUnderTest, token: string): HubClient {
  return patientClient(hubClient(addresses.api, token), 30_000);
}

/** Long enough that a machine under load does not make a party look silent. */
function patient(): Readonly<Record<string, string>> {
  const names = [
    'MEDICAL_INSURANCE',
    'CIVIL_AFFAIRS',
    'COMMERCIAL_INSURER',
    'RED_CROSS',
    'BANK',
    'COURT_LIST',
  ].concat('MEDICAL_CREDIT');
  return Object.fromEntries(names.map((name) => [`HUB_PARTY_${name}_PROMISE_MS`, '15000']));
}

type Adults = (slug: string, child?: boolean) => CountyPerson;

/** People who were grown up before any list of the scenarios named them, or are children still; never one twice. */
function adults(): Adults {
  let serial = 0;
  return (slug, child = false) => {
    for (;;) {
      serial += 1;
      const found = personOf(countyOf(slug), seed, serial);
      if (child ? found.birthDate > '2011' : found.birthDate < '1999') return found;
    }
  };
}

function living({ person }: Scenario, adult: Adults): CountyPerson {
  const place = countyOf(person.county);
  const { cover, lists, creditLine, accounts, records } = person;
  return {
    ...adult(person.county, person.child),
    ...certified(person),
    ...{ insurance: cover, records, shows: person.shows },
    memberships: lists.map(({ category, since, until }) => {
      const kept = place.categories.find((one) => one.category === category);
      invariant(kept !== undefined, `${person.county} keeps no list of ${category}`);
      return { agency: kept.agency, category, label: kept.label, since, until };
    }),
    accounts: accounts && { ownFen: accounts.own, familyFen: accounts.family },
    creditLine: creditLine === null ? null : { openedOn: '2023-01-05' as never, limitFen: creditLine },
  };
}

function certified({ certificate }: Scenario['person']) {
  if (certificate === undefined) return {};
  const { number: idNumber, born: birthDate, kind, issuer } = certificate;
  return { idNumber, birthDate, certificate: { kind, ...(issuer === undefined ? {} : { issuer }) } };
}

function relative({ person }: Scenario, adult: Adults): CountyPerson {
  return { ...adult(person.county), insurance: person.cover, memberships: [], creditLine: null };
}

function hospitalNamed(named: string): InstitutionId {
  const [code, name] = named.split(' ');
  const found = institutions.find((one) => one.institution === code && one.name === name);
  invariant(found !== undefined, `no hospital ${named} in the box`);
  return found.institution;
}

/** Organisation of the county's own offices. */
export const office = countyOffice;
