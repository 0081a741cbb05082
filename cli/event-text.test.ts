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
