import { expect, test } from 'vitest';
import { loadSchemes } from '../schemes.ts';
import { arrearsRule } from './arrears-rule.ts';

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
