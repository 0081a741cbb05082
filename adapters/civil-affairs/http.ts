import type { PartyHttp } from '../http.ts';
import { jsonCall } from '../json-call.ts';
import type { CivilAffairs } from './port.ts';
import { pageQuery, readPage, toPageQuery } from './wire.ts';

/** Civil affairs' lists over its paged JSON interface. */
export function civilAffairsOverHttp({
  http,
  pageSize = 500,
}: {
  readonly http: PartyHttp;
  readonly pageSize?: number;
}): CivilAffairs {
  return {
    listPage: jsonCall({
      party: 'civil-affairs',
      operation: 'listPage',
      traits: { idempotent: true, queryable: false },
      http,
      path: '/api/list/query',
      form: pageQuery,
      write: (request) => toPageQuery(request, pageSize),
      read: readPage,
    }),
  };
}
