import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { loadSchemes, requireVersion } from '../schemes.ts';
import { admissionRequest, type KnownAtAdmission } from './admission-request.ts';
import { decideByVersion } from './decide.ts';

const schemes = loadSchemes();
const institution = 'H13112100009';
const entry = { institution, from: '2021-10-01', until: null, approval: '枣医保〔2021〕31号' };

/** What a live admission at a third hospital of Zaoqiang says of the institution, by what the county entered. */
function saidOn(day: string, listed: readonly object[]) {
  const version = requireVersion(schemes, 'zaoqiang-2021', localDate(day));
  const known: KnownAtAdmission = {
    admittedOn: localDate(day),
    institution: {
      ...{
        institution,
        name: '枣强县妇幼保健院',
        division: '131121',
        level: 2,
        kind: 'public',
        type: 'hospital',
      },
      ...{ designatedFrom: localDate('2020-01-01'), designatedUntil: null },
    },
    entered: new Map([['rollOut', listed]]),
    insurance: { type: '310', status: 'active', division: '131121' },
    ...{ words: [], creditLine: null, emergency: false, record: undefined },
    arrival: { facts: {}, referred: true, householdDivision: null, diagnosis: null },
  };
  const { reasons } = decideByVersion(version, admissionRequest(version, known), { omissions: 'assume' });
  return reasons.find(({ code }) => code.startsWith('institution-n'));
}

test('a hospital that the scheme reached later admits from the day of its paper, which the reason names', () => {
  expect(saidOn('2021-10-01', [entry])).toMatchObject({ code: 'institution-named-met' });
  expect(saidOn('2021-10-01', [entry])?.zh).toContain('枣医保〔2021〕31号');
  expect(saidOn('2021-09-30', [entry])).toMatchObject({ code: 'institution-not-yet' });
  expect(saidOn('2021-09-30', [entry])?.zh).toContain('自 2021-10-01 起');
});

test('one that is not listed, or not any more, is not named', () => {
  expect(saidOn('2021-10-01', [])).toMatchObject({ code: 'institution-not-named' });
  expect(saidOn('2021-10-01', [{ ...entry, institution: 'H13112100008' }])).toMatchObject({
    code: 'institution-not-named',
  });
  expect(saidOn('2021-12-01', [{ ...entry, until: '2021-11-01' }])).toMatchObject({
    code: 'institution-not-named',
  });
});
