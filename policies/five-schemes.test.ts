import { describe, expect, test } from 'vitest';
import { formatYuan } from '../domain/money.ts';
import { exclusionCodes } from './codes/codes.ts';
import type { SchemeVersion } from './engine/scheme-version.ts';
import { loadSchemes } from './schemes.ts';

/** The two tables by which the five schemes are compared, line by line. */
const schemes = loadSchemes();
const letters = {
  Z: 'zaoqiang-2021',
  H: 'henan-2017',
  D: 'dalian-2022',
  L: 'linhe-2017',
  K: 'kaizhou-2024',
} as const;
type Letter = keyof typeof letters;
const newest = (letter: Letter): SchemeVersion => {
  const found = schemes.list().find((scheme) => scheme.id === letters[letter]);
  if (found === undefined) throw new Error(letter);
  return found;
};
const all = Object.keys(letters) as readonly Letter[];
const value = (letter: Letter, name: string) => newest(letter).parameters.get(name)?.value;
const rulesOf = (letter: Letter) => newest(letter).admission.map((rule) => rule.require);

describe('the table of the five schemes', () => {
  test('regions, first days and documents', () => {
    // Another place that adopts one of them changes nothing here.
    const all = schemes.list();
    const told = all.map(({ id, region, document, inherits }) => [
      id,
      region,
      schemes.versions(id)[0]?.from,
      document,
      inherits,
    ]);
    const own = all.filter(({ inherits }) => inherits === null);
    expect(own.map(({ id }) => id)).toEqual(Object.values(letters).toSorted());
    const known = [
      ['dalian-2022', '210200', '2022-05-01', 'dalian-press-2022', null],
      ['henan-2017', '410000', '2017-05-14', 'henan-2017-20', null],
      ['kaizhou-2024', '500154', '2024-01-28', 'kaizhou-2024-1', null],
      ['linhe-2017', '150802', '2017-09-11', 'linhe-2017-112', null],
      ['sanmenxia-2017', '411200', '2017-06-26', 'sanmenxia-2017-79', 'henan-2017'],
      ['shanzhou-2017', '411203', '2017-06-30', 'shanzhou-2017-46', 'sanmenxia-2017'],
      ['zaoqiang-2021', '131121', '2021-07-01', 'zaoqiang-press-2021', null],
    ];
    expect(told).toEqual(expect.arrayContaining(known));
    expect(own.filter((scheme) => scheme.pressOnly).map((scheme) => scheme.id)).toEqual([
      'dalian-2022',
      'zaoqiang-2021',
    ]);
    expect(schemes.sources.get('kaizhou-2024-1')?.replaces).toEqual(['开州卫发〔2022〕63号']);
  });

  test('insured as', () => {
    const suspended = (letter: Letter) =>
      newest(letter).admission.flatMap((rule) => (rule.require === 'insured' ? [rule.suspended] : []));
    expect(all.map((letter) => [letter, value(letter, 'insuranceTypes'), suspended(letter)[0]])).toEqual([
      ['Z', ['310'], 'refuse'],
      ['H', ['390'], 'review'],
      ['D', ['310', '390'], 'review'],
      ['L', ['390'], 'review'],
      ['K', ['310', '390'], 'refuse'],
    ]);
    expect(all.filter((letter) => rulesOf(letter).includes('insured-in'))).toEqual(['Z', 'D', 'K']);
    expect(all.filter((letter) => rulesOf(letter).includes('household-in'))).toEqual(['H']);
  });

  test('category', () => {
    expect(all.map((letter) => value(letter, 'categories'))).toEqual([
      undefined,
      ['registered-poor', 'extreme-poverty', 'subsistence-allowance', 'child-in-difficulty'],
      undefined,
      ['registered-poor'],
      [
        'extreme-poverty',
        'subsistence-allowance',
        'subsistence-marginal',
        'relapse-prone',
        'unstable-exit',
        'marginal-prone',
        'sudden-hardship',
      ],
    ]);
    expect(all.filter((letter) => rulesOf(letter).includes('credit-line'))).toEqual(['D']);
  });

  test('where', () => {
    const where = (letter: Letter) => rulesOf(letter).filter((rule) => rule.startsWith('institution'));
    expect(all.map(where)).toEqual([
      ['institution-in-region', 'institution-designated', 'institution-named'],
      ['institution-in-region', 'institution-in-own-county', 'institution-designated'],
      ['institution-in-region', 'institution-designated', 'institution-named'],
      ['institution-in-region', 'institution-designated', 'institution-kind', 'institution-level'],
      ['institution-in-region', 'institution-designated', 'institution-named'],
    ]);
    const count = (letter: Letter) =>
      (value(letter, 'namedHospitals') as readonly unknown[] | undefined)?.length;
    expect(all.map(count)).toEqual([2, undefined, 9, undefined, 4]);
    expect([
      value('L', 'levels'),
      value('L', 'kinds'),
      value('K', 'openTypes'),
      value('K', 'openKinds'),
    ]).toEqual([[1, 2], ['public'], ['township', 'community'], ['private']]);
  });

  test('agreement at admission, and the category checked twice in Kaizhou', () => {
    const conditions = (letter: Letter) => newest(letter).conditions.map((condition) => condition.rule);
    expect(all.filter((letter) => conditions(letter).includes('agreement'))).toEqual(['Z', 'H', 'D', 'L']);
    expect(conditions('K')).toEqual(
      expect.arrayContaining(['first-check', 'second-check', 'daily-list', 'self-paid-signature']),
    );
    expect(conditions('H')).toEqual(expect.arrayContaining(['copies-only', 'papers-returned']));
  });

  test('payers in order, and who works out what', () => {
    const tiers = (letter: Letter) => newest(letter).payers.map(({ payer, tier }) => `${payer} ${tier}`);
    expect(tiers('Z')).toEqual(['basic-insurance core']);
    expect(tiers('D')).toEqual(['basic-insurance core']);
    expect(tiers('K')).toEqual([
      'basic-insurance core',
      'critical-illness-insurance core',
      'medical-assistance core',
    ]);
    expect(tiers('H')).toEqual([
      'basic-insurance core',
      'critical-illness-insurance core',
      'critical-illness-supplement core',
      'medical-assistance core',
      'emergency-relief core',
      'charity core',
    ]);
    expect(tiers('L')).toEqual([
      'basic-insurance core',
      'critical-illness-insurance core',
      'commercial-supplement computed',
      'red-cross computed',
      'medical-assistance computed',
      'government-guarantee computed',
    ]);
    expect(
      newest('L')
        .payers.filter((payer) => !payer.mayRefuse)
        .map((payer) => payer.payer),
    ).toEqual(['government-guarantee']);
  });

  test('what the patient pays', () => {
    expect(all.map((letter) => newest(letter).patient.pays)).toEqual([
      'own-part',
      'own-part',
      'own-part',
      'share-of-total',
      'own-part',
    ]);
    expect(value('L', 'patientShare')).toEqual({ numerator: 10, denominator: 100 });
    expect(all.filter((letter) => newest(letter).credit !== null)).toEqual(['D']);
    expect(all.filter((letter) => newest(letter).practice.has('deferral'))).toEqual(['H', 'L', 'K']);
  });

  test('who pays the hospital when', () => {
    const calendars = (letter: Letter) =>
      newest(letter).payers.map(({ calendar }) => `${calendar.hospitalFiles}/${calendar.payerDisburses}`);
    expect(new Set(calendars('L'))).toEqual(new Set(['monthly/quarterly']));
    expect(new Set(calendars('K'))).toEqual(new Set(['at-discharge/at-discharge']));
    expect(calendars('H')).toEqual([
      'monthly/monthly',
      'unspecified/unspecified',
      'unspecified/unspecified',
      'monthly/monthly',
      'unspecified/unspecified',
      'unspecified/unspecified',
    ]);
  });

  test('Linhe’s organisations', () => {
    expect(newest('L').payers.map(({ payer, organisation }) => [payer, organisation])).toEqual([
      ['basic-insurance', 'district-insurance-centre'],
      ['critical-illness-insurance', 'insurance-company'],
      ['commercial-supplement', 'insurance-company'],
      ['red-cross', 'red-cross'],
      ['medical-assistance', 'civil-affairs'],
      ['government-guarantee', 'civil-affairs'],
    ]);
  });

  test('interim, arrears, credit and report', () => {
    expect(newest('Z').practice.get('interim')).toMatchObject({
      what: 'settlement',
      needs: 'both',
      by: 'institution',
    });
    expect(newest('H').practice.get('interim')).toMatchObject({ what: 'payment', by: 'own-part' });
    expect(newest('L').practice.get('arrears')).toMatchObject({
      keeper: 'health-bureau',
      blocksEntry: true,
      endsBenefitInCare: true,
      neverInEmergency: true,
    });
    expect(newest('K').practice.get('arrears')).toMatchObject({
      blocksEntry: true,
      endsBenefitInCare: false,
      unsettledStayBlocksReadmission: true,
    });
    expect(newest('D').practice.get('credit-line')).toMatchObject({
      interestFreeDays: 59,
      startedByHospitalIfForgotten: true,
      sharedWithOutpatient: true,
    });
    expect([value('D', 'lineLeast'), value('D', 'lineMost')].map((fen) => formatYuan(fen as never))).toEqual([
      '5,000.00',
      '20,000.00',
    ]);
    expect(newest('K').practice.get('report')).toMatchObject({ dueBefore: 6, internalDay: 5 });
  });
});

