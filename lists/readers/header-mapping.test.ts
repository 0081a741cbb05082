import { describe, expect, test } from 'vitest';
import { headerMapping, headerWords } from './header-mapping.ts';

const common = headerWords('');

describe('headers', () => {
  test.each([
    [
      ['序号', '姓名', '公民身份号码', '救助类别', '纳入时间'],
      { name: 1, identityNumber: 2, categories: 3, from: 4 },
    ],
    [
      ['终止时间', '证件号码', '户编号', '姓名', '住址', '联系电话'],
      { to: 0, identityNumber: 1, household: 2, name: 3, address: 4, phone: 5 },
    ],
    [['＊姓　名', '身份证号码（必填）', '类别\n（见说明）'], { name: 0, identityNumber: 1, categories: 2 }],
    [['Name', 'ID number', 'Category', 'Valid from'], { name: 0, identityNumber: 1, categories: 2, from: 3 }],
    [['姓名', '残疾人证号'], { name: 0, disabilityNumber: 1 }],
    [['户主姓名', '姓名', '监护人身份证号', '身份证号'], { name: 1, identityNumber: 3 }],
  ])('%j is read in its order', (cells, mapping) => {
    expect(headerMapping(cells, common)).toEqual(mapping);
  });

  test.each([
    [['2026 年名单']],
    [[]],
    [['姓名', '类别']],
    [['身份证号']],
    [['张三', '11010519491231002X', '低保']],
    [['户主姓名', '身份证号']],
  ])('%j is no header', (cells) => {
    expect(headerMapping(cells, common)).toBeUndefined();
  });

  test('two columns of one meaning are refused, the second named', () => {
    expect(() => headerMapping(['姓名', '身份证号', '证件号码'], common)).toThrow(
      expect.objectContaining({ code: 'header-column-twice', at: { column: 3 } }),
    );
  });

  test('an agency’s own words count for that agency only', () => {
    const cells = ['姓名', '身份证号', '户类型', '风险消除时间'];
    expect(headerMapping(cells, headerWords('rural-revitalization'))).toEqual({
      name: 0,
      identityNumber: 1,
      categories: 2,
      to: 3,
    });
    expect(headerMapping(cells, headerWords('civil-affairs'))).toEqual({ name: 0, identityNumber: 1 });
  });
});
