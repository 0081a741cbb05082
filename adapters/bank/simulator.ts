import { entryOf } from '../../domain/entry.ts';
import { subtractFen } from '../../domain/money.ts';
import {
  answerOnce,
  firstAnswer,
  jsonReply,
  type SimulatedReply,
  type Simulator,
  textField,
} from '../simulation.ts';
import { linesOf } from './simulator/lines.ts';
import {
  amountOf,
  anotherPerson,
  type BankSettings,
  done,
  effect,
  type Handled,
  keyOf,
  rejected,
} from './simulator/messages.ts';

const operations = {
  '/credit-lines/query': 'creditLine',
  '/holds': 'hold',
  '/holds/renew': 'renew',
  '/holds/release': 'release',
  '/draws': 'draw',
  '/draws/reverse': 'reverse',
  '/holds/find': 'enquire',
  '/holds/renew/find': 'enquire',
  '/holds/release/find': 'enquire',
  '/draws/find': 'enquire',
  '/draws/reverse/find': 'enquire',
} as const satisfies Readonly<Record<string, string>>;

/** `says-yes` and does nothing; `decides-later` and tells it when asked. The last three are of the line. */
const mischiefs = [
  ...['frozen', 'card-closed', 'limit-changed', 'another-amount', 'says-yes', 'decides-later'],
  ...['another-person', 'wrong-data', 'no-mandate', 'cannot-hold'],
];

/** A bank with one revolving line per person, which it holds for seven days at a time. */
export function bankSimulator(settings: BankSettings): Simulator {
  const { book, clock } = settings;
  const lines = linesOf(book, clock);
  return {
    mischiefs,
    operationOf: (path) => entryOf(operations as Readonly<Record<string, string>>, path),
    payDue: () => book.transaction(() => lines.repayDue()),
    handle: (request, mischief) =>
      book.transaction(() => {
        const operation = entryOf(operations, request.path);
        if (operation === undefined) return jsonReply(404, { result: 'no-such-operation' });
        const handled = { ...settings, lines, request, mischief };
        if (operation === 'creditLine') return line(handled);
        const { key, field } = keyOf(request);
        if (operation === 'enquire')
          return firstAnswer(book, key) ?? jsonReply(404, { result: 'not-found', [field]: key });
        const decided = answerOnce(
          book,
          { key, body: request.body },
          {
            first: () => handlers[operation](handled),
            reused: () => jsonReply(409, { result: 'rejected', reason: 'KEY_REUSED' }),
          },
        );
        return mischief === 'decides-later' ? jsonReply(202, { result: 'accepted', [field]: key }) : decided;
      }),
  };
}

const handlers = { hold, renew, release, draw, reverse } as const;

function line({ people, lines, request, mischief }: Handled): SimulatedReply {
  const person = people.find(textField(request.body, 'idNumber'));
  const idNumber = textField(request.body, 'idNumber');
  if (person === undefined || person.creditLine === null) return jsonReply(200, { result: 'none', idNumber });
  const { openedOn, limitFen } = person.creditLine;
  const availableFen = Math.max(0, lines.availableFen(person, mischief));
  return jsonReply(200, {
    result: 'line',
    idNumber: mischief === 'another-person' ? anotherPerson : idNumber,
    line: {
      state: mischief === 'frozen' ? 'frozen' : 'open',
      openedOn,
      limitFen: mischief === 'wrong-data' ? String(limitFen) : limitFen,
      availableFen,
      mandateSignedOn: mischief === 'no-mandate' ? null : openedOn,
      cardBound: mischief !== 'card-closed',
      holds: mischief !== 'cannot-hold',
    },
  });
}

function hold(handled: Handled): SimulatedReply {
  const { people, lines, request, mischief } = handled;
  const amount = amountOf(request);
  if (amount === null) return jsonReply(400, { result: 'malformed' });
  const person = people.find(textField(request.body, 'idNumber'));
  if (!person?.creditLine) return rejected('NO_LINE');
  if (mischief === 'frozen') return rejected('LINE_FROZEN');
  if (subtractFen(lines.availableFen(person, mischief), amount) < 0) return rejected('LIMIT_EXCEEDED');
  const { holdNo, expiresOn } = lines.hold(person.idNumber, amount);
  effect(handled, { operation: 'hold', subject: holdNo, fen: amount });
  return done(handled, 'held', { holdNo, expiresOn, heldFen: amount });
}

function renew(handled: Handled): SimulatedReply {
  const { lines, request, mischief } = handled;
  const held = lines.standing(textField(request.body, 'holdNo'));
  if (held === undefined) return rejected('NO_HOLD');
  if (mischief === 'frozen') return rejected('LINE_FROZEN');
  const { holdNo, expiresOn, fen: heldFen } = lines.renew(held);
  effect(handled, { operation: 'renew', subject: `${holdNo} ${expiresOn}`, fen: heldFen });
  return done(handled, 'renewed', { holdNo, expiresOn, heldFen });
}

function release(handled: Handled): SimulatedReply {
  const { lines, request, clock } = handled;
  const held = lines.standing(textField(request.body, 'holdNo'));
  if (held === undefined) return rejected('NO_HOLD');
  lines.release(held.holdNo);
  effect(handled, { operation: 'release', subject: held.holdNo, fen: held.fen });
  return done(handled, 'released', { holdNo: held.holdNo, releasedOn: clock.today() });
}

function draw(handled: Handled): SimulatedReply {
  const { people, lines, request, mischief, clock } = handled;
  const amount = amountOf(request);
  if (amount === null) return jsonReply(400, { result: 'malformed' });
  const person = people.find(textField(request.body, 'idNumber'));
  if (!person?.creditLine) return rejected('NO_LINE');
  if (mischief === 'frozen') return rejected('LINE_FROZEN');
  if (mischief === 'card-closed') return rejected('CARD_CLOSED');
  const held = lines.standing(textField(request.body, 'holdNo'));
  const free = lines.availableFen(person, mischief) + (held?.idNumber === person.idNumber ? held.fen : 0);
  if (free < amount) return rejected('LIMIT_EXCEEDED');
  const told = { drawnFen: amount, drawnOn: clock.today() };
  if (mischief === 'says-yes') return done(handled, 'drawn', { ...told, drawNo: 'D0', availableFen: 0 });
  if (held !== undefined) lines.release(held.holdNo);
  const { drawNo } = lines.draw(person.idNumber, amount);
  effect(handled, { operation: 'draw', subject: drawNo, fen: amount });
  return done(handled, 'drawn', { ...told, drawNo, availableFen: lines.availableFen(person) });
}

function reverse(handled: Handled): SimulatedReply {
  const { lines, request, mischief, clock } = handled;
  const amount = amountOf(request);
  if (amount === null) return jsonReply(400, { result: 'malformed' });
  const drawn = lines.drawOf(textField(request.body, 'drawNo'));
  if (drawn === undefined) return rejected('NO_DRAW');
  if (mischief === 'frozen') return rejected('LINE_FROZEN');
  if (drawn.reversedFen + amount > drawn.fen) return rejected('BEYOND_DRAW');
  lines.reverse(drawn, amount);
  const { drawNo } = drawn;
  const reverseNo = `${drawNo}-R${drawn.reversedFen + amount}`;
  effect(handled, { operation: 'reverse', subject: reverseNo, fen: amount });
  return done(handled, 'reversed', { drawNo, reverseNo, reversedFen: amount, reversedOn: clock.today() });
}
