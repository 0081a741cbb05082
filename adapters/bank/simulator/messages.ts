import type { CountyClock } from '../../../domain/clock.ts';
import { type Fen, fen } from '../../../domain/money.ts';
import type { Book } from '../../book.ts';
import {
  bodyObject,
  carriedKeys,
  jsonReply,
  type Mischief,
  type People,
  recordEffect,
  type SimulatedReply,
  type SimulatedRequest,
  textField,
} from '../../simulation.ts';
import type { Lines } from './lines.ts';

export interface BankSettings {
  readonly book: Book;
  readonly people: People;
  readonly clock: CountyClock;
}

/** A valid number that nobody of the county has. */
export const anotherPerson = '11010519491231002X';
const keyFields = ['drawKey', 'holdKey', 'renewKey', 'releaseKey', 'reverseKey'] as const;

/** One message as its handler takes it. */
export interface Handled extends BankSettings {
  readonly lines: Lines;
  readonly request: SimulatedRequest;
  readonly mischief: Mischief | undefined;
}

/** Under which field and key the message came. */
export function keyOf({ body }: Pick<SimulatedRequest, 'body'>) {
  const field = keyFields.find((one) => textField(body, one) !== '') ?? 'drawKey';
  return { field, key: textField(body, field) };
}

/** What the bank did, in its book. */
export function effect(
  { book, clock, request }: Handled,
  what: { readonly operation: string; readonly subject: string; readonly fen: Fen },
): void {
  const { messageId } = carriedKeys(request);
  recordEffect(book, { ...what, key: keyOf(request).key, messageId, at: clock.now() });
}

/** The yes repeats the key and the person that it was asked with. */
export function done(
  { request, mischief }: Handled,
  result: string,
  told: Readonly<Record<string, unknown>>,
) {
  const { field, key } = keyOf(request);
  const idNumber = textField(request.body, 'idNumber');
  const named = idNumber === '' ? {} : { idNumber: mischief === 'another-person' ? anotherPerson : idNumber };
  const said = mischief === 'another-amount' ? otherAmounts(told) : told;
  return jsonReply(201, { result, [field]: key, ...named, ...said });
}

function otherAmounts(told: Readonly<Record<string, unknown>>) {
  const names = ['heldFen', 'drawnFen', 'reversedFen'] as const;
  return { ...told, ...Object.fromEntries(names.filter((name) => name in told).map((name) => [name, 1])) };
}

/** Null for what is no amount. */
export function amountOf({ body }: SimulatedRequest): Fen | null {
  const { amountFen } = bodyObject(body);
  return Number.isSafeInteger(amountFen) && Number(amountFen) >= 1 ? fen(Number(amountFen)) : null;
}

/** The bank's no. */
export function rejected(reason: string): SimulatedReply {
  return jsonReply(422, { result: 'rejected', reason });
}
