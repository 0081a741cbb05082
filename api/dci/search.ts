import { z } from 'zod';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { IdentityNumber } from '../../domain/identity-number.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import type { Caller } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import type { ItemAnswer } from './answers.ts';
import { type Criteria, readCriteria } from './criteria.ts';
import { guessing, type Permission, permissionFor } from './permission.ts';
import { isStale, memberRecord, recordKind } from './records.ts';
import { Rejected } from './rejections.ts';
import { answerEach, expectMembers, type Request } from './requests.ts';

const pageShape = z.looseObject({
  page_size: z.int().min(1).max(100),
  page_number: z.int().min(1).max(1_000_000).default(1),
});
const mostRecords = 10_000;

/** Answers the requests of a search message; every one of them is in the audit trail before the caller hears. */
export async function answerSearch(
  deps: ApiDeps,
  caller: Caller,
  requests: readonly unknown[],
): Promise<readonly ItemAnswer[]> {
  const guesses = guessing(deps, caller.party);
  await guesses.expectFew();
  const note = (subject: string, reason: string) =>
    deps.audit.appendAudit({
      ...{ actor: caller.party, action: 'registry-search', subject, reason, at: deps.clock.now() },
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
  readonly permission: Permission;
  readonly page: { readonly size: number; readonly number: number };
}

async function readSearch(deps: ApiDeps, caller: Caller, { criteria: raw }: Request): Promise<Search> {
  expectMembers(raw.reg_record_type, raw.response_entity);
  if (Array.isArray(raw.sort) ? raw.sort.length > 0 : raw.sort !== undefined)
    throw new Rejected('sort-unsupported');
  const page = pageOf(raw.pagination);
  const criteria = readCriteria(raw.query_type, raw.query, deps.clock);
  const permission = await permissionFor(deps, caller, criteria, raw.authorize);
  return { criteria, permission, page };
}

function pageOf(pagination: unknown): Search['page'] {
  if (pagination === undefined) return { size: 100, number: 1 };
  const parsed = pageShape.safeParse(pagination);
  if (!parsed.success) throw new Rejected('page-invalid');
  const { page_size: size, page_number: number } = parsed.data;
  if (size * number > mostRecords) throw new Rejected('too-many-records');
  return { size, number };
}

async function find(deps: ApiDeps, { criteria, permission, page }: Search) {
  const { categories, knownAt } = criteria;
  const on = criteria.on ?? deps.clock.today();
  const lists = permission.kind === 'keeper' ? permission.lists : criteria.lists;
  const asked = {
    on,
    ...(knownAt && { knownAt }),
    ...(lists && { lists }),
    ...(categories && { categories }),
  };
  const offset = (page.number - 1) * page.size;
  const { people, total } =
    criteria.idNumber === undefined && permission.kind === 'keeper'
      ? await deps.registry.members.members({ ...asked, lists: permission.lists, limit: page.size, offset })
      : { people: await person(deps, permission, criteria.idNumber), total: null };
  const records = await recordsOf(deps, people, asked);
  const shown = total === null ? records.slice(offset, offset + page.size) : records;
  const pagination = {
    ...{ page_size: page.size, page_number: page.number },
    total_count: total ?? records.length,
  };
  // What the audit trail calls it: refs only; a whole list is nobody.
  const [first] = total === null ? people : [];
  const subject = permission.kind === 'patient' ? permission.caseRef : first;
  return { subject, data: { ...recordKind, reg_records: shown }, pagination };
}

async function person(
  deps: ApiDeps,
  permission: Permission,
  idNumber: IdentityNumber | undefined,
): Promise<readonly PersonRef[]> {
  if (permission.kind === 'patient') return [permission.personRef];
  const found = idNumber === undefined ? undefined : await deps.registry.people.find(idNumber);
  return found === undefined ? [] : [found];
}

/** Only people who were listed on the day: who was not has no record. */
async function recordsOf(
  deps: ApiDeps,
  people: readonly PersonRef[],
  asked: {
    readonly on: LocalDate;
    readonly knownAt?: Instant;
    readonly lists?: readonly ListId[];
    readonly categories?: readonly string[];
  },
) {
  const { categories, ...day } = asked;
  const { memberships } = deps.lists;
  const limits = new Map(
    (await memberships.freshness(day.knownAt)).map((list) => [list.listId, list.ageLimitDays]),
  );
  const records = [];
  for (const personRef of people) {
    const all = await memberships.categoriesOn({ personRef, ...day });
    const lines = all.filter(({ code }) => categories?.includes(code) ?? true);
    if (lines.length === 0) continue;
    const { idNumber } = await deps.registry.people.open(personRef);
    const record = memberRecord(
      idNumber,
      lines.map(({ code, since, listId, listAsOf }) => ({
        ...{ category: code, listId: listId as ListId, validFrom: since, listAsOf },
      })),
    );
    const additional_attributes = record.additional_attributes.map((line) => ({
      ...line,
      listed_on: day.on,
      stale: isStale(line.list_as_of, day.on, limits.get(line.list_id)),
    }));
    records.push({ ...record, additional_attributes });
  }
  return records;
}
