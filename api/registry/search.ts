import type { IdentityNumber } from '../../domain/identity-number.ts';
import type { PersonRef } from '../../domain/ids.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, type Caller } from '../http/authentication.ts';
import { collectionOf } from './conditions.ts';
import { type Criteria, readCriteria } from './criteria.ts';
import { groupsOf, membersAmong } from './found.ts';
import { entityOf, lastName } from './names.ts';
import { type PageAsked, pageAsked } from './pages.ts';
import { guessing, type Permission, permissionFor } from './permission.ts';
import { kindOf } from './records.ts';
import { Rejected } from './rejections.ts';
import { type Answers, answerEach, type Request } from './requests.ts';

/** Answers the requests of a search message; every one of them is in the audit trail before the caller hears. */
export async function answerSearch(
  deps: ApiDeps,
  caller: Caller,
  requests: readonly unknown[],
): Promise<Answers> {
  const guesses = guessing(deps, caller);
  await guesses.expectFew();
  const note = (subject: string, reason: string) =>
    deps.audit.appendAudit({
      ...{ actor: actorOf(caller), action: 'registry-search', subject, reason, at: deps.clock.now() },
    });
  const answers = await answerEach(deps, requests, {
    kind: 'search',
    async answer(request) {
      const search = await readSearch(deps, caller, request);
      const { subject, ...found } = await find(deps, search);
      await note(subject ?? `lists/${caller.party}`, `${found.pagination.total_count} found`);
      return found;
    },
    async rejected(key) {
      if (key === 'purpose-unfit') guesses.note();
      await note(`registry/${caller.party}`, key);
    },
  });
  await guesses.keep();
  return answers;
}

interface Search {
  readonly criteria: Criteria;
  readonly entity: 'Member' | 'Group';
  readonly permission: Permission;
  readonly page: PageAsked;
}

async function readSearch(deps: ApiDeps, caller: Caller, { criteria: raw }: Request): Promise<Search> {
  const collection = collectionOf(raw.query_type, raw.query);
  const entity = entityOf(raw.reg_record_type, raw.response_entity, collection);
  if (Array.isArray(raw.sort) ? raw.sort.length > 0 : raw.sort !== undefined)
    throw new Rejected('sort-unsupported');
  const { reg_event_type: event } = raw;
  // Who is on the register, which is all that a search is answered of.
  if (event !== undefined && !(typeof event === 'string' && /^register$/i.test(lastName(event))))
    throw new Rejected('event-unoffered');
  const page = pageAsked(raw.pagination);
  const criteria = readCriteria({ type: raw.query_type, query: raw.query, entity }, deps.clock);
  const unfit = criteria.idNumber === undefined || criteria.categories !== undefined;
  if (entity === 'Group' && unfit) throw new Rejected('group-unfit');
  const permission = await permissionFor(deps, caller, criteria, raw.authorize);
  return { criteria, entity, permission, page };
}

async function find(deps: ApiDeps, { criteria, entity, permission, page }: Search) {
  const { categories, knownAt, idNumber } = criteria;
  const on = criteria.on ?? deps.clock.today();
  const lists = permission.kind === 'keeper' ? permission.lists : criteria.lists;
  const asked = {
    on,
    ...(knownAt && { knownAt }),
    ...(lists && { lists }),
    ...(categories && { categories }),
  };
  const offset = (page.number - 1) * page.size;
  if (idNumber === undefined && permission.kind === 'keeper') {
    const whole = { ...asked, lists: permission.lists, limit: page.size, offset };
    const { people, total } = await deps.registry.members.members(whole);
    return { subject: undefined, ...found(await membersAmong(deps, people, asked), page, total) };
  }
  const personRef = await personAsked(deps, permission, idNumber);
  const records = await (entity === 'Group'
    ? groupsOf(deps, personRef, { ...asked, permission })
    : membersAmong(deps, personRef === undefined ? [] : [personRef], asked));
  // What the audit trail calls it: refs only.
  const subject = permission.kind === 'patient' ? permission.caseRef : personRef;
  const shown = records.slice(offset, offset + page.size);
  return { subject, ...found(shown, page, records.length, entity) };
}

function found(
  reg_records: readonly object[],
  { size: page_size, number: page_number }: PageAsked,
  total_count: number,
  entity: 'Member' | 'Group' = 'Member',
) {
  const data = { ...kindOf(entity), reg_records };
  return { data, pagination: { page_size, page_number, total_count } };
}

async function personAsked(
  deps: ApiDeps,
  permission: Permission,
  idNumber: IdentityNumber | undefined,
): Promise<PersonRef | undefined> {
  if (permission.kind === 'patient') return permission.personRef;
  return idNumber === undefined ? undefined : deps.registry.people.find({ idNumber });
}
