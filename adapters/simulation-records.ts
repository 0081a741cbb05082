import type { CountyClock } from '../domain/clock.ts';
import { type Instant, localDate } from '../domain/dates.ts';
import type { RecordParty } from '../domain/record-answers.ts';
import { type Book, nextNumber, table } from './book.ts';
import {
  carriedKeys,
  type HeldRecord,
  jsonReply,
  type Mischief,
  type People,
  type SimulatedReply,
  type SimulatedRequest,
  type Simulator,
} from './simulation.ts';

/** What a simulated keeper of records works with. */
export interface RecordDesk {
  readonly book: Book;
  readonly people: People;
  readonly clock: CountyClock;
}

/** A look-up that a keeper answered: who looked, by our key, and when. */
export const lookUps = table<{ readonly key: string; readonly messageId: string; readonly at: Instant }>(
  'look-ups',
);

/** A keeper with one question. Every look-up that it answered stands in its book, for it must say who looked. */
export function recordLookUp(
  { book, clock }: RecordDesk,
  { path, mischiefs }: { readonly path: string; readonly mischiefs: readonly string[] },
  answer: (request: SimulatedRequest, mischief: Mischief | undefined) => SimulatedReply,
): Simulator {
  return {
    mischiefs,
    operationOf: (asked) => (asked === path ? 'lookUp' : undefined),
    payDue: () => undefined,
    handle: (request, mischief) =>
      book.transaction(() => {
        if (request.path !== path) return jsonReply(404, { message: 'no such operation' });
        const reply = answer(request, mischief);
        const { key, messageId } = carriedKeys(request);
        if (reply.status === 200)
          book.insert(lookUps, String(nextNumber(book, 'look-ups')).padStart(12, '0'), {
            ...{ key, messageId, at: clock.now() },
          });
        return reply;
      }),
  };
}

/** Its records of a person of that number and name; one more under the mischief `lists`. */
export function heldBy(
  { people }: RecordDesk,
  keeper: RecordParty,
  { number, name }: { readonly number: string; readonly name: string },
  mischief: Mischief | undefined,
): readonly HeldRecord[] {
  const person = people.find(number);
  const held = person?.name === name ? (person.records ?? []) : [];
  const made = { keeper, since: localDate('2023-05-01'), number: '（2023）执88号' };
  return [...held.filter((one) => one.keeper === keeper), ...(mischief === 'lists' ? [made] : [])];
}
