import type { PartyHttp } from '../http.ts';
import { jsonCall } from '../json-call.ts';
import type { RuralRevitalization } from './port.ts';
import { memberSearch, readMembers, toMemberSearch } from './wire.ts';

/** Rural revitalization's lists over its cursor interface. */
export function ruralRevitalizationOverHttp({
  http,
  pageSize = 500,
}: {
  readonly http: PartyHttp;
  readonly pageSize?: number;
}): RuralRevitalization {
  return {
    listPage: jsonCall({
      party: 'rural-revitalization',
      operation: 'listPage',
      traits: { idempotent: true, queryable: false },
      http,
      path: '/v2/members/search',
      form: memberSearch,
      write: (request) => toMemberSearch(request, pageSize),
      read: readMembers,
    }),
  };
}
