import { entryOf } from '../../../domain/entry.ts';
import { node, type Transaction } from './desk.ts';
import { labelCodes, statusCodes } from './people.ts';

/** The dictionaries of the simulated platforms: what they really answer with. */
const tables: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  INSUTYPE: [
    ['310', '职工基本医疗保险'],
    ['390', '城乡居民基本医疗保险'],
  ],
  PSN_INSU_STAS: Object.entries(statusCodes).flatMap(([state, code]) =>
    code === '' ? [] : [[code, state] as const],
  ),
  PSN_IDET_TYPE: Object.entries(labelCodes).map(([label, code]) => [code, label] as const),
  FUND_PAY_TYPE: [
    ['310100', '职工基本医疗保险统筹基金'],
    ['390100', '城乡居民基本医疗保险基金'],
    ['390200', '城乡居民大病医疗保险资金'],
    ['610100', '医疗救助基金'],
  ],
};

/** 1901: the codes of one dictionary. */
export const codeTable: Transaction = (_desk, incoming) => {
  const { type = '' } = node(incoming, 'data');
  const rows = entryOf(tables, type);
  if (rows === undefined) return { code: 'E1901', message: '字典类型不存在' };
  const list = rows.map(([value, label], at) => ({
    type,
    value,
    label,
    sort: String(at + 1),
    vali_flag: '1',
  }));
  return { output: { list } };
};
