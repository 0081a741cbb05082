import { describe, expect, test } from 'vitest';
import { personCategories } from '../../domain/person-categories.ts';
import { categories as documented } from '../../policies/codes/codes.ts';
import { categoriesIn } from './categories.ts';

describe('categories', () => {
  test.each([
    ['特困人员', ['extreme-poverty']],
    ['低保对象', ['subsistence-allowance']],
    ['低保边缘户', ['subsistence-marginal']],
    ['困境儿童', ['child-in-difficulty']],
    ['建档立卡贫困人口', ['registered-poor']],
    ['易返贫致贫人口', ['relapse-prone']],
    ['返贫致贫人口', ['relapse-prone']],
    ['脱贫不稳定户', ['unstable-exit']],
    ['边缘易致贫户', ['marginal-prone']],
    ['突发严重困难户', ['sudden-hardship']],
    ['低保对象（A类）', ['subsistence-allowance']],
    ['城镇低保', ['subsistence-allowance']],
    ['城镇低保对象（A类）', ['subsistence-allowance']],
    ['最低生活保障家庭成员', ['subsistence-allowance']],
    ['低保家庭成员', ['subsistence-allowance']],
    ['城乡特困', ['extreme-poverty']],
    ['特困救助供养人员', ['extreme-poverty']],
    ['孤儿及事实无人抚养儿童', ['child-in-difficulty']],
    ['低保A类', ['subsistence-allowance']],
    ['农村低保Ｂ类', ['subsistence-allowance']],
    ['subsistence-marginal', ['subsistence-marginal']],
  ])('%s', (cell, categories) => {
    expect(categoriesIn(cell)).toEqual({ categories, unknown: 0 });
  });

  test.each(['、', ',', '，', ';', '；', '/', '／', ' ', '　', '\n', '|', '、 '])(
    'several in one cell, parted by %j',
    (mark) => {
      expect(categoriesIn(`低保${mark}困境儿童${mark}脱贫不稳定户`)).toEqual({
        categories: ['subsistence-allowance', 'child-in-difficulty', 'unstable-exit'],
        unknown: 0,
      });
    },
  );

  test.each(
    Object.entries(documented).flatMap(([category, { labels }]) => labels.map((label) => [label, category])),
  )('a list may say %s as the documents do', (label, category) => {
    expect(categoriesIn(label)).toEqual({ categories: [category], unknown: 0 });
  });

  test('the same category twice counts once', () => {
    expect(categoriesIn('五保/特困人员').categories).toEqual(['extreme-poverty']);
  });

  test.each([
    ['脱贫户', 0, 1],
    ['防返贫监测对象（风险未消除）', 0, 1],
    ['低收入人口', 0, 1],
    ['低保、富裕户', 1, 1],
    ['否', 0, 1],
    ['', 0, 0],
    [' 、', 0, 0],
  ])('%j: what is not known is counted, never guessed', (cell, known, unknown) => {
    const found = categoriesIn(cell);
    expect([found.categories.length, found.unknown]).toEqual([known, unknown]);
  });

  test('each of the nine is read by its own code', () => {
    for (const category of personCategories) expect(categoriesIn(category).categories).toEqual([category]);
  });
});
