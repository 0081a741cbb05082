import { afterEach, describe, expect, test, vi } from 'vitest';
import { filingDay } from '../../activities/money/claim-calendar.ts';
import { countyClock } from '../../domain/clock.ts';
import { instant, millisOf } from '../../domain/dates.ts';
import { decide } from '../../policies/admission/decide.ts';
import { parseDecisionRequest, parseSettlementRequest } from '../../policies/engine/requests.ts';
import { policyFiles, requireVersion, schemesFrom } from '../../policies/schemes.ts';
import { settle } from '../../policies/settlement/settle.ts';

/** Linhe with a ratio and a list limit that change on the first day of a quarter. */
const changed = schemesFrom({
  ...policyFiles(),
  schemes: [
    ...policyFiles().schemes,
    {
      file: 'changed.yaml',
      text: JSON.stringify({
        ...{ id: 'linhe-2030', inherits: 'linhe-2017', name: { zh: '试', en: 'test' }, region: '150802' },
        ...{ document: 'linhe-2017-112', from: '2017-09-11', cite: ['一'], checkedOn: '2026-11-20' },
        changes: {
          parameters: {
            assistanceRatio: dated('0.70', '0.80', '四（三）5'),
            listAgeLimitDays: dated(31, 10, '二1'),
          },
        },
      }),
    },
  ],
});
const boundary = '2026-10-01';

function dated(before: unknown, after: unknown, article: string) {
  return {
    spans: [
      { until: '2026-10-01', value: before, cite: [article] },
      { from: '2026-10-01', value: after, cite: [article] },
    ],
  };
}

const zones = ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Shanghai', 'Pacific/Niue'];

afterEach(() => vi.unstubAllEnvs());

describe.each(zones)('on a server in %s', (zone) => {
  const clockAt = (text: string) =>
    countyClock({ realMs: 0, countyMs: millisOf(instant(text)), speed: 1 }, () => 0);

  test('the version changes at midnight in China and at no other moment', () => {
    vi.stubEnv('TZ', zone);
    const versionAt = (text: string) => requireVersion(changed, 'linhe-2030', clockAt(text).today()).version;
    expect(versionAt('2026-09-30T23:59:59.999+08:00')).toBe('2017-09-11');
    expect(versionAt('2026-10-01T00:00:00.000+08:00')).toBe(boundary);
    // The same two moments as the machine's own calendar may write them.
    expect(versionAt('2026-09-30T15:59:59.999Z')).toBe('2017-09-11');
    expect(versionAt('2026-09-30T16:00:00.000Z')).toBe(boundary);
    expect(versionAt('2026-10-01T15:59:59.999Z')).toBe(boundary);
  });

  test('a decision goes by the admission day, the lists’ limit with it', () => {
    vi.stubEnv('TZ', zone);
    const decided = (day: string) =>
      decide(
        changed,
        'linhe-2030',
        parseDecisionRequest({
          day,
          institution: { division: '150802', designated: true, level: 2, kind: 'public', type: 'hospital' },
          insurance: { type: '390', status: 'active', division: '150802' },
          categories: [
            {
              ...{ code: 'registered-poor', since: '2020-01-01', listAsOf: '2026-09-15' },
              listedBy: { agency: 'rural-revitalization', division: '150802' },
            },
          ],
          emergency: false,
        }),
      );
    const of = (day: string) => {
      const { version, conditions } = decided(day);
      return [version, conditions.some(({ code }) => code === 'list-too-old')];
    };
    expect(of('2026-09-30')).toEqual(['2017-09-11', false]);
    expect(of(boundary)).toEqual([boundary, true]);
  });

  test('a stay over the boundary is settled by the version of its admission; its yearly cap is that of its discharge', () => {
    vi.stubEnv('TZ', zone);
    const assistance = (day: string, dischargeDay: string) => {
      const { version, shares } = settle(
        changed,
        'linhe-2030',
        parseSettlementRequest({
          ...{ day, dischargeDay, bill: { totalFen: 4_000_000, outOfPolicyFen: 0 } },
          answers: {
            'basic-insurance': { paidFen: 2_000_000 },
            'critical-illness-insurance': { refused: 'x' },
            'commercial-supplement': { refused: 'x' },
          },
          parameters: { commercialRatio: '0', redCross: null },
          usedThisYear: { 'medical-assistance': 1_000_000 },
        }),
      );
      const steps = shares.find(({ payer }) => payer === 'medical-assistance')?.steps ?? [];
      const capped = steps.map(({ zh }) => zh).find((zh) => zh.includes('年累计'));
      return [version, steps[0]?.fen, capped];
    };
    expect(assistance('2026-09-30', boundary).slice(0, 2)).toEqual(['2017-09-11', 1_400_000]);
    expect(assistance(boundary, boundary).slice(0, 2)).toEqual([boundary, 1_600_000]);
    expect(assistance('2026-12-31', '2027-01-01')[2]).toContain('2027');
    expect(assistance('2026-12-31', '2026-12-31')[2]).toContain('2026');
  });

  test('a claim is filed with the month, or quarter, of its discharge', () => {
    vi.stubEnv('TZ', zone);
    const filed = (text: string, calendar: 'monthly' | 'quarterly') =>
      filingDay(calendar, clockAt(text).today());
    expect(filed('2026-09-30T23:59:59.999+08:00', 'monthly')).toBe(boundary);
    expect(filed('2026-10-01T00:00:00.000+08:00', 'monthly')).toBe('2026-11-01');
    expect(filed('2026-09-30T23:59:59.999+08:00', 'quarterly')).toBe(boundary);
    expect(filed('2026-10-01T00:00:00.000+08:00', 'quarterly')).toBe('2027-01-01');
  });
});
