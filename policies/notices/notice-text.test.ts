import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { fen } from '../../domain/money.ts';
import { patientNoticeCodes } from '../../domain/patient-notices.ts';
import { noticeText, templatesFrom } from './notice-text.ts';

const written = readFileSync(new URL('templates.yaml', import.meta.url), 'utf8');
const to = { name: '测试患者', institution: '区人民医院' };
const fields = { fen: fen(406_100), dueOn: localDate('2024-07-01'), answerDays: 15, article: '第四条' };
/** Answers to objections name their article, every other kind an amount. */
const named = (kind: string) => (kind.startsWith('objection-') ? '第四条' : '4,061.00元');
const textOf = (kind: (typeof patientNoticeCodes)[number]) =>
  noticeText({ kind, owedOn: localDate('2024-06-28'), fields }, to);

describe.each(patientNoticeCodes)('the text of %s', (kind) => {
  const { short, letter } = textOf(kind);

  test('names who is told, by whom and how much, and leaves no place open', () => {
    expect(letter).toContain('测试患者');
    for (const text of [short, letter]) expect(text).toContain('区人民医院');
    expect(letter).toContain(named(kind));
    if (!kind.startsWith('objection-')) expect(short).toContain(named(kind));
    expect(short + letter).not.toMatch(/[{}]/);
  });

  test('tells of no illness and no identity number, and its short form not who it is', () => {
    expect(short + letter).not.toMatch(/诊断|疾病|病情|证件|身份证|\d{15}/);
    expect(short).not.toContain('测试患者');
    expect([...short].length).toBeLessThanOrEqual(70);
  });
});

test('the notice of arrears says how long there is to answer, what follows and what does not, and the ways out', () => {
  const { letter } = textOf('arrears-notice');
  for (const said of ['申请不等于列入', '15日', '申辩', '急危重症', '付清', '异议', '未满十八周岁', '征信'])
    expect(letter).toContain(said);
});

test.each([
  ['a place that nobody fills', written.replace('将于{dueOn}', '将于{diagnosis}')],
  ['a kind without a text', written.replace(/^arrears-notice:/m, 'arrears-notices:')],
  ['a day without a text', written.replace('"2017-01-01"', '"2024-01-01"')],
])('%s is refused', (_, text) => {
  expect(() => templatesFrom('templates.yaml', text)).toThrow();
});
