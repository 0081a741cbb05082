import { describe, expect, test } from 'vitest';
import { type ArrearsDays, answerUntil, arrearsState, expiresOn, isMinorOn, recordText } from './arrears.ts';
import { addDays, localDate } from './dates.ts';

const none: ArrearsDays = {
  ...{ noticedOn: null, answerUntil: null, listedOn: null, expiresOn: null, endedOn: null },
};
const noticedOn = localDate('2024-03-01');
const until = answerUntil(noticedOn, { answerDays: 15 });
const answering = { ...none, noticedOn, answerUntil: until };
const at = (today: string, objected = false) => ({ today: localDate(today), objected });

describe('how a case of arrears stands', () => {
  test('without a notice nobody decides, however long it lasts', () => {
    expect(arrearsState(none, at('2034-03-01'))).toBe('notice-due');
  });

  test('the last day of the answer belongs to the person', () => {
    expect(until).toBe('2024-03-16');
    expect(arrearsState(answering, at('2024-03-16'))).toBe('answering');
    expect(arrearsState(answering, at('2024-03-17'))).toBe('decision-due');
  });

  test('an answer before the decision does not list, an objection after it is told', () => {
    expect(arrearsState(answering, at('2024-03-17', true))).toBe('decision-due');
    const listed = { ...answering, listedOn: localDate('2024-03-20'), expiresOn: localDate('2026-03-20') };
    expect(arrearsState(listed, at('2024-04-01'))).toBe('listed');
    expect(arrearsState(listed, at('2024-04-01', true))).toBe('objected');
    expect(arrearsState({ ...listed, endedOn: localDate('2024-04-01') }, at('2024-04-01', true))).toBe(
      'ended',
    );
  });
});

test('a record ends on a day that is known when it begins', () => {
  expect(expiresOn(localDate('2024-02-29'), { listedMonths: 24 })).toBe('2026-02-28');
});

test('whoever was under eighteen on the day is a minor, on the birthday not', () => {
  const birth = localDate('2006-03-01');
  expect(isMinorOn(birth, localDate('2024-02-29'))).toBe(true);
  expect(isMinorOn(birth, localDate('2024-03-01'))).toBe(false);
  expect(isMinorOn(localDate('2004-02-29'), addDays(localDate('2022-02-28'), -1))).toBe(true);
});

test('a record explains itself with its days and the ways out', () => {
  const { zh, en } = recordText({ listedOn: localDate('2024-03-20'), expiresOn: localDate('2026-03-20') });
  for (const text of [zh, en]) expect(text).toMatch(/2024-03-20.*2026-03-20/);
  expect(zh).toMatch(/付清.*协议.*异议.*急危重症/);
});
