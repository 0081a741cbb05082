import { sql } from 'kysely';
import type { RetainedRule } from '../../domain/claim-events.ts';
import { chinaDate, type Instant, type LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PartyId, PayerId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, zeroFen } from '../../domain/money.ts';
import type { Attention } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import type { StoreParts } from '../stays/records.ts';
import { claimEventOf } from './claim-events.ts';
import { type ClaimFigures, isSettledClaim } from './claim-figures.ts';
import type { ObligationKey } from './obligation-key.ts';
import { type ObligationState, obligationIsFinal, type RestOfClaim } from './obligation-states.ts';

/** What one payer owes the hospital for one claim, in fen. */
export interface Obligation extends ObligationKey, ClaimFigures {
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
  /** What a person last said of what was refused; null: nobody yet, or it was opened again. */
  readonly restIs: RestOfClaim | null;
  /** Until when the hospital may answer a deduction. */
  readonly answerUntil: LocalDate | null;
  /** The payer said that it has the claim: it is asked for it, and never sent another. */
  readonly filedBefore: boolean;
  /** The hospital took it back before its payer had answered: until when the payer is asked what it did with it; null: it is not. */
  readonly askedUntil: LocalDate | null;
  /** It was final once and is open again. */
  readonly reopened: boolean;
  /** What of `movedFen` the fund paid to the patient, who owes it to the hospital. */
  readonly outsideFen: Fen;
  /** Of which interim bill it is; null: of the bill of the discharge. */
  readonly interimSequence: number | null;
}

/** What became known about an obligation. */
export type ObligationProgress =
  | (Evidenced & { readonly state: 'sent' })
  | (Evidenced & {
      readonly state: 'confirmed';
      readonly paidFen: Fen;
      readonly paidOn: LocalDate;
      /** What the office keeps back by its rule, if it does. */
      readonly retained?: RetainedRule | null;
    })
  | (Evidenced & { readonly state: 'refused'; readonly code: string; readonly partyCode: string | null });

/** The message that shows it; left out: the step itself. */
interface Evidenced {
  readonly evidence?: string;
}

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
    recordClaimRef: (key: ObligationKey, taken: ClaimAccepted, tx: Connection = db): Promise<void> =>
      recordClaimRef(tx, key, taken),
    /** The payer of a claim that was taken back has answered, or is asked no more. */
    async endAsking({ caseRef, payer, claimSequence }: ObligationKey): Promise<void> {
      await db
        .updateTable('obligations')
        .set({ askedUntil: null })
        .where((eb) => eb.and({ caseRef, payer, claimSequence }))
        .execute();
    },
    /** In legal order of the payers; those who have no share any more, or not yet, come last. */
    async obligations(caseRef: CaseRef): Promise<readonly Obligation[]> {
      return selectObligations(db)
        .leftJoin('settlementShares', (join) =>
          join
            .onRef('settlementShares.caseRef', '=', 'obligations.caseRef')
            .onRef('settlementShares.payer', '=', 'obligations.payer'),
        )
        .where('obligations.caseRef', '=', caseRef)
        .orderBy('settlementShares.position')
        .orderBy('obligations.payer')
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

interface ClaimAccepted {
  readonly claimRef: string;
  readonly evidence: string;
  readonly at: Instant;
}

/** In the caller's transaction: the payer has taken the claim under a number of its own; the first number stays. */
export async function recordClaimRef(
  tx: Connection,
  key: ObligationKey,
  { claimRef, evidence, at }: ClaimAccepted,
): Promise<void> {
  const { caseRef, payer, claimSequence } = key;
  const nothing = { fen: zeroFen, code: null } as const;
  const happened = { ...nothing, kind: 'accepted', day: chinaDate(at), evidence, at } as const;
  await sql`WITH taken AS (
      UPDATE obligations SET claim_ref = ${claimRef} WHERE case_ref = ${caseRef} AND payer = ${payer}
        AND claim_sequence = ${claimSequence} AND claim_ref IS NULL RETURNING case_ref)
    ${claimEventOf(sql`taken`, key, happened)}`.execute(tx);
}

/** A part of it was refused or deducted, and nobody has said yet what becomes of that. */
export function isUnresolved(claim: ClaimFigures): boolean {
  return obligationIsFinal(claim.state) && !isSettledClaim(claim);
}

/** Obligations as the rest of the hub sees them, to be narrowed by the caller. */
export function selectObligations(connection: Connection) {
  return connection
    .selectFrom('obligations')
    .select(['obligations.caseRef', 'obligations.payer', 'claimSequence', 'party', 'owedFen', 'state'])
    .select(['paidOn', 'refusalCode', 'stateAt', 'claimRef', 'partPaidFen', 'restIs', 'overPaidFen'])
    .select(['retainedFen', 'deductedFen', 'borneFen', 'movedFen', 'answerUntil', 'filedBefore', 'reopened'])
    .select(['outsideFen', 'obligations.interimSequence', 'askedUntil']);
}

/** A claim that nobody else changes until the transaction ends; undefined: there is none. */
export async function lockedObligation(
  tx: Connection,
  { caseRef, payer, claimSequence }: ObligationKey,
): Promise<Obligation | undefined> {
  return selectObligations(tx)
    .where((eb) => eb.and({ 'obligations.caseRef': caseRef, 'obligations.payer': payer, claimSequence }))
    .forUpdate('obligations')
    .executeTakeFirst();
}

/** Writes what became of a claim that the caller has locked. Who owes, how much, and the payer's number of it stay. */
export async function writeObligation(tx: Connection, claim: Obligation): Promise<void> {
  const { caseRef, payer, claimSequence, party: _, owedFen: __, claimRef: ___, ...values } = claim;
  const changed = await tx
    .updateTable('obligations')
    .set(values)
    .where((eb) => eb.and({ caseRef, payer, claimSequence }))
    .returning('caseRef')
    .executeTakeFirst();
  invariant(changed !== undefined, 'a claim that was locked is gone');
}
