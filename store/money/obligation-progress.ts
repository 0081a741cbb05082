import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { invariant, never } from '../../domain/invariant.ts';
import { claimStep } from '../../domain/stay.ts';
import { signalOf } from '../messages/outbox.ts';
import { unflushed } from '../postgres/commits.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { clearIn, raiseIn, shownIn, shownOf, type WaitsJson, waitsJson } from '../stays/attention.ts';
import { eventsOf } from '../stays/held.ts';
import type { StoreParts } from '../stays/records.ts';
import { movement } from './claim-movement.ts';
import { entryOf } from './ledger.ts';
import { obligationIsFinal, obligationMayBecome } from './obligation-states.ts';
import {
  type Obligation,
  type ObligationKey,
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
  };
}

interface KnownObligation {
  readonly obligation: Obligation;
  readonly waits: WaitsJson;
}

type News = { readonly news: ObligationProgress; readonly at: Instant };

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

/** State, postings and event in one statement, while the claim stands where it was read; else null. */
async function advance(
  db: Connection,
  { obligation, waits, news, at }: KnownObligation & News,
): Promise<ObligationRecorded | null> {
  const changed: Obligation = { ...obligation, ...changes(news), stateAt: at };
  const { caseRef, payer, claimSequence, state, owedFen } = changed;
  const detail = { payer, claimSequence, state, owedFen };
  // That a claim is about to be sent is flushed with its message, or written again.
  const { rows } = await sql`WITH ${unflushed(state === 'sent')}, changed AS (
      UPDATE obligations SET state = ${state}, paid_on = ${changed.paidOn}, refusal_code = ${changed.refusalCode}, state_at = ${at}
      FROM hurry WHERE case_ref = ${caseRef} AND payer = ${payer} AND claim_sequence = ${claimSequence} AND state = ${obligation.state}
      RETURNING case_ref),
    ${entryOf(sql`changed`, movement(obligation, changed))},
    ${owedNews(changed)}
    told AS (${eventsOf(sql`changed`, [{ kind: 'obligation-changed', detail }], at)})
    SELECT case_ref FROM changed`.execute(db);
  if (rows.length === 0) return null;
  return { kind: 'recorded', obligation: changed, shown: shownOf(waits, claimStep(changed)) };
}

/** The stay started the first claim itself and hears of its end; a later one is told. */
function owedNews({ state, ...claim }: Obligation): RawBuilder<unknown> {
  if (claim.claimSequence === 1 || !obligationIsFinal(state)) return sql``;
  const noticeId = `${claimStep(claim)}/${state}`;
  return sql`owed AS (${signalOf(sql`changed`, { noticeId, payload: { kind: 'resolved' } })}),`;
}

/** The same with what it makes the stay wait for, or ends; together or not at all. */
async function inTransaction(
  db: Database,
  { key, news, at }: News & { readonly key: ObligationKey },
): Promise<ObligationRecorded> {
  return db.transaction().execute(async (tx) => {
    const held = selectObligations(tx).where((eb) => eb.and(nameOf(key)));
    await held.forUpdate('obligations').execute();
    const known = await read(tx, key);
    const { obligation } = known;
    const kind = kindOf(obligation, news);
    const recorded = kind === 'recorded' ? await advance(tx, { ...known, news, at }) : { kind, obligation };
    invariant(recorded !== null, 'a claim that is held moved');
    await tellWaiting(tx, { kind, obligation, news, at });
    return { ...recorded, shown: await shownIn(tx, key.caseRef, claimStep(key)) };
  });
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
  if (news.state === 'confirmed') return kind === 'mismatch' || kind === 'unfit' || waiting;
  return news.state === 'reversed' && waiting;
}

function nameOf({ caseRef, payer, claimSequence }: ObligationKey): ObligationKey {
  return { caseRef, payer, claimSequence };
}

function kindOf(obligation: Obligation, news: ObligationProgress): ObligationRecorded['kind'] {
  const otherAmount = news.state === 'confirmed' && news.paidFen !== obligation.owedFen;
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
  } else if (news.state === 'confirmed' || news.state === 'reversed')
    await clearIn(tx, { caseRef, step: place.step, at });
}

function changes(
  news: ObligationProgress,
): Pick<Obligation, 'state'> & Partial<Pick<Obligation, 'paidOn' | 'refusalCode'>> {
  switch (news.state) {
    case 'confirmed':
      return { state: 'confirmed', paidOn: news.paidOn };
    case 'refused':
      return { state: 'refused', refusalCode: news.code };
    case 'sent':
    case 'unknown':
    case 'reversing':
    case 'reversed':
    case 'reversal-unknown':
      return { state: news.state };
    default:
      return never(news);
  }
}
