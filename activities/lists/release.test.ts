import { describe, expect, test } from 'vitest';
import type { MemberCounts } from '../../domain/list.ts';
import { suspicions } from './release.ts';

type Judged = Parameters<typeof suspicions>[0];

const none: MemberCounts = {
  ...{ before: 0, added: 0, changed: 0, unchanged: 0, removed: 0, kept: 0, notNamed: 0, after: 0 },
};

function judged(members: Partial<MemberCounts>, shrinkLimitPermille = 100): readonly string[] {
  const counts = { ...none, ...members };
  return suspicions({
    input: { accepted: counts.after, local: counts.after },
    list: { shrinkLimitPermille },
    version: { members: counts, kind: 'full', source: 'push', asOf: '2026-03-01', review: false },
    serving: { asOf: '2026-02-01' },
    sentBefore: false,
  } as unknown as Judged);
}

describe('who leaves a list', () => {
  test.each([
    [
      'everybody of a small list leaves and many others come',
      { before: 24, removed: 24, added: 49_025, after: 49_025 },
    ],
    ['the one member of a list is another person now', { before: 1, removed: 1, added: 1, after: 1 }],
    ['most of a small list leave', { before: 24, removed: 13, added: 13, after: 24 }],
    ['a small list gets smaller', { before: 24, removed: 3, added: 0, after: 21 }],
    ['one of eight of a long list leaves', { before: 4_000, removed: 500, added: 500, after: 4_000 }],
  ])('%s: a person must look', (_, members) => {
    expect(judged(members)).toEqual(['list-shrinks']);
  });

  test.each([
    ['a small list is renewed by half', { before: 24, removed: 12, added: 12, after: 24 }],
    ['one of ten of a long list leaves', { before: 4_000, removed: 400, added: 400, after: 4_000 }],
    ['a list names somebody for the first time', { added: 9, after: 9 }],
  ])('%s: it may serve', (_, members) => {
    expect(judged(members)).toEqual([]);
  });

  test('an agency may allow that all of its people leave', () => {
    expect(judged({ before: 24, removed: 24, added: 24, after: 24 }, 1000)).toEqual([]);
  });
});
