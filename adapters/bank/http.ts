import type { PersonRef } from '../../domain/ids.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { PartyHttp } from '../http.ts';
import { jsonCall } from '../json-call.ts';
import type { Bank } from './port.ts';
import { drawForm, lineQuery, readDraw, readFind, readLine } from './wire.ts';

/** The bank of the credit line over its JSON interface. */
export function bankOverHttp(options: {
  readonly http: PartyHttp;
  readonly openPerson: (ref: PersonRef) => Promise<PersonIdentity>;
}): Bank {
  const { http, openPerson } = options;
  return {
    creditLine: jsonCall({
      party: 'bank',
      operation: 'creditLine',
      traits: { idempotent: true, queryable: false, reversible: false },
      http,
      path: '/credit-lines/query',
      form: lineQuery,
      write: async (request) => {
        const { idNumber, name } = await openPerson(request.personRef);
        return { idNumber, name };
      },
      read: readLine,
    }),
    draw: jsonCall({
      party: 'bank',
      operation: 'draw',
      traits: { idempotent: true, queryable: true, reversible: false },
      http,
      path: '/draws',
      form: drawForm,
      write: async (request, header) => {
        const { idNumber, name } = await openPerson(request.personRef);
        return { drawKey: header.key, idNumber, name, amountFen: request.fen };
      },
      read: readDraw,
      enquiry: { path: '/draws/find', write: (header) => ({ drawKey: header.key }), read: readFind },
    }),
  };
}