describe('the table of exclusions', () => {
  const effect = (letter: Letter, code: string): string => {
    const listed = newest(letter).exclusions.find((exclusion) => exclusion.rule === code);
    const mild = listed?.emergency === 'never-refuses' ? ', never in an emergency' : '';
    return listed === undefined ? '' : `${letter} ${listed.effect}${mild}`;
  };
  const row = (code: string) =>
    all
      .map((letter) => effect(letter, code))
      .filter((cell) => cell !== '')
      .join(' · ');

  const rows = [
    ['work-injury', 'cause', 'Z no-entry · D no-entry · L no-entry'],
    ['public-health-borne', 'cause', 'Z no-entry · D no-entry'],
    ['third-party-liability', 'cause', 'Z no-entry · D no-entry · L no-entry · K no-entry'],
    ['liable-injury', 'cause', 'L no-entry'],
    ['illegal-act', 'cause', 'L no-entry · K no-entry'],
    ['drug-use', 'cause', 'Z no-entry · L no-entry · K no-entry'],
    ['self-harm', 'cause', 'Z no-entry · L no-entry · K no-entry'],
    ['intoxication', 'cause', 'L no-entry'],
    ['drowning', 'cause', 'L no-entry'],
    ['accidental-drowning', 'cause', 'L review'],
    ['accidental-injury', 'cause', 'Z waiver-lost'],
    ['judgment-defaulter', 'person', 'Z waiver-lost · D waiver-lost · K review'],
    ['infertility', 'cause', 'Z no-entry'],
    ['abortion', 'cause', 'K no-entry'],
    ['malicious-arrears', 'person', 'L no-entry, never in an emergency · K no-entry, never in an emergency'],
    ['bad-credit-record', 'person', 'K no-entry'],
    ['non-therapeutic-item', 'item', 'K not-payable'],
    ['cosmetic-item', 'item', 'K not-payable'],
    ['not-reimbursable', 'cost', 'Z not-payable · D not-payable · L not-payable · K not-payable'],
    ['sole-purpose-not-payable', 'cause', 'Z no-entry · D no-entry · L no-entry · K no-entry'],
    ['unlisted-cause', 'cause', ''],
  ] as const;
  test.each(rows)('%s', (code, level, schemesWithIt) => {
    expect(exclusionCodes[code]?.level).toBe(level);
    expect(row(code)).toBe(schemesWithIt);
  });

  test('every ground that a hospital states has its line', () => {
    const stated = Object.keys(exclusionCodes).filter((code) => exclusionCodes[code]?.derived !== true);
    expect(rows.map(([code]) => code).toSorted()).toEqual(stated.toSorted());
  });

  test('grounds that follow from other fields are requirements of the schemes that name them', () => {
    expect(Object.keys(exclusionCodes).filter((code) => exclusionCodes[code]?.derived)).toEqual([
      'not-insured',
      'insurance-suspended',
      'institution-not-designated',
      'referral-missing',
    ]);
    expect(all.filter((letter) => rulesOf(letter).includes('referral'))).toEqual(['K']);
  });

  test('open lists send an unlisted cause to a person in every scheme', () => {
    const open = (letter: Letter) =>
      newest(letter)
        .openLists.map((list) => list.level)
        .join();
    expect(all.map((letter) => [letter, open(letter)])).toEqual([
      ['Z', 'cause,person'],
      ['H', 'cause,person'],
      ['D', 'cause,person'],
      ['L', 'cause'],
      ['K', 'cause'],
    ]);
  });
});
