import { describe, expect, it } from 'vitest';
import { median, medianRatio, share } from './arithmetic.ts';
import { atLeast, atMost, figure, tableOf } from './figures.ts';
import { pageWith, reportIn } from './page.ts';
import { backAfter } from './recovery.ts';

describe('medians and shares', () => {
  it('take the middle one, or the mean of two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 9, 2, 4])).toBe(3);
    expect(median([])).toBeNaN();
  });

  it('take the least value that enough others do not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect([share(hundred, 0.5), share(hundred, 0.99), share(hundred, 1)]).toEqual([50, 99, 100]);
    expect([share([7], 0.99), share([7, 8], 0)]).toEqual([7, 7]);
    expect(share([], 0.5)).toBeNaN();
  });

  it('compare within a round, so that a slow minute changes no ratio', () => {
    const rounds = [
      { ours: 10, theirs: 40 },
      // Everything half as fast.
      { ours: 5, theirs: 20 },
      { ours: 12, theirs: 40 },
    ];
    const [of, to] = [
      (one: (typeof rounds)[number]) => one.ours,
      (one: (typeof rounds)[number]) => one.theirs,
    ];
    expect(medianRatio(rounds, of, to)).toBe(0.25);
  });
});

describe('aims', () => {
  const met = (one: ReturnType<typeof figure>): boolean | undefined => one.aim?.met;

  it('are judged by the ratio where there is one, else by the value; on the line is met', () => {
    expect(met(figure('a', 4.5, '/s', { ratio: 0.3, ...atLeast('P1', 0.35) }))).toBe(false);
    expect(met(figure('a', 0.1, '/s', { ratio: 0.35, ...atLeast('P1', 0.35) }))).toBe(true);
    expect(met(figure('b', 26, 'events', atMost('P3', 26)))).toBe(true);
    expect(met(figure('b', 27, 'events', atMost('P3', 26)))).toBe(false);
    expect(met(figure('c', 27, 'events'))).toBeUndefined();
  });

  it('are missed by what could not be measured', () => {
    expect(met(figure('never back', Number.NaN, 'ms', atMost('P9', 5_000)))).toBe(false);
    expect(met(figure('no rate', 1, '/s', { ratio: Number.NaN, ...atLeast('P1', 0.35) }))).toBe(false);
  });

  it('stand in the table with their sign, and a missed one says so', () => {
    const lines = tableOf([
      figure('stays', 4.5, '/s', { ratio: 0.3, ...atLeast('P1', 0.35) }),
      figure('a longer name', 26, 'events', atMost('P3', 26)),
      figure('bare', 1_234, '/s'),
    ]).split('\n');
    expect(lines[0]).toMatch(/^stays .* 4\.50 \/s .* 0\.30 × {2}P1 ≥ 0\.35 {2}MISSED$/);
    expect(lines[1]).toMatch(/^a longer name .* 26 events .*P3 ≤ 26$/);
    expect(lines[2]).toMatch(/^bare .* 1234 \/s$/);
  });
});

describe('the rate after a kill', () => {
  const every = (ms: number, from: number, to: number): readonly number[] =>
    Array.from({ length: (to - from) / ms }, (_, at) => from + at * ms);

  it('is back when the two seconds from there hold nine tenths of what they held before', () => {
    const steps = [...every(100, -10_000, 0), ...every(100, 4_100, 25_000)];
    // Of twenty steps seventeen from 3.75 s on, nineteen from 4.0 s on.
    expect(backAfter(steps)).toBe(4_000);
  });

  it('is never back when half of it is gone', () => {
    expect(backAfter([...every(100, -10_000, 0), ...every(200, 0, 25_000)])).toBeNaN();
  });

  it('counts from the first moment when nothing is missed', () => {
    expect(backAfter(every(100, -10_000, 25_000))).toBe(0);
  });
});

describe('the page', () => {
  const page =
    'before\n<!-- figures: npm run bench:page writes them -->\nold\n<!-- end of figures -->\nafter\n';
  const bench = JSON.stringify({
    machine: { cores: 2, load: 1.5 },
    figures: [
      figure('stays', 4.5, '/s', { ratio: 0.3, ...atLeast('P1', 0.35) }),
      figure('  never back', Number.NaN, 'ms', atMost('P9', 5_000)),
    ],
    said: ['   9.0  SELECT 1'],
  });
  const lists = `a table\n${JSON.stringify({
    ...{ people: 10_000, rounds: 3 },
    figures: [
      { what: 'first load', value: 12, unit: 's', ratio: 9.5, aim: { name: 'P6', most: 10, met: true } },
    ],
  })}\n`;

  it('holds what the commands printed, and nothing of what was there', () => {
    const written = pageWith(page, [bench, lists].map(reportIn));
    expect(written).toMatch(/^before\n/);
    expect(written).toMatch(/\nafter\n$/);
    expect(written).not.toContain('old');
    expect(written).toContain('| stays | 4.50 /s | 0.30 × | P1 ≥ 0.35 **missed** |');
    expect(written).toContain('| – never back | – ms |  | P9 ≤ 5000 **missed** |');
    expect(written).toContain('10,000 people, 3 rounds.');
    expect(written).toContain('| first load | 12 s | 9.50 × | P6 ≤ 10 |');
    expect(written).toContain('```text\n   9.0  SELECT 1\n```');
    // Written again, it is the same.
    expect(pageWith(written, [bench, lists].map(reportIn))).toBe(written);
  });

  it('is refused without its marks', () => {
    expect(() => pageWith('no marks', [])).toThrow('no place');
  });
});
