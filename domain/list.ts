import type { ListId } from './ids.ts';

/** The hour, Asia/Shanghai, at which lists are fetched and counted: agencies sleep then, and their systems do not. */
export const nightlyHour = 2;

/**
 * Members of a version, one person each however many categories. Full versions:
 * accepted = added + changed + unchanged (deltas: + removed by name); before = unchanged + changed + removed + kept + notNamed;
 * after = before + added − removed.
 */
export interface MemberCounts {
  readonly before: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Known members whose row was rejected: a typo never ends cover. */
  readonly kept: number;
  /** Known members of whom a delta says nothing; 0 in full versions. */
  readonly notNamed: number;
  readonly after: number;
}

/** Rows of a version; received = accepted + rejected. */
export interface RowCounts {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
}

/** What a release does to stays that are open now. A stay that was decided keeps its decision: the admission day counts. */
export interface ListEffects {
  /** In-patients whom the list names now and would name no more. */
  readonly coverEnds: number;
  /** In-patients whom the list would name for the first time. */
  readonly coverBegins: number;
  /** In-patients whose categories or dates change. */
  readonly coverChanges: number;
}

/** Why a version waits for a second person. */
export const holdReasons = [
  'list-empty',
  'list-shrinks',
  'list-wrong-region',
  'list-older-than-current',
  'list-sent-before',
  'list-review-asked',
] as const;
export type HoldReason = (typeof holdReasons)[number];

/** What a person reads about a version that waits, was turned away or came to nothing. */
export const holdReasonTexts = {
  'list-empty': { zh: '名单没有任何有效人员', en: 'the list names nobody' },
  'list-shrinks': { zh: '退出人数超过本单位设定的上限', en: 'more people leave than the agency allows' },
  'list-wrong-region': { zh: '多数人员不属于本地区', en: 'most of its people come from another region' },
  'list-older-than-current': { zh: '名单日期早于现行版本', en: 'it is older than the version that serves' },
  'list-sent-before': {
    zh: '与已被替换的旧版本相同',
    en: 'it is the very file of a version that was replaced',
  },
  'list-review-asked': { zh: '报送方要求发布前复核', en: 'the sender asked to look before the release' },
  'list-rejected-by-hand': { zh: '经人工复核退回', en: 'a person rejected it' },
  'list-cancelled': { zh: '处理被取消', en: 'its processing was cancelled' },
} as const satisfies Record<
  HoldReason | 'list-rejected-by-hand' | 'list-cancelled',
  { zh: string; en: string }
>;

/** Names one version of one list. */
export interface ListVersionName {
  readonly listId: ListId;
  readonly version: number;
}

/** Workflow id of one version on its way to release; codes only. */
export function listVersionWorkflowId({ listId, version }: ListVersionName): string {
  return `list-sync/${listId}/${version}`;
}

/** Id of the Schedule that pulls a list every night. */
export function pullScheduleId(listId: string): string {
  return `pull-${listId}`;
}

/** Id of the Schedule that counts a list's members every night. */
export function countScheduleId(listId: string): string {
  return `count-${listId}`;
}

/** What is done about a list every night. */
export interface NightlyWork {
  readonly listId: ListId;
  readonly work: 'pull' | 'count';
}

/** What a Schedule of such an id does; undefined for every other id. */
export function nightlyWorkOf(scheduleId: string): NightlyWork | undefined {
  const [, work, listId] = /^(pull|count)-(.+)$/.exec(scheduleId) ?? [];
  if (listId === undefined) return undefined;
  return { work: work === 'pull' ? 'pull' : 'count', listId: listId as ListId };
}

/** The version that a workflow of such an id brings to release; undefined for every other id. */
export function listVersionOf(workflowId: string): ListVersionName | undefined {
  const [kind, listId, version, ...more] = workflowId.split('/');
  if (kind !== 'list-sync' || listId === undefined || more.length > 0) return undefined;
  if (!/^\d{1,9}$/.test(version ?? '')) return undefined;
  return { listId: listId as ListId, version: Number(version) };
}

/** Workflow id under which a list is pulled; a Schedule appends the time. */
export function listPullWorkflowId(listId: ListId): string {
  return `list-pull/${listId}`;
}

/** Agencies whose lists the hub knows how to read and to pull. */
export const listAgencies = ['civil-affairs', 'rural-revitalization'] as const;
export type ListAgency = (typeof listAgencies)[number];

/** The agency that a list's id ends with, for registrations that do not name one (0.1.0 had no other way); null for any other id. */
export function agencyInId(listId: ListId): ListAgency | null {
  return listAgencies.find((agency) => listId.endsWith(`-${agency}`)) ?? null;
}

const staleListSteps = 'list-age/';

/** The step under which a stay waits for a list to be renewed, or for the first list of an agency. */
export function staleListStep(list: ListId | ListAgency): string {
  return staleListSteps + list;
}

/** The list of such a step; null where it is an agency that never sent one. */
export function listOfStaleStep(step: string): string | null {
  const list = step.slice(staleListSteps.length);
  return (listAgencies as readonly string[]).includes(list) ? null : list;
}
