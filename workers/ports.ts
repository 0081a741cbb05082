import { bankOverHttp } from '../adapters/bank/http.ts';
import type { Bank } from '../adapters/bank/port.ts';
import { civilAffairsOverHttp } from '../adapters/civil-affairs/http.ts';
import type { ClaimCalls } from '../adapters/claim.ts';
import { type PartyHttp, partyHttp } from '../adapters/http.ts';
import type { ListSource } from '../adapters/list-page.ts';
import { medicalInsuranceOverHttp } from '../adapters/medical-insurance/http.ts';
import type { MedicalInsurance } from '../adapters/medical-insurance/port.ts';
import { insurerRegions } from '../adapters/medical-insurance/regions.ts';
import { payerDeskOverHttp } from '../adapters/payer-desk/http.ts';
import { ruralRevitalizationOverHttp } from '../adapters/rural-revitalization/http.ts';
import type { PartyEndpoint, WorkerConfig } from '../config.ts';
import { type PartyId, parties } from '../domain/ids.ts';
import { invariant } from '../domain/invariant.ts';
import type { ListAgency } from '../domain/list.ts';
import type { PersonVault } from '../store/people/vault.ts';
import type { PartyStore } from '../store/register/parties.ts';

/** Members a page: few enough for a slow line, enough for a million. */
const listPageSize = 2_000;

/** The parties of the county as the activities see them. */
export interface Ports {
  readonly insurer: MedicalInsurance;
  readonly bank: Bank | null;
  readonly claims: (party: PartyId) => ClaimCalls;
  /** An agency's own lists; null when it has no endpoint. */
  readonly lists: (agency: ListAgency) => ListSource | null;
  readonly close: () => void;
}

/** Builds every adapter from its endpoint. Throws InvariantError when the county has no insurer. */
export function openPorts(
  endpoints: WorkerConfig['parties'],
  { vault, register }: { readonly vault: PersonVault; readonly register: PartyStore },
): Ports {
  const https = new Map<PartyId, PartyHttp>();
  for (const party of parties) {
    const endpoint = endpoints[party];
    if (endpoint !== undefined) https.set(party, httpOf(endpoint));
  }
  const http = (party: PartyId): PartyHttp => {
    const found = https.get(party);
    invariant(found !== undefined, `the party ${party} has no endpoint; set its HUB_PARTY_…_URL`);
    return found;
  };
  const openPerson = vault.open;
  const insurer = medicalInsuranceOverHttp({
    http: http('medical-insurance'),
    openPerson,
    institution: async (id) => {
      const institution = await register.institution(id);
      invariant(institution !== undefined, `the institution ${id} is not registered`);
      return { code: institution.institution, name: institution.name, division: institution.division };
    },
    regions: insurerRegions,
  });
  const desks = new Map(
    [...https].map(([party, partyClient]) => [
      party,
      payerDeskOverHttp({ party, http: partyClient, openPerson }),
    ]),
  );
  return {
    insurer,
    bank: https.has('bank') ? bankOverHttp({ http: http('bank'), openPerson }) : null,
    claims: (party) => {
      if (party === 'medical-insurance') return insurer;
      const desk = desks.get(party);
      invariant(desk !== undefined, `the payer ${party} has no endpoint; set its HUB_PARTY_…_URL`);
      return desk;
    },
    lists: (agency) => {
      if (!https.has(agency)) return null;
      const over = {
        'civil-affairs': civilAffairsOverHttp,
        'rural-revitalization': ruralRevitalizationOverHttp,
      };
      return over[agency]({ http: http(agency), pageSize: listPageSize });
    },
    close: () => {
      for (const client of https.values()) client.close();
    },
  };
}

function httpOf({ url, token, timeoutMs, concurrency }: PartyEndpoint): PartyHttp {
  return partyHttp({
    baseUrl: url,
    credential: token === null ? { kind: 'none' } : { kind: 'bearer', token },
    timeoutMs,
    maxConnections: concurrency,
  });
}
