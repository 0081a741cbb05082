import { createHash } from 'node:crypto';
import type { OtherCertificate, ShownKind } from '../domain/certificate.ts';
import type { Instant, LocalDate } from '../domain/dates.ts';
import { entryOf } from '../domain/entry.ts';
import { type Fen, fen } from '../domain/money.ts';
import type { RecordParty } from '../domain/record-answers.ts';
import type { CreditLine, InsuranceCover } from '../domain/stay.ts';
import { type Book, nextNumber, table } from './book.ts';

/** One HTTP request as a simulated party sees it; header names in lower case. */
export interface SimulatedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface SimulatedReply {
  readonly status: number;
  readonly body: string;
  /** The body is a file, a character a byte. */
  readonly file?: true;
}

/** How a party misbehaves for one request: one of the simulator's `mischiefs`, with an argument behind its colon where it takes one. */
export type Mischief = string;

/** Whether a simulator can play it. */
export function canPlay({ mischiefs }: Pick<Simulator, 'mischiefs'>, mischief: Mischief): boolean {
  return mischiefs.some((one) =>
    one.endsWith(':') ? mischief.startsWith(one) && mischief.length > one.length : mischief === one,
  );
}

/** What a mischief such as `refuses:E2304` names behind its colon; undefined for another mischief, or one that names nothing. */
export function mischiefArgument(mischief: Mischief | undefined, name: string): string | undefined {
  return mischief?.startsWith(`${name}:`) ? mischief.slice(name.length + 1) : undefined;
}

/** What a claim is refused for later on: `usual`, or the code that the mischief names; null: it is not refused. */
export function refusedLater(mischief: Mischief | undefined, usual: string): string | null {
  return mischief === 'refused-later' ? usual : (mischiefArgument(mischief, 'refused-later') ?? null);
}

/** What a claim is paid, in fen, where the mischief `pays:<fen>` names another amount than claimed. */
export function paysInstead(mischief: Mischief | undefined): Fen | undefined {
  const named = mischiefArgument(mischief, 'pays');
  return named === undefined ? undefined : fen(Number(named));
}

/** A party as one function from request to reply over its book. The same function runs under msw and as a process. */
export interface Simulator {
  /** Ways in which it can misbehave; `refuses:` is followed by what is refused for. */
  readonly mischiefs: readonly string[];
  /** The operation that a path names, for faults limited to operations; undefined for a path the party does not have. */
  operationOf(path: string): string | undefined;
  handle(request: SimulatedRequest, mischief?: Mischief): SimulatedReply;
  /** The door turns it away before anybody reads what it asks, so that no fault of the desk behind is spent on it; left out: it has no such door. */
  turnsAway?(request: SimulatedRequest): boolean;
  /** Pays what has fallen due by the party's clock. */
  payDue(): void;
}

/** A person of the simulated county, with what its offices know. Invented; no real person's number is ever made on purpose. */
export interface CountyPerson {
  /** The number of the person's certificate; of a resident card where no other is named. */
  readonly idNumber: string;
  readonly certificate?: Pick<OtherCertificate, 'kind' | 'issuer'> | undefined;
  /** What the person shows at the window beside it; left out: nothing. */
  readonly shows?: ShownKind | undefined;
  readonly name: string;
  readonly sex: 'male' | 'female';
  readonly birthDate: LocalDate;
  /** Division (6 digits) of the household. */
  readonly division: string;
  readonly address: string;
  readonly phone: string;
  readonly household: string;
  readonly insurance: InsuranceCover;
  readonly memberships: readonly Membership[];
  readonly creditLine: CreditLine | null;
  /** What keepers of records have of the person; left out: nothing. */
  readonly records?: readonly HeldRecord[];
  /** What is in the person's own account at the insurer and in the family's, in fen; left out: nothing. */
  readonly accounts?: { readonly ownFen: Fen; readonly familyFen: Fen } | undefined;
}

/** A record that a court or the keeper of medical credit holds against a person. */
export interface HeldRecord {
  readonly keeper: RecordParty;
  readonly since: LocalDate;
  readonly number: string;
}

/** A place on a list; `category` is our code, `label` what the agency writes. */
export interface Membership {
  readonly agency: 'civil-affairs' | 'rural-revitalization';
  readonly category: string;
  readonly label: string;
  readonly since: LocalDate;
  readonly until: LocalDate | null;
}

/** The people whom a party can look up. */
export interface People {
  find(idNumber: string): CountyPerson | undefined;
  /** Everybody, in a fixed order. */
  all(): readonly CountyPerson[];
  /** Goes up whenever somebody was added or changed. */
  version(): number;
}

/** Something that a party really did, once; never changed or removed. */
export interface Effect {
  readonly operation: string;
  /** Our business key as the message carried it. */
  readonly key: string;
  readonly messageId: string;
  /** The party's own name of what was done: two effects with one subject are one too many. */
  readonly subject: string;
  readonly fen: Fen | null;
  readonly at: Instant;
}

/** The list of effects, in order. */
export const effects = table<Effect>('effects');

/** Writes down an effect. */
export function recordEffect(book: Book, effect: Effect): void {
  book.insert(effects, String(nextNumber(book, 'effects')).padStart(12, '0'), effect);
}

/** A reply in JSON. */
export function jsonReply(status: number, body: unknown): SimulatedReply {
  return { status, body: JSON.stringify(body) };
}

/** Key and message id as the transport carried them. */
export function carriedKeys(request: SimulatedRequest): { readonly key: string; readonly messageId: string } {
  return {
    key: request.headers['idempotency-key'] ?? '',
    messageId: request.headers['x-message-id'] ?? '',
  };
}

/** A field of a JSON body as text; empty when it is missing or the body is no object. */
export function textField(body: string, name: string): string {
  const value: unknown = entryOf(bodyObject(body), name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The JSON object of a body; empty when it is none. */
export function bodyObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

interface Answered {
  readonly digest: string;
  readonly reply: SimulatedReply;
}

const answered = table<Answered>('answered');

/** Answers a key for the first time, or with the first answer again; `reused` when the key came with another body. */
export function answerOnce(
  book: Book,
  message: { readonly key: string; readonly body: string },
  answers: { readonly first: () => SimulatedReply; readonly reused: () => SimulatedReply },
): SimulatedReply {
  const digest = createHash('sha256').update(message.body).digest('hex');
  const seen = book.read(answered, message.key);
  if (seen !== undefined) return seen.digest === digest ? seen.reply : answers.reused();
  const reply = answers.first();
  book.insert(answered, message.key, { digest, reply });
  return reply;
}

/** The answer that a key got; undefined when it never came. */
export function firstAnswer(book: Book, key: string): SimulatedReply | undefined {
  return book.read(answered, key)?.reply;
}
