import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { parseDecisionRequest } from '../engine/requests.ts';
import { loadSchemes } from '../schemes.ts';
import { explained, withRecord } from './arrears-record.ts';
import { decide } from './decide.ts';

const schemes = loadSchemes();
const record = {
  caseRef: 'case_0000000000000000000a' as CaseRef,
  listedOn: localDate('2024-03-20'),
  expiresOn: localDate('2026-03-20'),
};
const day = '2024-05-01';
const known = {
  ...{ day, insurance: { type: '390', status: 'active', division: '150802' } },
  institution: {
    ...{ name: '区人民医院', division: '150802', designated: true },
    ...{ level: 2, kind: 'public', type: 'hospital' },
  },
  categories: [
    {
      ...{ code: 'registered-poor', since: '2017-01-01', listAsOf: day },
      listedBy: { agency: 'rural-revitalization', division: '150802' },
    },
  ],
};
const others = Object.fromEntries(
  (schemes.versions('linhe-2017').at(-1)?.exclusions ?? [])
    .filter(({ rule }) => rule !== 'malicious-arrears')
    .map(({ rule }) => [rule, false]),
);
const decided = (found: Parameters<typeof withRecord>[1], told: object = {}, emergency = false) => {
  const facts = { ...withRecord({ ...others, ...told }, found) };
  const request = parseDecisionRequest({ ...known, facts, emergency });
  return explained(decide(schemes, 'linhe-2017', request, { omissions: 'unknown' }), found);
};

test('a record refuses the next admission, and the decision says since when, until when and how it goes', () => {
  const { outcome, reasons } = decided(record);
  expect(outcome).toBe('refuse');
  expect(reasons).toMatchObject([
    { code: 'malicious-arrears', article: expect.stringContaining('二2（4）') },
  ]);
  expect(reasons[0]?.zh).toMatch(/2024-03-20.*2026-03-20.*异议/);
});

test('in a critical emergency a record refuses nobody, and the condition explains itself', () => {
  const { outcome, conditions } = decided(record, {}, true);
  expect(outcome).toBe('admit');
  expect(conditions.find(({ code }) => code === 'regularise-arrears')?.zh).toContain('2026-03-20');
});

test('where the keeper has none the window need not ask; a yes from a paper list of before stands', () => {
  expect(decided(null).outcome).toBe('admit');
  expect(decided(null, { 'malicious-arrears': true })).toMatchObject({
    ...{ outcome: 'refuse', reasons: [{ code: 'malicious-arrears' }] },
  });
  // Where the scheme names no keeper only the window can know.
  expect(decided(undefined).outcome).toBe('review');
  expect(withRecord({}, undefined)).toEqual({});
});
