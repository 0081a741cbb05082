import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { CoreAnswers } from '../../domain/settlement.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import type { StoreParts } from '../stays/records.ts';
import type { CoreState } from './core-states.ts';

/** One settlement of the insurer's core; amounts in fen. */
export interface CoreSettlementRecord {
  readonly settlementRef: string;
  /** Of the message that asked for it. */
  readonly messageId: string;
  readonly totalFen: Fen;
  readonly inPolicyFen: Fen;
  readonly answers: CoreAnswers;
  /** What came out of the patient's own and the family's account; left out where nobody told. */
  readonly accountFen?: Fen;
  readonly familyAccountFen?: Fen;
}

/** With its number within the stay, and whether it still stands. */
export type NumberedCoreSettlement = Omit<CoreSettlementRecord, 'accountFen' | 'familyAccountFen'> & {
  /** Null in rows of older versions: they did not keep it. */
  readonly accountFen: Fen | null;
  readonly familyAccountFen: Fen | null;
  readonly coreSequence: number;
  readonly state: CoreState;
  /** By which of the stay's resolutions people accepted it as it is; null: by none. */
  readonly acceptedBy: number | null;
  /** Of which interim bill; null: of the bill of the discharge. */
  readonly interimSequence: number | null;
};

const firstRegistration = 1;

/** What the insurer's core answered, kept as a fact: later steps need its number and its amounts. */
export function coreSettlements({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** The newest, taken back or not. Undefined before the core has answered, and in stays whose answer an older version took. */
    lastCoreSettlement: (caseRef: CaseRef): Promise<NumberedCoreSettlement | undefined> =>
      readLastCore(db, caseRef),
    /** All that stand or are being taken back, newest first. */
    async standingCores(caseRef: CaseRef): Promise<readonly NumberedCoreSettlement[]> {
      return selectCores(db, caseRef).where('state', '<>', 'reversed').execute();
    },
    /** The newest of one bill, taken back or not; undefined: none. */
    async coreOf(caseRef: CaseRef, interimSequence: number): Promise<NumberedCoreSettlement | undefined> {
      return selectCores(db, caseRef)
        .where('interimSequence', '=', interimSequence)
        .limit(1)
        .executeTakeFirst();
    },
    /** In the caller's transaction, if any; the first answer under a number stays. */
    recordCoreSettlement: (settled: CoreSettled, tx: Connection = db): Promise<void> =>
      recordCore(tx, settled),
    /** How far taking it back is. What was taken back stays so. */
    moveCoreSettlement: (moved: CoreMove): Promise<void> => moveCore(db, moved),
  };
}

type CoreSettled = CoreSettlementRecord & {
  readonly caseRef: CaseRef;
  readonly coreSequence: number;
  readonly at: Instant;
};

/** In the caller's transaction; the first answer under a number stays. It is of the interim bill that is at work, if one is. */
export async function recordCore(tx: Connection, settled: CoreSettled): Promise<void> {
  const { caseRef, coreSequence, settlementRef, messageId, totalFen, inPolicyFen, answers, at } = settled;
  const { accountFen = null, familyAccountFen = null } = settled;
  await tx
    .insertInto('coreSettlements')
    .values({
      ...{ caseRef, registrationSequence: firstRegistration, coreSequence, settlementRef, messageId },
      ...{ totalFen, inPolicyFen, answers: JSON.stringify(answers), settledAt: at },
      ...{ accountFen, familyAccountFen },
      interimSequence: (eb) =>
        eb
          .selectFrom('interimBills')
          .select('interimSequence')
          .where((row) => row.and({ caseRef, settledAt: null }))
          .where('state', 'in', ['open', 'withdrawing']),
    })
    .onConflict((oc) => oc.doNothing())
    .execute();
}

export interface CoreMove {
  readonly caseRef: CaseRef;
  readonly coreSequence: number;
  readonly state: CoreState;
  readonly at: Instant;
}

/** In the caller's transaction, if any; said in the events when it changes. What stands, for people kept it, is not taken back by an answer that was on its way. */
export async function moveCore(
  connection: Connection,
  { caseRef, coreSequence, state, at }: CoreMove,
): Promise<void> {
  const moved = await connection
    .updateTable('coreSettlements')
    .set({ state })
    .where((eb) => eb.and({ caseRef, coreSequence }))
    .where('state', 'not in', state === 'reversed' ? ['reversed', 'settled'] : ['reversed', state])
    .returning('settlementRef')
    .executeTakeFirst();
  if (moved === undefined) return;
  const { settlementRef } = moved;
  const detail = { of: 'settlement', settlementRef, state };
  await recordEvent(connection, { caseRef, kind: 'reversal-changed', detail, at });
}

/** The newest settlement of the core for a stay, whatever became of it. */
export async function readLastCore(
  connection: Connection,
  caseRef: CaseRef,
): Promise<NumberedCoreSettlement | undefined> {
  return selectCores(connection, caseRef).limit(1).executeTakeFirst();
}

/** Newest first. */
function selectCores(connection: Connection, caseRef: CaseRef) {
  return connection
    .selectFrom('coreSettlements')
    .select(['settlementRef', 'messageId', 'totalFen', 'inPolicyFen', 'answers', 'coreSequence', 'state'])
    .select(['acceptedBy', 'interimSequence', 'accountFen', 'familyAccountFen'])
    .where('caseRef', '=', caseRef)
    .orderBy('coreSequence', 'desc');
}

/** The number under which the core is asked for a bill: that of its settlement that stands, or the next. `last`: the newest of the stay. */
export function coreSequenceFor(
  last: Pick<NumberedCoreSettlement, 'coreSequence' | 'state' | 'interimSequence'> | undefined,
  interimSequence: number | null,
): number {
  if (last === undefined) return 1;
  const isOver = last.state === 'reversed' || last.interimSequence !== interimSequence;
  return last.coreSequence + (isOver ? 1 : 0);
}
