import { entryOf } from './entry.ts';
import { listFormatCodes, listFormats } from './list-formats.ts';
import type { Wording, Words } from './words.ts';

const endings = listFormatCodes.map((format) => `.${listFormats[format].extensions[0]}`);

/** Where a file cannot be read; numbers from 1, bytes from 0. */
export interface FilePosition {
  readonly byte?: number;
  readonly line?: number;
  readonly row?: number;
  readonly column?: number;
  /** Among the visible sheets of a workbook. */
  readonly sheet?: number;
  /** Part inside a workbook such as xl/worksheets/sheet1.xml. */
  readonly part?: string;
}

/** Why a whole file is refused, for the officer who sent it; codes are stable. */
export const unreadable = {
  'empty-file': { zh: '文件为空。', en: 'The file is empty.' },
  'wrong-type': {
    zh: `文件内容与扩展名不符，请上传下列格式之一：${endings.join('、')}。`,
    en: `The content is not what the file name says; send one of ${endings.join(', ')}.`,
  },
  'old-or-encrypted-workbook': {
    zh: '这是 .xls、.xlsb 或加密的工作簿，请另存为不加密的 .xlsx。',
    en: 'This is an .xls, an .xlsb or an encrypted workbook; save it as .xlsx without a password.',
  },
  truncated: { zh: '文件不完整，请重新上传。', en: 'The file ends too early; send it again.' },
  damaged: { zh: '文件已损坏，请重新导出后上传。', en: 'The file is damaged; export it again.' },
  'zip-bomb': {
    zh: '文件解压后异常庞大，已拒绝读取。',
    en: 'The file inflates out of all proportion and was refused.',
  },
  'too-large': { zh: '文件超过大小上限。', en: 'The file is above the size limit.' },
  'too-many-rows': { zh: '行数超过上限，请拆分后上传。', en: 'The file has too many rows; split it.' },
  'too-many-columns': { zh: '列数超过上限。', en: 'The file has too many columns.' },
  'too-many-strings': {
    zh: '工作簿文本总量超过上限，请改用 .csv。',
    en: 'The workbook holds too much text; send .csv.',
  },
  'cell-too-large': {
    zh: '单元格内容过长，或引号未闭合。',
    en: 'A cell is too long, or a quote is never closed.',
  },
  'csv-quotes': {
    zh: '引号不成对，无法分列。',
    en: 'The quotes do not pair, so cells cannot be told apart.',
  },
  'xml-entity': {
    zh: '工作簿含有实体定义，已拒绝读取。',
    en: 'The workbook defines XML entities and was refused.',
  },
  'bad-encoding': {
    zh: '文件编码既不是 UTF-8 也不是 GB18030。',
    en: 'The file is neither valid UTF-8 nor valid GB18030.',
  },
  'no-visible-sheet': { zh: '工作簿没有可见的工作表。', en: 'The workbook has no visible sheet.' },
  'header-not-found': {
    zh: '前几行中没有找到表头（至少需要“姓名”和“身份证号”两列）。',
    en: 'No header was found in the first rows (at least name and identity number).',
  },
  'people-above-header': {
    zh: '表头上方有含有效身份证号的行；请把表头移到所有人员之上。',
    en: 'A row with a valid identity number stands above the header; put the header above all people.',
  },
  'numbers-not-read': {
    zh: '有一处不读取的内容含有身份证号，其中的人员会被漏掉；请每人单独一行（姓名、身份证号），或删去该内容。',
    en: 'Identity numbers stand where none is read, and their people would be lost: give everybody a row of their own (name, identity number), or take the numbers out.',
  },
  'sheets-not-read': {
    zh: '不止一个可见工作表列有人员；请把全部人员放在一个工作表，其余的删除或隐藏。',
    en: 'More than one visible sheet names people; put all of them on one sheet, and delete or hide the others.',
  },
  'phone-column-missing': {
    zh: '前几行中没有找到“手机号”列。',
    en: 'No column of mobile numbers was found in the first rows.',
  },
  'no-phone': { zh: '文件中没有一个可用的手机号。', en: 'The file holds no mobile number.' },
  'too-many-wrong-rows': {
    zh: '有误的行过多，请检查是否传错文件。',
    en: 'Too many rows are wrong; it may be another file.',
  },
  'header-column-twice': { zh: '表头中同一含义的列出现了两次。', en: 'Two header columns mean the same.' },
} as const satisfies Wording;

export type UnreadableCode = keyof typeof unreadable;

const units: Readonly<Record<keyof FilePosition, string>> = {
  byte: '字节',
  line: '行号',
  row: '表格行',
  column: '列号',
  sheet: '工作表',
  part: '部件',
};

/** A refusal as its message says it, `code, unit value …`, with the code apart and the place in both languages; undefined when it is none. */
export function toldRefusal(message: string): (Words & { readonly code: UnreadableCode }) | undefined {
  const [code = '', ...places] = message.split(', ');
  if (!Object.hasOwn(unreadable, code)) return undefined;
  const { zh, en } = unreadable[code as UnreadableCode];
  if (places.length === 0) return { code: code as UnreadableCode, zh, en };
  const inChinese = places.map((place) => place.replace(/^[a-z]+/, (unit) => entryOf(units, unit) ?? unit));
  return {
    code: code as UnreadableCode,
    zh: `${zh}（${inChinese.join('，')}）`,
    en: `${en} (${places.join(', ')})`,
  };
}

/** The whole file is refused. The message holds the code and the place, never the content. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly code: UnreadableCode;
  readonly at: FilePosition;
  readonly zh: string;
  readonly en: string;

  constructor(code: UnreadableCode, at: FilePosition = {}, options?: ErrorOptions) {
    const place = Object.entries(at).map(([unit, value]) => `${unit} ${value}`);
    super([code, ...place].join(', '), options);
    this.code = code;
    this.at = at;
    this.zh = unreadable[code].zh;
    this.en = unreadable[code].en;
  }
}
