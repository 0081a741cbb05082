import { describe, expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { ListField } from '../../domain/list-row-problems.ts';
import { rowProblems } from '../../domain/list-row-problems.ts';
import { type CellProblem, rowOfCells } from './list-reader.ts';
import { type ParsedRow, parseRow, type RowContext } from './row.ts';

// Numbers are made up.
const sound = { identityNumber: '11010519491231002X', name: '张三', categories: '低保', from: '2024-1-5' };
const today = localDate('2026-03-01');

function read(
  fields: Readonly<Partial<Record<ListField, string>>>,
  {
    problems = [],
    ...settings
  }: Partial<Omit<RowContext, 'mapping'>> & { readonly problems?: readonly CellProblem[] } = {},
): ParsedRow {
  const names = Object.keys(fields) as ListField[];
  const mapping = Object.fromEntries(names.map((name, column) => [name, column]));
  return parseRow(rowOfCells(7, Object.values(fields), { problems }), { mapping, today, ...settings });
}

const codes = (parsed: ParsedRow): readonly string[] =>
  parsed.ok ? [] : parsed.problems.map(({ code, field }) => `${field ?? 'line'}: ${code}`);

describe('members', () => {
  test('a whole row', () => {
    const fields = {
      ...sound,
      to: '长期',
      household: 'H-1',
      address: ' 汉丰街道 ',
      phone: '',
      sex: '女',
      birthDate: '1949/12/31',
      change: '新增',
    };
    expect(read(fields)).toEqual({
      ok: true,
      member: {
        identityNumber: '11010519491231002X',
        birthDate: '1949-12-31',
        sex: 'female',
        name: '张三',
        categories: ['subsistence-allowance'],
        from: '2024-01-05',
        fromWritten: true,
        to: null,
        household: 'H-1',
        address: '汉丰街道',
        phone: null,
        disabilityNumber: null,
        change: 'add',
      },
    });
  });

  test('15 digits, full width and a small x are the same person', () => {
    const numbers = ['11010519491231002x', '１１０１０５１９４９１２３１００２Ｘ', '110105491231002'];
    for (const identityNumber of numbers) {
      expect(read({ ...sound, identityNumber })).toMatchObject({
        ok: true,
        member: { identityNumber: '11010519491231002X' },
      });
    }
  });

  test.each([
    [{ identityNumber: '11010519491231002X44' }, '11010519491231002X44'],
    [{ identityNumber: '', disabilityNumber: '11010519491231002X44B1' }, '11010519491231002X44B1'],
    [{ disabilityNumber: '11010519491231002X44' }, '11010519491231002X44'],
  ])('a disability number names its holder: %j', (fields, disabilityNumber) => {
    expect(read({ ...sound, ...fields })).toMatchObject({
      ok: true,
      member: { identityNumber: '11010519491231002X', disabilityNumber },
    });
  });

  test('a list of one category without dates is read by what its version tells', () => {
    const { identityNumber, name } = sound;
    const parsed = read(
      { identityNumber, name },
      { defaultCategories: ['extreme-poverty'], defaultFrom: today },
    );
    expect(parsed).toMatchObject({
      ok: true,
      member: { categories: ['extreme-poverty'], from: today, fromWritten: false },
    });
  });

  test('who leaves is listed with the day of leaving alone', () => {
    const { identityNumber, name } = sound;
    expect(read({ identityNumber, name, to: '2026-02-28', change: '退出' })).toMatchObject({
      ok: true,
      member: { from: '2026-02-28', to: '2026-02-28', categories: [], change: 'remove' },
    });
  });

  test('an end ahead is no mistake', () => {
    expect(read({ ...sound, to: '2026-12-31' })).toMatchObject({ ok: true, member: { to: '2026-12-31' } });
  });
});

describe('problems', () => {
  test.each<[Partial<Record<ListField, string>>, string[]]>([
    [{ identityNumber: '' }, ['identityNumber: identity-missing']],
    [{ identityNumber: '110105194912310' }, ['identityNumber: identity-birth-date']],
    [{ identityNumber: '1101051949' }, ['identityNumber: identity-length']],
    [{ identityNumber: '110105194912310021' }, ['identityNumber: identity-check-digit']],
    [{ identityNumber: '1.10105194912E+17' }, ['identityNumber: identity-lost-digits']],
    [{ identityNumber: '11010520491231002X' }, ['identityNumber: identity-check-digit']],
    [{ identityNumber: '110105204912310026' }, ['identityNumber: identity-in-future']],
    [{ disabilityNumber: '123' }, ['disabilityNumber: disability-number-invalid']],
    [{ disabilityNumber: '15080219650315001644' }, ['disabilityNumber: disability-holder-differs']],
    [
      { identityNumber: '', disabilityNumber: '11010519491231002144' },
      ['identityNumber: identity-check-digit'],
    ],
    [{ name: '张' }, ['name: name-length']],
    [{ categories: '' }, ['categories: category-missing']],
    [{ categories: '低保、富裕户' }, ['categories: category-unknown']],
    [{ from: '' }, ['from: from-missing']],
    [{ from: '2024-02-30' }, ['from: from-invalid']],
    [{ from: '2026-03-02' }, ['from: from-in-future']],
    [{ from: '1949-12-30' }, ['from: from-before-birth']],
    [{ to: '不详' }, ['to: to-invalid']],
    [{ to: '2024-01-04' }, ['to: dates-reversed']],
    [{ sex: '男' }, ['sex: sex-differs']],
    [{ birthDate: '1949-12-30' }, ['birthDate: birth-date-differs']],
    [{ change: '其他' }, ['change: change-unknown']],
  ])('%j', (fields, expected) => {
    expect(codes(read({ ...sound, ...fields }))).toEqual(expected);
  });

  test('all problems of a row are told at once', () => {
    const parsed = read({
      identityNumber: '110105194902310021',
      name: '张*',
      categories: '富裕户',
      from: '昨天',
      to: '明天',
    });
    expect(codes(parsed)).toEqual([
      'identityNumber: identity-birth-date',
      'identityNumber: identity-check-digit',
      'name: name-characters',
      'categories: category-unknown',
      'from: from-invalid',
      'to: to-invalid',
    ]);
  });

  test('a cell that could not be read is told once, as what it is', () => {
    const problems: readonly CellProblem[] = [
      { column: 0, code: 'cell-lost-digits' },
      { column: 1, code: 'cell-formula-without-value' },
      { column: 9, code: 'cell-formula-error' },
    ];
    expect(codes(read(sound, { problems }))).toEqual([
      'identityNumber: identity-lost-digits',
      'name: cell-formula-without-value',
    ]);
  });

  test('a row with problems still tells whom it means, so that a typo ends nobody’s cover', () => {
    expect(read({ ...sound, categories: '富裕户' })).toMatchObject({
      ok: false,
      meant: { identityNumber: '11010519491231002X', name: '张三' },
    });
    expect(read({ ...sound, identityNumber: ' １１０１０５ 19491231002x1', name: '张*' })).toMatchObject({
      ok: false,
      meant: { identityNumber: null, rawNumber: '11010519491231002X1', name: '张*' },
    });
  });

  test('a line that is no row at all says so', () => {
    expect(codes(read({}, { problems: [{ code: 'line-not-json' }] }))).toEqual(['line: line-not-json']);
  });

  test('no text shows the value, each speaks Chinese and English', () => {
    for (const { zh, en } of Object.values(rowProblems)) {
      expect(zh).toMatch(/\p{Script=Han}.*。$/u);
      expect(en).toMatch(/^[ -~]+\.$/);
    }
  });
});
