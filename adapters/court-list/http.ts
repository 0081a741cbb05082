import type { PersonRef } from '../../domain/ids.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { PartyHttp } from '../http.ts';
import { jsonCall } from '../json-call.ts';
import { residentNumber } from '../resident-number.ts';
import type { CourtList } from './port.ts';
import { defaulterQuery, readDefaulters } from './wire.ts';

/** The court's public list over its query interface. */
export function courtListOverHttp({
  http,
  openPerson,
}: {
  readonly http: PartyHttp;
  readonly openPerson: (ref: PersonRef) => Promise<PersonIdentity>;
}): CourtList {
  return {
    lookUp: jsonCall({
      party: 'court-list',
      operation: 'lookUp',
      traits: { idempotent: true, queryable: false },
      http,
      path: '/api/defaulters/query',
      form: defaulterQuery,
      write: async ({ personRef }) => {
        const person = await openPerson(personRef);
        return { pName: person.name, pCardNum: residentNumber(person), purpose: '先诊疗后付费入院核查' };
      },
      read: readDefaulters,
    }),
  };
}
