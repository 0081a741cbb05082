/** What is wrong with one request of a message: the standard's code for a search and for a subscription, and what we say of it. Values are never repeated. */
export const rejections = {
  'reference-invalid': both('rjct.reference_id.invalid', [
    'reference_id 缺失或过长',
    'reference_id is missing or longer than 99',
  ]),
  'reference-twice': both('rjct.reference_id.duplicate', [
    'reference_id 在本报文中重复',
    'reference_id comes twice in this message',
  ]),
  'timestamp-invalid': both('rjct.timestamp.invalid', [
    'timestamp 须为带时区的 RFC 3339 时刻',
    'timestamp is not RFC 3339 with an offset',
  ]),
  'locale-invalid': details(['locale 须为三个小写字母', 'locale is not three lower-case letters']),
  'criteria-missing': details(['缺少查询或订阅条件', 'the criteria are missing or no object']),
  'page-beside': of('rjct.pagination.invalid', 'rjct.notify_details.invalid', [
    'pagination 只能出现一次;page_size 为 1 至 100,page_number 从 1 起',
    'pagination stands once; page_size is 1 to 100, page_number begins with 1',
  ]),
  'member-unknown': details([
    '含有本登记库不认识的成员',
    'it holds a member that this registry does not know, and would have to pass over',
  ]),
  'version-unsupported': details(['不支持该条件版本', 'criteria of this version are not known, only 1.0.0']),
  'registry-type-unknown': details(['只有社会登记(Social)', 'this registry holds reg_type Social only']),
  'record-type-unsupported': details([
    '记录类型为 Member 或 Group,两处须一致;订阅只有 Member',
    'records are Member or Group, the same in both places; subscriptions are to Member only',
  ]),
  'group-unfit': details([
    '户(Group)只能以身份证号查询,可另带 list_id、as_of、known_at',
    'a Group is found by UIN only, with list_id, as_of and known_at beside it',
  ]),
  'query-type-unsupported': details([
    '只支持 idtype-value、expression、predicate',
    'only idtype-value, expression and predicate are answered',
  ]),
  'query-unreadable': details([
    '条件结构无法识别;仅支持以“且”相连的条件',
    'the conditions cannot be read; only conditions that are joined by and',
  ]),
  'attribute-unsupported': details([
    '支持的属性:UIN、category、list_id、as_of、known_at(订阅不含后两项)',
    'known attributes are UIN, category, list_id, as_of and known_at (not the last two in a subscription)',
  ]),
  'operator-unsupported': details([
    '只支持 eq;category 与 list_id 的查询另支持 in',
    'only eq; in a search also in, for category and list_id',
  ]),
  'attribute-twice': details(['同一属性出现两次', 'an attribute comes twice']),
  'value-invalid': details([
    '属性值的类型或格式不对',
    'the value of an attribute has a wrong type or format',
  ]),
  'identity-invalid': of('rjct.search_criteria.invalid', 'rjct.person_id.invalid', [
    '身份证号无效',
    'the identity number is not valid',
  ]),
  'moment-in-future': details(['as_of 或 known_at 晚于现在', 'as_of or known_at is in the future']),
  'sort-unsupported': of('rjct.sort.invalid', 'rjct.notify_details.invalid', [
    '不支持排序;按人员编号排列',
    'sorting is not offered; records come in the order of person refs',
  ]),
  'page-invalid': of('rjct.pagination.invalid', 'rjct.notify_details.invalid', [
    'page_size 为 1 至 100,page_number 从 1 起',
    'page_size is 1 to 100, page_number begins with 1',
  ]),
  'too-many-records': of('rjct.search.too_many_records_found', 'rjct.notify_details.invalid', [
    '超过一万条;请以 category 或 list_id 缩小范围',
    'beyond ten thousand records; narrow it by category or list_id',
  ]),
  'purpose-unfit': of('rjct.search_criteria.invalid', 'rjct.person_id.invalid', [
    '须以身份证号查询,authorize.purpose 的 code 为 admission,ref_uri 指向本院该患者未办结的病例',
    'ask by UIN, with authorize.purpose.code admission and a ref_uri that names an open stay of yours, of this very patient',
  ]),
  'list-not-own': details(['没有这个名单,或不属于本单位', 'there is no such list for you']),
  'person-unknown': of('rjct.search_criteria.invalid', 'rjct.person_id.invalid', [
    '没有这个人员',
    'nobody is known by this number',
  ]),
  'event-unknown': of('rjct.search_criteria.invalid', 'rjct.notify_types.invalid', [
    '事件类型为 REGISTER、UPDATE、DEREGISTER',
    'events are REGISTER, UPDATE and DEREGISTER',
  ]),
  'event-unoffered': details([
    '查询只答复在册人员,reg_event_type 只能为 REGISTER',
    'a search is answered of who is registered: reg_event_type is REGISTER or left out',
  ]),
  'frequency-unsupported': details([
    '不支持定时推送;名单发布后即通知',
    'no schedule is offered: notices follow each release',
  ]),
  'already-subscribed': of('rjct.search_criteria.invalid', 'rjct.event.already_subscribed', [
    '已有相同订阅',
    'there is the same subscription already',
  ]),
} as const satisfies Record<string, Rejection>;
export type RejectionKey = keyof typeof rejections;

/** Faults of the frame around a request: where there is nothing else in a message, it is no message that could be answered later. */
export const frameFaults: ReadonlySet<RejectionKey> = new Set([
  'reference-invalid',
  'timestamp-invalid',
  'locale-invalid',
  'criteria-missing',
  'page-beside',
]);

interface Rejection {
  readonly search: string;
  readonly subscribe: string;
  readonly message: string;
}

/** One request of a message is turned away; the others are answered. */
export class Rejected extends Error {
  override readonly name = 'Rejected';
  readonly key: RejectionKey;

  constructor(key: RejectionKey) {
    super(key);
    this.key = key;
  }
}

/** The three members that tell a sender about it. */
export function rejectionOf(key: RejectionKey, kind: 'search' | 'subscribe') {
  const { message, [kind]: code } = rejections[key];
  return { status: 'rjct', status_reason_code: code, status_reason_message: message } as const;
}

function of(search: string, subscribe: string, [zh, en]: readonly [string, string]): Rejection {
  return { search, subscribe, message: `${zh} · ${en}` };
}

function both(code: string, text: readonly [string, string]): Rejection {
  return of(code, code, text);
}

function details(text: readonly [string, string]): Rejection {
  return of('rjct.search_criteria.invalid', 'rjct.notify_details.invalid', text);
}
