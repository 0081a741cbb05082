import type { IdentityProblem } from './identity-number.ts';
import type { Wording, Words } from './words.ts';

/** What a column of a list can mean. */
export const listFields = [
  'identityNumber',
  'name',
  'categories',
  'from',
  'to',
  'household',
  'address',
  'phone',
  'disabilityNumber',
  'sex',
  'birthDate',
  'change',
] as const;
export type ListField = (typeof listFields)[number];

/** A cell that cannot be trusted although the file can be read. */
export type CellProblemCode =
  | 'cell-lost-digits'
  | 'cell-formula-without-value'
  | 'cell-formula-error'
  | 'cell-not-text'
  | 'line-not-json';

/** What is said of an identity number that is wrong, in a row of a list and at the door. */
export const identityTexts = {
  'identity-missing': { zh: '身份证号为空。', en: 'The identity number is missing.' },
  'identity-length': {
    zh: '身份证号应为 18 位（旧号 15 位）。',
    en: 'An identity number has 18 characters (15 in old ones).',
  },
  'identity-characters': {
    zh: '身份证号含有不应出现的字符。',
    en: 'The identity number holds characters it cannot have.',
  },
  'identity-birth-date': {
    zh: '身份证号中的出生日期不存在。',
    en: 'The birth date inside the identity number is no real day.',
  },
  'identity-check-digit': {
    zh: '身份证号校验位不正确，请核对。',
    en: 'The check digit of the identity number is wrong.',
  },
} as const satisfies Wording<IdentityProblem>;

/** Every way a row can be wrong; codes are stable, texts name the remedy and never the value. */
export const rowProblems = {
  ...identityTexts,
  'identity-in-future': {
    zh: '身份证号中的出生日期晚于今天。',
    en: 'The birth date inside the identity number lies in the future.',
  },
  'identity-lost-digits': {
    zh: '身份证号被存成数字，后几位已丢失，请把该列设为文本后重新填写。',
    en: 'The identity number was kept as a number and lost its last digits; format the column as text and type it again.',
  },
  'disability-number-invalid': {
    zh: '残疾证号应为 20 位（换发为 22 位）。',
    en: 'A disability number has 20 characters (22 when replaced).',
  },
  'disability-holder-differs': {
    zh: '残疾证号与身份证号不是同一人。',
    en: 'The disability number belongs to another identity number.',
  },
  'name-missing': { zh: '姓名为空。', en: 'The name is missing.' },
  'name-characters': { zh: '姓名含有数字或符号。', en: 'The name holds digits or symbols.' },
  'name-private-character': {
    zh: '姓名中的生僻字使用了自造字编码，请用标准输入法重新录入。',
    en: 'A rare character of the name has a private code; type it again.',
  },
  'name-length': { zh: '姓名过短或过长。', en: 'The name is too short or too long.' },
  'category-missing': { zh: '人员类别为空。', en: 'The category is missing.' },
  'category-unknown': { zh: '人员类别无法识别。', en: 'The category is not known.' },
  'from-missing': { zh: '纳入时间为空。', en: 'The first day is missing.' },
  'from-invalid': {
    zh: '纳入时间不是有效日期（须写明年月日）。',
    en: 'The first day is no real day (year, month and day are needed).',
  },
  'from-in-future': { zh: '纳入时间晚于今天。', en: 'The first day lies in the future.' },
  'to-invalid': {
    zh: '终止时间不是有效日期（须写明年月日）。',
    en: 'The last day is no real day (year, month and day are needed).',
  },
  'dates-reversed': { zh: '终止时间早于纳入时间。', en: 'The last day comes before the first.' },
  'from-before-birth': { zh: '纳入时间早于出生日期。', en: 'The first day comes before the birth.' },
  'sex-differs': { zh: '性别与身份证号不符。', en: 'The sex is not that of the identity number.' },
  'birth-date-differs': {
    zh: '出生日期与身份证号不符。',
    en: 'The birth date is not that of the identity number.',
  },
  'change-unknown': { zh: '变动类型应为新增、变更或退出。', en: 'The change must be add, change or remove.' },
  'category-not-of-list': { zh: '该人员类别不属于本名单。', en: 'This list may not name that category.' },
  'removal-in-full-list': {
    zh: '全量名单中不应有退出人员；请删除该行，或按增量名单上传。',
    en: 'A full list names nobody who leaves; take the row out, or send the file as a delta.',
  },
  'remove-unknown': {
    zh: '退出人员不在现行名单中。',
    en: 'The person who leaves is not on the list.',
  },
  'duplicate-row': {
    zh: '同一人员的同一类别在本文件中重复，以先出现的行为准。',
    en: 'The file names this person in this category twice; the first row counts.',
  },
  'duplicate-differs': {
    zh: '同一身份证号在本文件中出现两次且内容不一致，请核对两行。',
    en: 'The file names this identity number twice with different particulars; check both rows.',
  },
  'cell-formula-without-value': {
    zh: '单元格公式没有计算结果，请粘贴为数值。',
    en: 'A formula has no result; paste it as a value.',
  },
  'cell-formula-error': { zh: '单元格公式出错。', en: 'A formula gives an error.' },
  'cell-lost-digits': {
    zh: '数字超过 15 位，后几位已丢失，请改为文本。',
    en: 'A number above 15 digits lost its last ones; format it as text.',
  },
  'cell-not-text': { zh: '内容不是文本。', en: 'The content is not text.' },
  'line-not-json': { zh: '该行不是 JSON 对象。', en: 'The line is not a JSON object.' },
} as const satisfies Wording & Wording<IdentityProblem | CellProblemCode>;

export type RowProblemCode = keyof typeof rowProblems;

/** One error of one row, for the officer's report. */
export interface RowProblem extends Words {
  readonly code: RowProblemCode;
  /** The column's meaning; absent when the whole line is wrong. */
  readonly field?: ListField;
}

/** Makes the problem with its texts. */
export function rowProblem(code: RowProblemCode, field?: ListField): RowProblem {
  return { code, ...rowProblems[code], ...(field === undefined ? {} : { field }) };
}
