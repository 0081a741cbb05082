import { createHash } from 'node:crypto';
import type { CountyClock } from '../../../domain/clock.ts';
import type { LocalDate } from '../../../domain/dates.ts';
import { entryOf } from '../../../domain/entry.ts';
import type { Fen } from '../../../domain/money.ts';
import { type Book, nextNumber, table } from '../../book.ts';
import type { PaymentCalendar } from '../../claim-book.ts';
import { type CountyPerson, type Mischief, type People, recordEffect } from '../../simulation.ts';

/** Everything a transaction of the simulated insurer may use. */
export interface Desk {
  readonly book: Book;
  readonly people: People;
  readonly clock: CountyClock;
  readonly calendar: PaymentCalendar;
}

/** One request after the envelope was opened. */
export interface Incoming {
  readonly infno: string;
  readonly msgid: string;
  /** Our business key, from the transport; the platform itself does not know it. */
  readonly key: string;
  /** Division of the institution, which is the insurer's here. */
  readonly division: string;
  readonly institution: string;
  readonly input: Record<string, Node | Node[] | undefined>;
  readonly mischief: Mischief | undefined;
}

export type Node = Readonly<Record<string, string | undefined>>;

/** A transaction's output, or the code and text of its refusal. */
export type Outcome = { readonly output: unknown } | { readonly code: string; readonly message: string };

export type Transaction = (desk: Desk, incoming: Incoming) => Outcome;

export interface Visit {
  readonly visitId: string;
  readonly personNo: string;
  readonly idNumber: string;
  /** Institution and admission number. */
  readonly admission: string;
  readonly type: '310' | '390';
  readonly institution: string;
  readonly division: string;
  readonly admittedOn: LocalDate;
  readonly dischargedOn: LocalDate | null;
  /** `dscg_way`, once it has ended. */
  readonly leavingWay?: string;
  readonly settlementId: string | null;
  /** How many of its settlements were taken back. */
  readonly takenBack?: number;
  /** Settlements of parts of it that stand, made while it went on, oldest first. */
  readonly midStay?: readonly string[];
}

/** A settlement as the insurer remembers it: what each fund owes. */
export interface BookedSettlement {
  readonly settlementId: string;
  readonly visitId: string;
  /** It was taken back. */
  readonly takenBack?: true;
  readonly funds: Readonly<Record<string, Fen>>;
  /** The person and year whose assistance it took. */
  readonly year?: string;
  readonly totalFen?: Fen;
  readonly inPolicyFen?: Fen;
  readonly deductibleFen?: Fen;
  /** What came out of accounts. */
  readonly taken?: { readonly ownFen: Fen; readonly familyFen: Fen };
}

export const visits = table<Visit>('visits');
export const visitByAdmission = table<string>('visit-by-admission');
export const settlements = table<BookedSettlement>('settlements');
export const assistanceUsed = table<Fen>('assistance-used');
/** How often the registration under an admission number was taken back. */
export const cancelledAdmissions = table<number>('cancelled-admissions');

/** The insurer's number of a person: stable, and telling nothing about them. */
export function personNumber(person: Pick<CountyPerson, 'idNumber'>): string {
  return createHash('sha256').update(`insured/${person.idNumber}`).digest('hex').slice(0, 28).toUpperCase();
}

/** A number of the insurer's own: division, day and serial. */
export function ownNumber(desk: Desk, kind: string, division: string): string {
  const day = desk.clock.today().replaceAll('-', '');
  return `${division}${day}${String(nextNumber(desk.book, kind)).padStart(8, '0')}`;
}

/** The node of that name; empty when it is missing. */
export function node(incoming: Incoming, name: string): Node {
  const found = entryOf(incoming.input, name);
  return found === undefined || Array.isArray(found) ? {} : found;
}

/** Books what a transaction did that moves no money. */
export function noteEffect(
  desk: Desk,
  incoming: Incoming,
  what: { readonly operation: string; readonly subject: string },
): void {
  const { key, msgid: messageId } = incoming;
  recordEffect(desk.book, { ...what, key, messageId, fen: null, at: desk.clock.now() });
}
