import { expect, test } from 'vitest';
import { fen } from '../../domain/money.ts';
import { assertSettled } from '../../domain/settlement.ts';
import { settlementReply } from '../engine/requests.ts';
import { loadSchemes } from '../schemes.ts';
import { impersonationReason, voidSettlement } from './void-settlement.ts';

test('who was treated under somebody else’s card owes the whole, and each payer of before is told by which article', () => {
  const known = { scheme: 'linhe-2017', version: '2017-09-11', totalFen: fen(1_863_300) };
  const settlement = voidSettlement({ ...known, payers: ['basic-insurance', 'government-guarantee'] });
  assertSettled(settlement);
  expect(settlement.patientFen).toBe(1_863_300);
  expect(settlement.shares.map(({ fen: share, steps }) => [share, steps[0]?.article])).toEqual([
    [0, impersonationReason.article],
    [0, impersonationReason.article],
  ]);
  expect(settlementReply.safeParse(settlement).success).toBe(true);
});

test('the article is one that the sources tell', () => {
  const [document = '', article = ''] = impersonationReason.article.split(' ');
  const source = [...loadSchemes().sources.values()].find(({ number }) => number === document);
  expect(source?.articles[article]?.zh).toContain('骗取');
});
