import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Attention, claimStep } from '../../domain/stay.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { clearIn, raiseIn, shownIn, shownOf, type WaitsJson, waitsJson } from '../stays/attention.ts';
import type { StoreParts } from '../stays/records.ts';
import { bookClaimEvents, lockObligation } from './claim-booking.ts';
import type { ClaimEvent } from './claim-events.ts';
import { bookTotal, isKnownTotal, keptBack, type TotalPaid } from './claim-totals.ts';
import { showClaim } from './claim-waits.ts';
import { advance, type KnownObligation, type News } from './obligation-advance.ts';
import type { ObligationKey } from './obligation-key.ts';
import { obligationMayBecome } from './obligation-states.ts';
import {
  lockedObligation,
  type Obligation,
  type ObligationProgress,
  type ObligationRecorded,
  selectObligations,
} from './obligations.ts';

/** What becomes known about an obligation, and what follows from it in the ledger. */
export function obligationProgress({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Writes state, postings and event in one transaction; only evidence moves money. Throws HubProblem `case-unknown` when there is no such obligation. */
    async recordObligationState(
      key: ObligationKey,
      news: ObligationProgress,
      at: Instant,
    ): Promise<ObligationRecorded> {
      for (;;) {
        const known = await read(db, key);
        const step = claimStep(key);
        const booked = await bookedTotal(db, { ...known, news, at });
        if (booked !== null) return booked;
        const kind = kindOf(known.obligation, news);
        const says = changesWaiting({ kind, news, waits: known.waits, step });
        if (says || kind === 'recorded') {
          const told = says
            ? await inTransaction(db, { key, news, at })
            : await advance(db, { ...known, news, at });
          // The claim moved meanwhile: what the news means for it is worked out anew.
          if (told !== null) return told;
        } else return { kind, obligation: known.obligation, shown: shownOf(known.waits, step) };
      }
    },
    /** Says anew what a claim waits for, and what the stay is to show. */
    showClaim: (key: ObligationKey, at: Instant): Promise<Attention | null> =>
      db.transaction().execute(async (tx) => {
        await showClaim(tx, await lockObligation(tx, key), at);
        return shownIn(tx, key.caseRef, claimStep(key));
      }),
    /** Takes entries of a payer's own book, each once; parts add up by themselves. Throws HubProblem `case-unknown`, `claim-unfit`. */
    recordClaimEvents: (
      key: ObligationKey,
      events: readonly ClaimEvent[],
      at: Instant,
    ): Promise<Pick<ObligationRecorded, 'obligation' | 'shown'>> =>
      db.transaction().execute(async (tx) => {
        const obligation = await bookClaimEvents(tx, nameOf(key), events, at);
        return { obligation, shown: await shownIn(tx, key.caseRef, claimStep(key)) };
      }),
  };
}

const waits = waitsJson(sql`obligations.case_ref`) as RawBuilder<WaitsJson>;

async function read(db: Connection, key: ObligationKey): Promise<KnownObligation> {
  const row = await selectObligations(db)
    .select(waits.as('waits'))
    .where((eb) => eb.and(nameOf(key)))
    .executeTakeFirst();
  if (row === undefined) throw new HubProblem('case-unknown');
  const { waits: said, ...obligation } = row;
  return { obligation, waits: said };
}

/** A total that fits what came in before, or what the payer keeps back by its rule; null for any other news. */
async function bookedTotal(
  db: Database,
  { obligation, news, at }: KnownObligation & News,
): Promise<ObligationRecorded | null> {
  if (news.state !== 'confirmed') return null;
  const total = { ...news, evidence: news.evidence ?? `state/confirmed/${at}` };
  if (keptBack(obligation, total) === null) return null;
  return db.transaction().execute((tx) => bookTotalIn(tx, { key: nameOf(obligation), total, at }));
}

/** Null where the total fits nothing that came before. */
async function bookTotalIn(
  tx: Connection,
  { key, total, at }: { readonly key: ObligationKey; readonly total: TotalPaid; readonly at: Instant },
): Promise<ObligationRecorded | null> {
  const kept = keptBack(await lockObligation(tx, key), total);
  if (kept === null) return null;
  const booked = await bookTotal(tx, key, { total, kept, at });
  const shown = await shownIn(tx, key.caseRef, claimStep(key));
  return { kind: 'recorded', obligation: booked, shown };
}

