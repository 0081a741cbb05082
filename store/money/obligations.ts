import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PartyId, PayerId } from '../../domain/ids.ts';
import { type Fen, subtractFen, sumFen } from '../../domain/money.ts';
import type { Attention } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import type { StoreParts } from '../stays/records.ts';
import { type ObligationState, obligationIsFinal, type RestOfClaim } from './obligation-states.ts';

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
  /** The payer's own number of the claim, once it has taken it. */
  readonly claimRef: string | null;
  /** What came in of a claim whose rest the payer refused (fen); 0 for any other. */
  readonly partPaidFen: Fen;
  /** Null: what was refused is in dispute, and a person must say what becomes of it. */
  readonly restIs: RestOfClaim | null;
}

/** What became known about an obligation. */
export type ObligationProgress =
  | { readonly state: 'sent' | 'unknown' | 'reversing' | 'reversed' | 'reversal-unknown' }
  | { readonly state: 'confirmed'; readonly paidFen: Fen; readonly paidOn: LocalDate }
  | { readonly state: 'refused'; readonly code: string; readonly partyCode: string | null };

export interface ObligationRecorded {
  /** `unfit`: the state machine has no such way; `mismatch`: paid another amount than owed. Both write nothing and need a person. */
  readonly kind: 'recorded' | 'repeated' | 'unfit' | 'mismatch';
  readonly obligation: Obligation;
  /** What the stay is to show operators now. */
  readonly shown: Attention | null;
}

/** Look-ups of what payers owe, and how far each claim is. */
export function obligationRecords({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** The payer has taken the claim under a number of its own; the first number stays. In the caller's transaction, if any. */
    async recordClaimRef(
      { caseRef, payer, claimSequence }: ObligationKey,
      claimRef: string,
      tx: Connection = db,
    ): Promise<void> {
      await tx
        .updateTable('obligations')
        .set({ claimRef })
        .where((eb) => eb.and({ caseRef, payer, claimSequence }))
        .where('claimRef', 'is', null)
        .execute();
    },
    /** In legal order of the payers. */
    async obligations(caseRef: CaseRef): Promise<readonly Obligation[]> {
      return selectObligations(db)
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
      let query = selectObligations(db);
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

/** What payers still owe on a stay: how many claims are not final, what is in dispute and what the hospital bears (fen). */
export async function readOpenClaims(
  connection: Connection,
  caseRef: CaseRef,
): Promise<{ readonly open: number; readonly disputedFen: Fen; readonly borneFen: Fen }> {
  const rows = await connection
    .selectFrom('obligations')
    .select(['state', 'owedFen', 'partPaidFen', 'restIs'])
    .where('caseRef', '=', caseRef)
    .execute();
  const borne = rows.filter(({ restIs }) => restIs === 'borne').map(refusedRest);
  return {
    open: rows.filter((row) => !obligationIsFinal(row.state)).length,
    disputedFen: sumFen(rows.filter(isDisputed).map(refusedRest)),
    borneFen: sumFen(borne),
  };
}

/** Refused, and nobody has said yet what becomes of it. */
export function isDisputed({ state, restIs }: Pick<Obligation, 'state' | 'restIs'>): boolean {
  return state === 'refused' && restIs === null;
}

/** What of a refused claim did not come in, in fen. */
export function refusedRest({ owedFen, partPaidFen }: Pick<Obligation, 'owedFen' | 'partPaidFen'>): Fen {
  return subtractFen(owedFen, partPaidFen);
}

/** Obligations as the rest of the hub sees them, to be narrowed by the caller. */
export function selectObligations(connection: Connection) {
  return connection
    .selectFrom('obligations')
    .select(['obligations.caseRef', 'obligations.payer', 'claimSequence', 'party', 'owedFen', 'state'])
    .select(['paidOn', 'refusalCode', 'stateAt', 'claimRef', 'partPaidFen', 'restIs']);
}
