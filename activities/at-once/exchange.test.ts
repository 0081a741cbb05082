import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Call } from '../../adapters/call.ts';
import { instant } from '../../domain/dates.ts';
import type { PartyId } from '../../domain/ids.ts';
import type { About, Exchange, Exchanged } from '../exchange/exchange.ts';
import { exchangesAtOnce, NotAtOnce } from './exchange.ts';

const since = instant('2026-01-05T09:00:00+08:00');
const answered: Exchanged<never> = { kind: 'answered', answer: { kind: 'pending' } };
const waiting = (code: 'agency-wait' | 'party-not-connected' | 'core-answer-awaited'): Exchanged<never> => ({
  ...{ kind: 'waiting', code, party: 'bank', since, overdue: false },
});
const never = new Promise<never>(() => undefined);

/** An exchange whose outcomes come one after the other, and how often it was asked. */
function exchangeOf(...outcomes: readonly (Exchanged<never> | Promise<never>)[]) {
  let asked = 0;
  const exchange = (() => Promise.resolve(outcomes[asked++] ?? answered)) as unknown as Exchange;
  return { within: exchangesAtOnce(exchange), asked: () => asked };
}

const ask = (exchange: Exchange, party: PartyId = 'bank'): Promise<unknown> =>
  exchange({ party } as Call<null, never>, null, {} as About<never>).then(
    ({ kind }) => kind,
    (failure: unknown) => (failure instanceof NotAtOnce ? failure.why : failure),
  );

test('a party that answers in time is answered at once; one of another zone is left to it', async () => {
  const { within } = exchangeOf(answered, waiting('party-not-connected'), answered);
  const exchange = within(1_000);
  expect(await ask(exchange)).toBe('answered');
  expect(await ask(exchange)).toBe('elsewhere');
  expect(await ask(exchange), 'the other zone is no silence').toBe('answered');
});

test('all exchanges of one task have their time together: what never answers ends with it, and nothing is asked after', async () => {
  const { within, asked } = exchangeOf(never, never);
  const exchange = within(60);
  expect(await Promise.all([ask(exchange, 'bank'), ask(exchange, 'red-cross')])).toEqual([
    'unanswered',
    'unanswered',
  ]);
  expect(await ask(exchange, 'commercial-insurer')).toBe('unanswered');
  expect(asked()).toBe(2);
});

test('a silent party holds no second task: it rests, and the others do not', async () => {
  const { within, asked } = exchangeOf(never);
  expect(await ask(within(30), 'bank')).toBe('unanswered');
  expect(await ask(within(1_000), 'bank')).toBe('unanswered');
  expect(asked()).toBe(1);
  expect(await ask(within(1_000), 'red-cross')).toBe('answered');
});

test('a call that was under way when the party seemed silent ends its rest when it is answered', async () => {
  const late = Promise.withResolvers<Exchanged<never>>();
  const { within } = exchangeOf(late.promise as Promise<never>, waiting('agency-wait'));
  const first = ask(within(5_000), 'bank');
  expect(await ask(within(5_000), 'bank')).toBe('unanswered');
  late.resolve(answered);
  expect(await first).toBe('answered');
  expect(await ask(within(5_000), 'bank')).toBe('answered');
});

test('what fails later, when nobody listens any more, harms nobody', async () => {
  const failing = Promise.withResolvers<never>();
  const { within } = exchangeOf(failing.promise);
  expect(await ask(within(20))).toBe('unanswered');
  failing.reject(new Error('the store went away'));
  await wait(10);
});

test('a reply that the hospital is to deliver is awaited of nobody else: it is said at once, and the party does not rest', async () => {
  const { within } = exchangeOf(waiting('core-answer-awaited'), answered);
  expect(await ask(within(1_000), 'medical-insurance')).toBe('waiting');
  expect(await ask(within(1_000), 'medical-insurance')).toBe('answered');
});
