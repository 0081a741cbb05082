import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { never } from '../../domain/invariant.ts';
import { claimStep } from '../../domain/stay.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn, shownIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import type { StoreParts } from '../stays/records.ts';
import type { Account } from './accounts.ts';
import { move, post } from './ledger.ts';
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
      return db.transaction().execute(async (tx) => {
        const obligation = await selectObligations(tx)
          .where((eb) => eb.and(nameOf(key)))
          .forUpdate('obligations')
          .executeTakeFirst();
        if (obligation === undefined) throw new HubProblem('case-unknown');
        const kind = kindOf(obligation, news);
        await tellWaiting(tx, { kind, obligation, news, at });
        const shown = await shownIn(tx, key.caseRef, claimStep(key));
        if (kind !== 'recorded') return { kind, obligation, shown };
        const changed = { ...obligation, ...changes(news), stateAt: at };
        await tx
          .updateTable('obligations')
          .set({ ...changes(news), stateAt: at })
          .where((eb) => eb.and(nameOf(key)))
          .execute();
        await writePostings(tx, obligation, changed);
        const { payer, claimSequence, state } = changed;
        const detail = { payer, claimSequence, state, owedFen: obligation.owedFen };
        await recordEvent(tx, { caseRef: key.caseRef, kind: 'obligation-changed', detail, at });
        // The stay started the first claim itself and hears of its end; a later one is told.
        if (claimSequence > 1 && obligationIsFinal(state))
          await enqueue(tx, {
            ...{ kind: 'signal', caseRef: key.caseRef, noticeId: `${claimStep(key)}/${state}` },
            payload: { kind: 'resolved' },
          });
        return { kind, obligation: changed, shown };
      });
    },
  };
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
  const place = { step: claimStep(obligation), blockedOn: 'operator', since: at } as const;
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

async function writePostings(tx: Connection, before: Obligation, after: Obligation): Promise<void> {
  const [from, to] = [accountOf(before), accountOf(after)];
  if (from === to) return;
  const { caseRef, payer, claimSequence, state } = after;
  // A confirmation after a doubtful reversal is another entry than the first one.
  const key = `claim/${payer}/${claimSequence}/${before.state}/${state}` as const;
  await post(tx, { caseRef, key, postings: move(after.owedFen, from, to), at: after.stateAt });
}

/** Where the amount of an obligation stands, by its state. */
function accountOf({ state, payer }: Obligation): Account {
  switch (state) {
    case 'intended':
      return `receivable:${payer}`;
    case 'sent':
    case 'unknown':
      return `in-transit:${payer}`;
    case 'confirmed':
    case 'reversing':
    case 'reversal-unknown':
      return `received:${payer}`;
    case 'refused':
    case 'reversed':
      return `disputed:${payer}`;
    default:
      return never(state);
  }
}
