import { expect, test } from 'vitest';
import { loadSchemes } from '../schemes.ts';
import { arrearsRule, arrearsWarnings } from './arrears-rule.ts';

const schemes = loadSchemes();
const ruleOf = (id: string) => {
  const newest = schemes.versions(id).at(-1);
  if (newest === undefined) throw new Error(`no scheme ${id}`);
  return arrearsRule(newest);
};

test('only Linhe names who keeps a record of malicious arrears; the days are a reading', () => {
  expect(ruleOf('linhe-2017')).toMatchObject({
    kind: 'kept',
    terms: { answerDays: 15, listedMonths: 24, objectionDays: 15 },
  });
});

test.each(['zaoqiang-2021', 'henan-2017', 'dalian-2022', 'kaizhou-2024'])(
  '%s lists nobody, and says why',
  (id) => {
    const rule = ruleOf(id);
    expect(rule.kind).toBe('none');
    expect(rule.kind === 'none' && rule.zh !== '' && rule.en !== '').toBe(true);
  },
);

test('Kaizhou warns early, by its article, and nobody else does', () => {
  const warned = (id: string, missedFirst: boolean, unpaidDays: number) => {
    const newest = schemes.versions(id).at(-1);
    return newest === undefined ? [] : arrearsWarnings(newest, { missedFirst, unpaidDays });
  };
  expect(warned('kaizhou-2024', true, 29).map(({ code }) => code)).toEqual(['first-instalment-missed']);
  expect(warned('kaizhou-2024', false, 30)).toMatchObject([
    { code: 'long-unpaid', article: expect.stringContaining('五（三）') },
  ]);
  expect(warned('linhe-2017', true, 100)).toEqual([]);
});
