import type { PartyId, PersonRef } from '../../domain/ids.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { PartyHttp } from '../http.ts';
import { jsonCall } from '../json-call.ts';
import type { PayerDesk } from './port.ts';
import {
  claimForm,
  followForm,
  readClaim,
  readFind,
  readFollow,
  readSearch,
  searchForm,
  toClaim,
} from './wire.ts';

/** The desk of one payer: commercial insurer, Red Cross, or civil affairs for medical assistance and the guarantee fund. */
export function payerDeskOverHttp(options: {
  readonly party: PartyId;
  readonly http: PartyHttp;
  readonly openPerson: (ref: PersonRef) => Promise<PersonIdentity>;
}): PayerDesk {
  const { party, http, openPerson } = options;
  return {
    claim: jsonCall({
      party,
      operation: 'claim',
      traits: { idempotent: true, queryable: true },
      http,
      path: '/claims',
      form: claimForm,
      write: async (request, header) => toClaim(request, await openPerson(request.personRef), header),
      read: readClaim,
      enquiry: { path: '/claims/find', write: (header) => ({ claimKey: header.key }), read: readFind },
    }),
    findClaim: jsonCall({
      party,
      operation: 'findClaim',
      traits: { idempotent: true, queryable: false },
      http,
      path: '/claims/search',
      form: searchForm,
      write: ({ settlementRef, payer, claimSequence }) => ({ settlementRef, payer, sequence: claimSequence }),
      read: readSearch,
    }),
    followClaim: jsonCall({
      party,
      operation: 'followClaim',
      traits: { idempotent: true, queryable: false },
      http,
      path: '/claims/status',
      form: followForm,
      write: (request) => ({ claimNo: request.claimRef }),
      read: readFollow,
    }),
  };
}
