import type { ClaimEntry } from '../domain/claim-events.ts';
import type { CountyClock } from '../domain/clock.ts';
import { addDays, type LocalDate } from '../domain/dates.ts';
import { addFen, type Fen, zeroFen } from '../domain/money.ts';
import { type Book, table } from './book.ts';
import { planOf } from './claim-plans.ts';
import { recordEffect } from './simulation.ts';

/** When a simulated payer pays a claim: at once, or so many county days after it was filed. */
export type PaymentCalendar = 'immediate' | { readonly days: number };

/** A claim in a simulated payer's book. */
export interface FiledClaim {
  readonly claimRef: string;
  readonly key: string;
  readonly messageId: string;
  /** What is claimed, in the payer's words: settlement, fund and sequence. */
  readonly subject: string;
  readonly claimedFen: Fen;
  /** What will be paid, where it is another amount than claimed. */
  readonly paysFen?: Fen;
  readonly filedOn: LocalDate;
  readonly dueOn: LocalDate;
  readonly state: 'open' | 'paid' | 'refused';
  readonly paidFen: Fen;
  readonly paidOn: LocalDate | null;
  readonly refusal: string | null;
  /** What else than paying it the payer does, all of it by its days; null: nothing else. */
  readonly plan: readonly ClaimEntry[] | null;
}

export const claims = table<FiledClaim>('claims');
const claimBySubject = table<string>('claim-by-subject');
// Keys begin with the due day, so that what has fallen due is the head of the table.
const unpaid = table<string>('unpaid');

/** Files a claim and pays it at once where the calendar says so; 'taken' when the subject was claimed before. */
export function fileClaim(
  book: Book,
  clock: CountyClock,
  filing: {
    readonly claimRef: string;
    readonly key: string;
    readonly messageId: string;
    readonly subject: string;
    readonly fen: Fen;
    readonly calendar: PaymentCalendar;
    /** The payer takes the claim and will refuse it on its day. */
    readonly refusal: string | null;
    /** The payer takes the claim and will pay another amount on its day. */
    readonly paysFen?: Fen | undefined;
    readonly mischief?: string | undefined;
  },
): 'filed' | 'taken' {
  const { claimRef, key, messageId, subject, fen, calendar, refusal, paysFen } = filing;
  if (!book.insert(claimBySubject, subject, claimRef)) return 'taken';
  const filedOn = clock.today();
  const dueOn = calendar === 'immediate' ? filedOn : addDays(filedOn, calendar.days);
  const state = 'open';
  const open = {
    claimRef,
    key,
    messageId,
    subject,
    claimedFen: fen,
    filedOn,
    dueOn,
    state,
    refusal,
    ...(paysFen === undefined ? {} : { paysFen }),
    plan: planOf(filing.mischief, { fen, dueOn }),
  } as const;
  book.insert(claims, claimRef, { ...open, paidFen: zeroFen, paidOn: null });
  for (const day of daysOf({ ...open, paidFen: zeroFen, paidOn: null }))
    book.insert(unpaid, `${day}/${claimRef}`, claimRef);
  recordEffect(book, { operation: 'claim', key, messageId, subject, fen, at: clock.now() });
  payDueClaims(book, clock);
  return 'filed';
}

/** Pays or refuses every open claim whose day has come. */
export function payDueClaims(book: Book, clock: CountyClock): void {
  const today = clock.today();
  for (const claimRef of book.rows(unpaid, { below: `${addDays(today, 1)}/` })) {
    const claim = book.read(claims, claimRef);
    if (claim === undefined) continue;
    const due = daysOf(claim).filter((day) => book.read(unpaid, `${day}/${claimRef}`) !== undefined);
    const [day] = due;
    if (day === undefined) continue;
    book.remove(unpaid, `${day}/${claimRef}`);
    if (claim.plan !== null) {
      actOn(book, clock, { claim, plan: claim.plan.filter((entry) => entry.day === day) });
      continue;
    }
    if (claim.refusal !== null) {
      book.write(claims, claimRef, { ...claim, state: 'refused' });
      continue;
    }
    const { key, messageId, subject, claimedFen, paysFen: fen = claimedFen } = claim;
    book.write(claims, claimRef, { ...claim, state: 'paid', paidFen: fen, paidOn: claim.dueOn });
    recordEffect(book, { operation: 'pay', key, messageId, subject, fen, at: clock.now() });
  }
}

/** The payer's book about a claim as far as its days have come. */
export function entriesOf(claim: FiledClaim, today: LocalDate): readonly ClaimEntry[] {
  return (claim.plan ?? []).filter(({ day }) => day <= today);
}

/** The claim that was filed for this subject, if any. */
export function claimOf(book: Book, subject: string): FiledClaim | undefined {
  const claimRef = book.read(claimBySubject, subject);
  return claimRef === undefined ? undefined : book.read(claims, claimRef);
}

function daysOf({ plan, dueOn }: FiledClaim): readonly LocalDate[] {
  return plan === null ? [dueOn] : [...new Set(plan.map(({ day }) => day))].toSorted();
}

/** Money that goes out is paid, money that comes back is taken back; the rest is only said. */
function actOn(
  book: Book,
  clock: CountyClock,
  { claim, plan }: { readonly claim: FiledClaim; readonly plan: readonly ClaimEntry[] },
): void {
  const { claimRef, key, messageId, subject } = claim;
  let { paidFen, state, paidOn } = claim;
  for (const { kind, fen, day } of plan) {
    if (kind === 'paid' || kind === 'returned') {
      paidFen = addFen(paidFen, fen);
      [state, paidOn] = ['paid', day];
    }
    const operation = kind === 'paid' || kind === 'returned' ? 'pay' : kind;
    recordEffect(book, { operation, key, messageId, subject, fen, at: clock.now() });
  }
  book.write(claims, claimRef, { ...claim, paidFen, state, paidOn });
}
