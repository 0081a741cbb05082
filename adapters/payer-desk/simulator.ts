import type { CountyClock } from '../../domain/clock.ts';
import { entryOf } from '../../domain/entry.ts';
import { fen } from '../../domain/money.ts';
import { type Book, nextNumber } from '../book.ts';
import { claimOf, claims, entriesOf, fileClaim, type PaymentCalendar, payDueClaims } from '../claim-book.ts';
import { planNames } from '../claim-plans.ts';
import {
  answerOnce,
  bodyObject,
  carriedKeys,
  firstAnswer,
  jsonReply,
  type Mischief,
  mischiefArgument,
  type People,
  paysInstead,
  refusedLater,
  type SimulatedReply,
  type SimulatedRequest,
  type Simulator,
  textField,
} from '../simulation.ts';

export interface PayerDeskSettings {
  readonly book: Book;
  readonly people: People;
  readonly clock: CountyClock;
  readonly calendar: PaymentCalendar;
}

const operations: Readonly<Record<string, string>> = {
  '/claims': 'claim',
  '/claims/status': 'followClaim',
  '/claims/find': 'enquire',
  '/claims/search': 'findClaim',
};

/** Of the claim, but `wrong-data` of its status and `another-claim` of both. */
const mischiefs = [
  ...['pending', 'refused', 'refuses:', 'refused-later', 'refused-later:', 'pays:', 'filed-before'],
  ...['wrong-data', 'another-claim'],
  ...planNames,
];

/** A payer's desk over a book of its own. */
export function payerDeskSimulator(settings: PayerDeskSettings): Simulator {
  const { book, clock } = settings;
  return {
    mischiefs,
    operationOf: (path) => entryOf(operations, path),
    payDue: () => book.transaction(() => payDueClaims(book, clock)),
    handle: (request, mischief) =>
      book.transaction(() => {
        payDueClaims(book, clock);
        switch (entryOf(operations, request.path) ?? '') {
          case 'claim':
            return claimOnce(settings, request, mischief);
          case 'followClaim':
            return status({ book, clock }, textField(request.body, 'claimNo'), mischief);
          case 'findClaim':
            return search(book, request);
          case 'enquire':
            return (
              firstAnswer(book, textField(request.body, 'claimKey')) ??
              jsonReply(404, { status: 'not-found', claimKey: textField(request.body, 'claimKey') })
            );
          default:
            return jsonReply(404, { status: 'no-such-operation' });
        }
      }),
  };
}

function claimOnce(
  settings: PayerDeskSettings,
  request: SimulatedRequest,
  mischief: Mischief | undefined,
): SimulatedReply {
  const claimKey = textField(request.body, 'claimKey');
  if (mischief === 'pending') return jsonReply(202, { status: 'processing', claimKey });
  const reply = answerOnce(
    settings.book,
    { key: claimKey, body: request.body },
    {
      first: () => claim(settings, request, mischief),
      reused: () => jsonReply(409, { status: 'rejected', claimKey, reason: 'claim-key-reused' }),
    },
  );
  // The book holds the true answer, so that asking later clears things up.
  return mischief === 'another-claim'
    ? jsonReply(reply.status, { ...bodyObject(reply.body), claimKey: `${claimKey}/other` })
    : reply;
}

function claim(
  { book, people, clock, calendar }: PayerDeskSettings,
  request: SimulatedRequest,
  mischief: Mischief | undefined,
): SimulatedReply {
  const { person, amountFen } = bodyObject(request.body);
  const idNumber = numberOf(person);
  const claimKey = textField(request.body, 'claimKey');
  const rejected = (reason: string, code = 422): SimulatedReply =>
    jsonReply(code, { status: 'rejected', claimKey, reason });
  const refusal = mischief === 'refused' ? 'not-covered' : mischiefArgument(mischief, 'refuses');
  if (refusal !== undefined) return rejected(refusal);
  if (people.find(idNumber) === undefined) return rejected('person-unknown');
  if (!Number.isSafeInteger(amountFen)) return jsonReply(400, { status: 'malformed' });
  const said = (name: string): string => textField(request.body, name);
  const claimRef = `C${String(nextNumber(book, 'claims')).padStart(8, '0')}`;
  const filed = fileClaim(book, clock, {
    claimRef,
    key: claimKey,
    messageId: carriedKeys(request).messageId,
    subject: `${said('settlementRef')}/${said('payer')}/${said('sequence')}`,
    fen: fen(Number(amountFen)),
    calendar,
    refusal: refusedLater(mischief, 'papers-missing'),
    paysFen: paysInstead(mischief),
    mischief,
  });
  // As after a reply that was lost long ago: it has the claim, and says no to what seems a second one.
  if (filed === 'taken' || mischief === 'filed-before') return rejected('claim-already-filed', 409);
  return jsonReply(201, { status: 'accepted', claimKey, claimNo: claimRef });
}

/** The person's number, whatever the certificate. */
function numberOf(person: unknown): string {
  const said = JSON.stringify(person ?? null);
  const { certificate } = bodyObject(said);
  return textField(said, 'idNumber') || textField(JSON.stringify(certificate ?? null), 'number');
}

/** Under which number the desk has what was claimed so. */
function search(book: Book, { body }: SimulatedRequest): SimulatedReply {
  const { settlementRef, payer, sequence } = bodyObject(body);
  const said = { settlementRef, payer, sequence };
  const found = claimOf(
    book,
    Object.keys(said)
      .map((name) => textField(body, name))
      .join('/'),
  );
  if (found === undefined) return jsonReply(404, { status: 'not-found', ...said });
  return jsonReply(200, { status: 'accepted', claimNo: found.claimRef, ...said });
}

function status(
  { book, clock }: Pick<PayerDeskSettings, 'book' | 'clock'>,
  asked: string,
  mischief: Mischief | undefined,
): SimulatedReply {
  const found = book.read(claims, asked);
  const claimNo = mischief === 'another-claim' ? `${asked}X` : asked;
  const said = (status: string, more: object = {}): SimulatedReply =>
    jsonReply(200, { status, claimNo, ...more });
  if (found === undefined) return jsonReply(404, { status: 'rejected', claimNo, reason: 'claim-unknown' });
  if (mischief === 'wrong-data') return said('paid', { paidFen: 0.5, paidOn: 'yesterday' });
  const entries = entriesOf(found, clock.today());
  if (entries.length > 0)
    return said('book', {
      entries: entries.map(({ ref, kind, fen, day, code, answerUntil }) => ({
        ...{ entryNo: ref, kind, fen, day, reason: code, answerBy: answerUntil },
      })),
    });
  if (found.state === 'paid') return said('paid', { paidFen: found.paidFen, paidOn: found.paidOn });
  if (found.state === 'refused') return said('rejected', { reason: found.refusal });
  return said('open');
}
