import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { SchemeId } from '../../domain/ids.ts';
import { loadSchemes, requireVersion } from '../schemes.ts';
import { announcementsFrom, announcementText } from './announcement-text.ts';

const written = readFileSync(new URL('announcements.yaml', import.meta.url), 'utf8');
const scheme = 'zaoqiang-2021' as SchemeId;
const on = (day: string) => announcementText(scheme, localDate(day), '枣强县医疗保障局');

test('what a bureau texts to insured people names the hospitals of its scheme, the way to opt out, and nobody', () => {
  const { short = '', values, since } = on('2024-06-28') ?? {};
  expect([since, values]).toEqual(['2021-07-01', ['枣强县医疗保障局']]);
  const named = requireVersion(loadSchemes(), scheme, '2024-06-28').parameters.get('namedHospitals')?.value;
  expect(named).toHaveLength(2);
  for (const [hospital] of named as readonly (readonly [string])[]) expect(short).toContain(hospital);
  expect(short).toContain('退订');
  expect(short).not.toMatch(/[{}]|诊断|疾病|病情|证件|身份证|\d{15}/);
  expect([...short].length).toBeLessThanOrEqual(70);
});

test('no text holds before the scheme, or for a scheme that tells of none', () => {
  expect(on('2021-06-30')).toBeUndefined();
  expect(announcementText('dalian-2022' as SchemeId, localDate('2024-06-28'), '医保局')).toBeUndefined();
});

test.each([
  ['a place that nobody fills', written.replace('{bureau}】', '{name}】')],
  ['a day with two texts', `${written}  - { from: "2022-01-01", until: null, short: 另一文本 }\n`],
])('%s is refused', (_, text) => {
  expect(() => announcementsFrom('announcements.yaml', text)).toThrow();
});