/** The same as `recordObligationState` in the caller's transaction, for what people entered. Throws HubProblem `case-unknown`. */
export async function recordProgressIn(
  tx: Connection,
  { key, news, at }: News & { readonly key: ObligationKey },
): Promise<ObligationRecorded> {
  if (news.state === 'confirmed') {
    const total = { ...news, evidence: news.evidence ?? `state/confirmed/${at}` };
    const booked = await bookTotalIn(tx, { key: nameOf(key), total, at });
    if (booked !== null) return booked;
  }
  return recordIn(tx, { key: nameOf(key), news, at });
}

/** The same with what it makes the stay wait for, or ends; together or not at all. */
async function inTransaction(
  db: Database,
  { key, news, at }: News & { readonly key: ObligationKey },
): Promise<ObligationRecorded> {
  return db.transaction().execute((tx) => recordIn(tx, { key, news, at }));
}

async function recordIn(
  tx: Connection,
  { key, news, at }: News & { readonly key: ObligationKey },
): Promise<ObligationRecorded> {
  await lockedObligation(tx, key);
  const known = await read(tx, key);
  const { obligation } = known;
  const kind = kindOf(obligation, news);
  const recorded = kind === 'recorded' ? await advance(tx, { ...known, news, at }) : { kind, obligation };
  invariant(recorded !== null, 'a claim that is held moved');
  await tellWaiting(tx, { kind, obligation, news, at });
  return { ...recorded, shown: await shownIn(tx, key.caseRef, claimStep(key)) };
}

/** Does the news make the stay wait, or end a wait that it has? */
function changesWaiting(told: {
  readonly kind: ObligationRecorded['kind'];
  readonly news: ObligationProgress;
  readonly waits: WaitsJson;
  readonly step: string;
}): boolean {
  const { kind, news, waits, step } = told;
  const waiting = waits.some((one) => one.step === step);
  if (news.state === 'refused') return kind === 'recorded';
  return news.state === 'confirmed' && (kind === 'mismatch' || kind === 'unfit' || waiting);
}

function nameOf({ caseRef, payer, claimSequence }: ObligationKey): ObligationKey {
  return { caseRef, payer, claimSequence };
}

function kindOf(obligation: Obligation, news: ObligationProgress): ObligationRecorded['kind'] {
  const otherAmount = news.state === 'confirmed' && !isKnownTotal(obligation, news.paidFen);
  // A second confirmation of another amount is no repetition.
  if (obligation.state === news.state) return otherAmount ? 'mismatch' : 'repeated';
  if (!obligationMayBecome(obligation.state, news.state)) return 'unfit';
  return otherAmount ? 'mismatch' : 'recorded';
}

/** What the news makes the stay wait for, or ends. Another amount than owed is never booked by itself: a person compares the statements. */
async function tellWaiting(
  tx: Connection,
  told: {
    readonly kind: ObligationRecorded['kind'];
    readonly obligation: Obligation;
    readonly news: ObligationProgress;
    readonly at: Instant;
  },
): Promise<void> {
  const { kind, obligation, news, at } = told;
  const { caseRef, owedFen } = obligation;
  const place = { step: claimStep(obligation), blockedOn: 'hospital', since: at } as const;
  if (news.state === 'confirmed' && (kind === 'mismatch' || kind === 'unfit')) {
    const detail = { kind: 'other-amount', owedFen, paidFen: news.paidFen } as const;
    await raiseIn(tx, { caseRef, at, attention: { ...place, code: 'payment-mismatch', detail } });
  } else if (news.state === 'refused' && kind === 'recorded') {
    const detail = { kind: 'refusal', refusal: news.code, partyCode: news.partyCode } as const;
    await raiseIn(tx, { caseRef, at, attention: { ...place, code: 'payer-refused', detail } });
  } else if (news.state === 'confirmed') await clearIn(tx, { caseRef, step: place.step, at });
}
