import type { CountyClock } from '../../domain/clock.ts';
import { entryOf } from '../../domain/entry.ts';
import { addFen, type Fen, fen, subtractFen, zeroFen } from '../../domain/money.ts';
import { type Book, nextNumber, table } from '../book.ts';
import {
  answerOnce,
  bodyObject,
  carriedKeys,
  firstAnswer,
  jsonReply,
  type Mischief,
  type People,
  recordEffect,
  type SimulatedReply,
  type SimulatedRequest,
  type Simulator,
  textField,
} from '../simulation.ts';

export interface BankSettings {
  readonly book: Book;
  readonly people: People;
  readonly clock: CountyClock;
}

const drawn = table<Fen>('drawn');
// A valid number that nobody of the county has.
const anotherPerson = '11010519491231002X';
const operations: Readonly<Record<string, string>> = {
  '/credit-lines/query': 'creditLine',
  '/draws': 'draw',
  '/draws/find': 'enquire',
};

/** A bank with one revolving line per person. Mischief: `frozen` (both), `wrong-data`, `another-person` (line). */
export function bankSimulator(settings: BankSettings): Simulator {
  const { book } = settings;
  return {
    operationOf: (path) => entryOf(operations, path),
    payDue: () => {},
    handle: (request, mischief) =>
      book.transaction(() => {
        switch (entryOf(operations, request.path) ?? '') {
          case 'creditLine':
            return line(settings, request, mischief);
          case 'draw':
            return answerOnce(
              book,
              { key: textField(request.body, 'drawKey'), body: request.body },
              {
                first: () => draw(settings, request, mischief),
                reused: () => jsonReply(409, { result: 'rejected', reason: 'KEY_REUSED' }),
              },
            );
          case 'enquire':
            return (
              firstAnswer(book, textField(request.body, 'drawKey')) ??
              jsonReply(404, { result: 'not-found', drawKey: textField(request.body, 'drawKey') })
            );
          default:
            return jsonReply(404, { result: 'no-such-operation' });
        }
      }),
  };
}

function line(
  { book, people }: BankSettings,
  request: SimulatedRequest,
  mischief: Mischief | undefined,
): SimulatedReply {
  const person = people.find(textField(request.body, 'idNumber'));
  const idNumber = textField(request.body, 'idNumber');
  if (person === undefined || person.creditLine === null) return jsonReply(200, { result: 'none', idNumber });
  const { openedOn, limitFen } = person.creditLine;
  const availableFen = subtractFen(limitFen, book.read(drawn, person.idNumber) ?? zeroFen);
  return jsonReply(200, {
    result: 'line',
    idNumber: mischief === 'another-person' ? anotherPerson : idNumber,
    line: {
      state: mischief === 'frozen' ? 'frozen' : 'open',
      openedOn,
      limitFen: mischief === 'wrong-data' ? String(limitFen) : limitFen,
      availableFen,
    },
  });
}

function draw(
  { book, people, clock }: BankSettings,
  request: SimulatedRequest,
  mischief: Mischief | undefined,
): SimulatedReply {
  const { amountFen } = bodyObject(request.body);
  if (!Number.isSafeInteger(amountFen) || Number(amountFen) < 1)
    return jsonReply(400, { result: 'malformed' });
  const person = people.find(textField(request.body, 'idNumber'));
  if (!person?.creditLine) return rejected('NO_LINE');
  if (mischief === 'frozen') return rejected('LINE_FROZEN');
  const drawnFen = fen(Number(amountFen));
  const used = addFen(book.read(drawn, person.idNumber) ?? zeroFen, drawnFen);
  const availableFen = subtractFen(person.creditLine.limitFen, used);
  if (availableFen < 0) return rejected('LIMIT_EXCEEDED');
  book.write(drawn, person.idNumber, used);
  const drawNo = `D${String(nextNumber(book, 'draws')).padStart(8, '0')}`;
  const { messageId } = carriedKeys(request);
  const key = textField(request.body, 'drawKey');
  recordEffect(book, { operation: 'draw', key, messageId, subject: drawNo, fen: drawnFen, at: clock.now() });
  return jsonReply(201, {
    result: 'drawn',
    drawKey: key,
    drawNo,
    drawnFen,
    drawnOn: clock.today(),
    availableFen,
  });
}

function rejected(reason: string): SimulatedReply {
  return jsonReply(422, { result: 'rejected', reason });
}
