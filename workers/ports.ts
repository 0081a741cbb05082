import { bankOverHttp } from '../adapters/bank/http.ts';
import type { Bank } from '../adapters/bank/port.ts';
import { civilAffairsOverHttp } from '../adapters/civil-affairs/http.ts';
import type { ClaimCalls } from '../adapters/claim.ts';
import { courtListOverHttp } from '../adapters/court-list/http.ts';
import { type PartyHttp, partyHttp } from '../adapters/http.ts';
import type { ListSource } from '../adapters/list-page.ts';
import { medicalCreditOverHttp } from '../adapters/medical-credit/http.ts';
import { medicalInsuranceOverHttp } from '../adapters/medical-insurance/http.ts';
import type { MedicalInsurance } from '../adapters/medical-insurance/port.ts';
import { gatewayKeyOf } from '../adapters/medical-insurance/signing.ts';
import { payerDeskOverHttp } from '../adapters/payer-desk/http.ts';
import type { RecordSource } from '../adapters/record-source.ts';
import { ruralRevitalizationOverHttp } from '../adapters/rural-revitalization/http.ts';
import { smsGatewayOverHttp } from '../adapters/sms-gateway/http.ts';
import type { SmsGateway } from '../adapters/sms-gateway/port.ts';
import type { WorkerConfig } from '../config.ts';
import type { PartyEndpoint } from '../config-parties.ts';
import { type PartyId, parties } from '../domain/ids.ts';
import type { InsurerRegions } from '../domain/insurer-region.ts';
import { InvariantError, invariant } from '../domain/invariant.ts';
import type { ListAgency } from '../domain/list.ts';
import type { RecordParty } from '../domain/record-answers.ts';
import { openedBriefly } from '../store/people/opened-briefly.ts';
import type { PersonVault } from '../store/people/vault.ts';
import type { PartyStore } from '../store/register/parties.ts';

/** Members a page: few enough for a slow line, enough for a million. */
const listPageSize = 2_000;

/** The parties of the county as the activities see them. One without an address is never asked: the exchange says so instead. */
export interface Ports {
  readonly insurer: MedicalInsurance;
  readonly bank: Bank;
  readonly smsGateway: SmsGateway;
  readonly claims: (party: PartyId) => ClaimCalls;
  /** An agency's own lists; null when it has no endpoint. */
  readonly lists: (agency: ListAgency) => ListSource | null;
  /** A keeper of records; null when it has no endpoint. */
  readonly records: (keeper: RecordParty) => RecordSource | null;
  readonly close: () => void;
}

/** Builds every adapter; a worker that speaks to no party, and a county without some of them, start all the same. */
export function openPorts(
  endpoints: WorkerConfig['parties'],
  parts: {
    readonly vault: PersonVault;
    readonly register: PartyStore;
    readonly regions: InsurerRegions;
    readonly sms: WorkerConfig['sms'];
  },
): Ports {
  const https = new Map(parties.map((party) => [party, httpOf(party, endpoints[party])]));
  const http = (party: PartyId): PartyHttp => {
    const found = https.get(party);
    invariant(found !== undefined, `the party ${party} has no client`);
    return found;
  };
  const { register, regions, sms } = parts;
  const openPerson = openedBriefly(parts.vault.open);
  const insurer = medicalInsuranceOverHttp({
    http: http('medical-insurance'),
    openPerson,
    institution: async (id) => {
      const institution = await register.institution(id);
      invariant(institution !== undefined, `the institution ${id} is not registered`);
      return { code: institution.institution, name: institution.name, division: institution.division };
    },
    regions,
    gatewayKey: gatewayKeyOf(endpoints['medical-insurance']?.token ?? null),
  });
  const desks = new Map(
    [...https].map(([party, partyClient]) => [
      party,
      payerDeskOverHttp({ party, http: partyClient, openPerson }),
    ]),
  );
  return {
    insurer,
    bank: bankOverHttp({ http: http('bank'), openPerson }),
    smsGateway: smsGatewayOverHttp({ http: http('sms-gateway'), setting: sms }),
    claims: (party) => {
      if (party === 'medical-insurance') return insurer;
      const desk = desks.get(party);
      invariant(desk !== undefined, `the payer ${party} has no desk`);
      return desk;
    },
    lists: (agency) => {
      if (endpoints[agency] === undefined) return null;
      const over = {
        'civil-affairs': civilAffairsOverHttp,
        'rural-revitalization': ruralRevitalizationOverHttp,
      };
      return over[agency]({ http: http(agency), pageSize: listPageSize });
    },
    records: (keeper) => {
      if (endpoints[keeper] === undefined) return null;
      const over = { 'court-list': courtListOverHttp, 'medical-credit': medicalCreditOverHttp };
      return over[keeper]({ http: http(keeper), openPerson });
    },
    close: () => {
      for (const client of https.values()) client.close();
    },
  };
}

function httpOf(party: PartyId, endpoint: PartyEndpoint | undefined): PartyHttp {
  if (endpoint === undefined) return noHttp(party);
  const { url, token, timeoutMs, concurrency } = endpoint;
  // The keys of the insurer's gateway and of that of text messages sign and are never sent.
  const signs = party === 'sms-gateway' || (party === 'medical-insurance' && gatewayKeyOf(token) !== null);
  return partyHttp({
    baseUrl: url,
    credential: token === null || signs ? { kind: 'none' } : { kind: 'bearer', token },
    timeoutMs,
    maxConnections: concurrency,
  });
}

/** Stands for a party without an address. Reaching it is a fault: the exchange asks before it sends. */
function noHttp(party: PartyId): PartyHttp {
  return {
    post: () =>
      Promise.reject(new InvariantError(`the party ${party} has no address; set its HUB_PARTY_…_URL`)),
    close: () => undefined,
  };
}
