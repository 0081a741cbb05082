import { expect, test } from 'vitest';
import { eventsText } from './event-text.ts';

test('of a reply that a hospital delivered the line says which, and what the insurer said or showed; of others nothing more', () => {
  const event = (kind: string, detail: object) => ({ kind, zh: '甲', en: 'a', at: '2024-03-08', detail });
  expect(
    eventsText([
      event('core-answer-taken', { transaction: '2304', said: 'done', actor: 'h/window-1' }),
      event('core-answer-checked', { transaction: '2304', check: 'unchecked' }),
      event('stage-reached', { stage: 'Settled' }),
    ]),
  ).toEqual([
    '经过 · what happened',
    '  2024-03-08  甲 · a [core-answer-taken] 2304 done',
    '  2024-03-08  甲 · a [core-answer-checked] 2304 unchecked',
    '  2024-03-08  甲 · a [stage-reached]',
  ]);
});

test('of a claim the line says whose it is, and what happened to it with how much, or where it stands', () => {
  const claim = { payer: 'red-cross', claimSequence: 1 };
  const event = (detail: object) => ({
    ...{ kind: 'obligation-changed', zh: '甲', en: 'a', at: '2024-03-08' },
    detail: { ...claim, ...detail },
  });
  expect(
    eventsText([
      event({ state: 'sent' }),
      event({ what: 'deducted', fen: 20_000, state: 'refused' }),
      event({ what: 'refusal-withdrawn' }),
    ]).slice(1),
  ).toEqual([
    '  2024-03-08  甲 · a [obligation-changed] red-cross/1 sent',
    '  2024-03-08  甲 · a [obligation-changed] red-cross/1 扣款 · deducted 200.00',
    '  2024-03-08  甲 · a [obligation-changed] red-cross/1 拒付已撤回 · the refusal was withdrawn',
  ]);
});
