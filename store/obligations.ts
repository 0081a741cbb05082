import type { Instant, LocalDate } from '../domain/dates.ts';
import { HubProblem } from '../domain/failures.ts';
import type { CaseRef, InstitutionId, PartyId, PayerId } from '../domain/ids.ts';
import { never } from '../domain/invariant.ts';
import type { Fen } from '../domain/money.ts';
import type { Connection } from './database.ts';
import { recordEvent } from './events.ts';
import { type Account, move, post } from './ledger.ts';
import { type ObligationState, obligationIsFinal, obligationMayBecome } from './obligation-states.ts';
import type { StoreParts } from './stay-records.ts';

/** Names one obligation. */
export interface ObligationKey {
  readonly caseRef: CaseRef;
  readonly payer: PayerId;
  readonly claimSequence: number;
}

/** What one payer owes the hospital for one claim, in fen. */
export interface Obligation extends ObligationKey {
  readonly party: PartyId;
  readonly owedFen: Fen;
  readonly state: ObligationState;
  /** Day of payment once confirmed. */
  readonly paidOn: LocalDate | null;
  /** The payer's no, as a code of ours. */
  readonly refusalCode: string | null;
  readonly stateAt: Instant;
}

/** What became known about an obligation. */
export type ObligationNews =
  | { readonly state: 'sent' | 'unknown' | 'reversing' | 'reversed' | 'reversal-unknown' }
  | { readonly state: 'confirmed'; readonly paidFen: Fen; readonly paidOn: LocalDate }
  | { readonly state: 'refused'; readonly code: string };

export interface ObligationRecorded {
  /** `unfit`: the state machine has no such way; `mismatch`: paid another amount than owed. Both write nothing and need a person. */
  readonly kind: 'recorded' | 'repeated' | 'unfit' | 'mismatch';
  readonly obligation: Obligation;
}

/** What payers owe, and how far each claim is. */
export function obligationRecords({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Writes state, postings and event in one transaction; only evidence moves money. Throws HubProblem `case-unknown` when there is no such obligation. */
    async recordObligationState(
      key: ObligationKey,
      news: ObligationNews,
      at: Instant,
    ): Promise<ObligationRecorded> {
      return db.transaction().execute(async (tx) => {
        const obligation = await select(tx)
          .where((eb) => eb.and(nameOf(key)))
          .forUpdate('obligations')
          .executeTakeFirst();
        if (obligation === undefined) throw new HubProblem('case-unknown');
        if (obligation.state === news.state) return { kind: sameNews(obligation, news), obligation };
        if (!obligationMayBecome(obligation.state, news.state)) return { kind: 'unfit', obligation };
        if (news.state === 'confirmed' && news.paidFen !== obligation.owedFen)
          return { kind: 'mismatch', obligation };
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
        return { kind: 'recorded', obligation: changed };
      });
    },
    /** In legal order of the payers. */
    async obligations(caseRef: CaseRef): Promise<readonly Obligation[]> {
      return select(db)
        .innerJoin('settlementShares', (join) =>
          join
            .onRef('settlementShares.caseRef', '=', 'obligations.caseRef')
            .onRef('settlementShares.payer', '=', 'obligations.payer'),
        )
        .where('obligations.caseRef', '=', caseRef)
        .orderBy('settlementShares.position')
        .orderBy('claimSequence')
        .execute();
    },
    /** Ordered by case ref, payer and claim; the next page begins after the last one's key. */
    async listObligations(filter: {
      readonly party?: PartyId;
      readonly payer?: PayerId;
      readonly institution?: InstitutionId;
      readonly state?: ObligationState;
      readonly after?: ObligationKey;
      readonly limit: number;
    }): Promise<readonly Obligation[]> {
      const { party, payer, institution, state, after } = filter;
      let query = select(db);
      if (party !== undefined) query = query.where('party', '=', party);
      if (payer !== undefined) query = query.where('obligations.payer', '=', payer);
      if (state !== undefined) query = query.where('state', '=', state);
      if (institution !== undefined)
        query = query.where('obligations.caseRef', 'in', (eb) =>
          eb.selectFrom('stays').select('stays.caseRef').where('stays.institution', '=', institution),
        );
      if (after !== undefined)
        query = query.where((eb) =>
          eb(
            eb.refTuple('obligations.caseRef', 'obligations.payer', 'claimSequence'),
            '>',
            eb.tuple(after.caseRef, after.payer, after.claimSequence),
          ),
        );
      return query
        .orderBy('obligations.caseRef')
        .orderBy('obligations.payer')
        .orderBy('claimSequence')
        .limit(filter.limit)
        .execute();
    },
  };
}

/** How many obligations of a stay are not final. */
export async function countOpenObligations(connection: Connection, caseRef: CaseRef): Promise<number> {
  const rows = await connection
    .selectFrom('obligations')
    .select('state')
    .where('caseRef', '=', caseRef)
    .execute();
  return rows.filter((row) => !obligationIsFinal(row.state)).length;
}

function select(connection: Connection) {
  return connection
    .selectFrom('obligations')
    .select(['obligations.caseRef', 'obligations.payer', 'claimSequence', 'party', 'owedFen', 'state'])
    .select(['paidOn', 'refusalCode', 'stateAt']);
}

function nameOf({ caseRef, payer, claimSequence }: ObligationKey): ObligationKey {
  return { caseRef, payer, claimSequence };
}

function sameNews(obligation: Obligation, news: ObligationNews): 'repeated' | 'mismatch' {
  // A second confirmation of another amount is no repetition.
  return news.state === 'confirmed' && news.paidFen !== obligation.owedFen ? 'mismatch' : 'repeated';
}

function changes(
  news: ObligationNews,
): Pick<Obligation, 'state'> & Partial<Pick<Obligation, 'paidOn' | 'refusalCode'>> {
  switch (news.state) {
    case 'confirmed':
      return { state: 'confirmed', paidOn: news.paidOn };
    case 'refused':
      return { state: 'refused', refusalCode: news.code };
    default:
      return { state: news.state };
  }
}

async function writePostings(tx: Connection, before: Obligation, after: Obligation): Promise<void> {
  const [from, to] = [accountOf(before), accountOf(after)];
  if (from === to) return;
  const { caseRef, payer, claimSequence, state } = after;
  // A confirmation after a doubtful reversal is another entry than the first one.
  const key = `${caseRef}/${payer}/${claimSequence}/${before.state}/${state}`;
  await post(tx, { key, caseRef, kind: 'claim', postings: move(after.owedFen, from, to), at: after.stateAt });
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
