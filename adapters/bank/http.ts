import type { z } from 'zod';
import type { PersonRef } from '../../domain/ids.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { Call } from '../call.ts';
import type { PartyHttp } from '../http.ts';
import { jsonCall } from '../json-call.ts';
import { residentNumber } from '../resident-number.ts';
import { drawForm, holdForm, lineQuery, releaseForm, renewForm, reverseForm } from './forms.ts';
import {
  drawReading,
  holdReading,
  type KeyedReading,
  releaseReading,
  renewReading,
  reverseReading,
} from './keyed.ts';
import type { Bank } from './port.ts';
import { readLine } from './wire.ts';

/** The bank of the credit line over its JSON interface. */
export function bankOverHttp(options: {
  readonly http: PartyHttp;
  readonly openPerson: (ref: PersonRef) => Promise<PersonIdentity>;
}): Bank {
  const { http, openPerson } = options;
  const named = async (personRef: PersonRef) => {
    const person = await openPerson(personRef);
    return { idNumber: residentNumber(person), name: person.name };
  };
  return {
    creditLine: jsonCall({
      party: 'bank',
      operation: 'creditLine',
      traits: { idempotent: true, queryable: false },
      http,
      path: '/credit-lines/query',
      form: lineQuery,
      write: ({ personRef }) => named(personRef),
      read: readLine,
    }),
    hold: keyedCall(http, {
      ...{ operation: 'hold', path: '/holds', form: holdForm, reading: holdReading },
      write: async ({ personRef, fen }) => ({ ...(await named(personRef)), amountFen: fen }),
    }),
    renew: keyedCall(http, {
      ...{ operation: 'renew', path: '/holds/renew', form: renewForm, reading: renewReading },
      write: async ({ holdRef }) => ({ holdNo: holdRef }),
    }),
    release: keyedCall(http, {
      ...{ operation: 'release', path: '/holds/release', form: releaseForm, reading: releaseReading },
      write: async ({ holdRef }) => ({ holdNo: holdRef }),
    }),
    draw: keyedCall(http, {
      ...{ operation: 'draw', path: '/draws', form: drawForm, reading: drawReading },
      write: async ({ personRef, fen, holdRef }) => ({
        ...(await named(personRef)),
        amountFen: fen,
        ...(holdRef === null ? {} : { holdNo: holdRef }),
      }),
    }),
    reverse: keyedCall(http, {
      ...{ operation: 'reverse', path: '/draws/reverse', form: reverseForm, reading: reverseReading },
      write: async ({ drawRef, fen }) => ({ drawNo: drawRef, amountFen: fen }),
    }),
  };
}

/** A message under a key: repeated it is answered as the first time, and the bank tells what became of it. */
function keyedCall<Request, Value>(
  http: PartyHttp,
  {
    operation,
    path,
    form,
    reading,
    write,
  }: {
    readonly operation: string;
    readonly path: string;
    readonly form: z.ZodType;
    readonly reading: KeyedReading<Value>;
    readonly write: (request: Request) => Promise<object>;
  },
): Call<Request, Value> {
  const { keyField, read, find } = reading;
  return jsonCall<Request, Value>({
    ...{ party: 'bank', operation, http, path, form, read },
    traits: { idempotent: true, queryable: true },
    write: async (request, header) => ({ [keyField]: header.key, ...(await write(request)) }),
    enquiry: {
      path: `${path}/find`,
      write: (header) => ({ [keyField]: header.key }),
      read: find,
    },
  });
}
