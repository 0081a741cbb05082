import type { PersonRef } from '../../domain/ids.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { PartyHttp } from '../http.ts';
import { jsonCall } from '../json-call.ts';
import { residentNumber } from '../resident-number.ts';
import type { MedicalCredit } from './port.ts';
import { creditCheck, readCredit } from './wire.ts';

/** Medical credit over the interface of the health commission. */
export function medicalCreditOverHttp({
  http,
  openPerson,
}: {
  readonly http: PartyHttp;
  readonly openPerson: (ref: PersonRef) => Promise<PersonIdentity>;
}): MedicalCredit {
  return {
    lookUp: jsonCall({
      party: 'medical-credit',
      operation: 'lookUp',
      traits: { idempotent: true, queryable: false },
      http,
      path: '/credit/v1/check',
      form: creditCheck,
      write: async ({ personRef }) => {
        const person = await openPerson(personRef);
        return { certNo: residentNumber(person), fullName: person.name, useFor: 'ADMISSION' };
      },
      read: readCredit,
    }),
  };
}
