import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, sumFen } from '../../domain/money.ts';
import type { OpenWork } from '../../domain/open-work.ts';
import type { Attention, Stage } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { clearedWith, clearIn, shownOf, type WaitsJson, waitsJson } from './attention.ts';
import { eventsOf } from './held.ts';
import { lockStay } from './locks.ts';
import type { StoreParts } from './records.ts';
import { openWorkOf, type WorkFacts, workFactsJson } from './work-left.ts';

export type StayClosed =
  /** `borneFen`: what payers refused of it and the hospital gave up. */
  | { readonly kind: 'closed'; readonly borneFen: Fen }
  /** Payers or the patient still owe something, or something is owed back. */
  | { readonly kind: 'open'; readonly work: readonly OpenWork[]; readonly shown: Attention | null }
  | { readonly kind: 'unfit'; readonly stage: Stage }
  /** People cancelled it: it is undone, or was. */
  | { readonly kind: 'cancelled' }
  /** A corrected bill is to be settled anew. */
  | { readonly kind: 'amended' }
  /** The bank is to be asked for something. */
  | { readonly kind: 'at-bank' }
  /** It is under somebody else's card, and the insurer still has it in care. */
  | { readonly kind: 'void' }
  /** It goes on, and a bill of it is to be settled or taken back. */
  | { readonly kind: 'interim' };

/** The end of a stay. */
export function closingRecord({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * Closes a settled stay when nothing else is left to do for it (`openWorkOf`). What the hospital bears stands in the event.
     * Throws HubProblem `case-unknown`.
     */
    async closeStay(caseRef: CaseRef, at: Instant): Promise<StayClosed> {
      const seen = await look(db, caseRef);
      if (!mayClose(seen)) return notYet(db, { caseRef, at }, seen);
      return db.transaction().execute(async (tx) => {
        // A claim that was final is open again when a person says so: the last look is taken while nobody can.
        await lockStay(tx, caseRef);
        const last = await look(tx, caseRef);
        if (!mayClose(last)) return notYet(tx, { caseRef, at }, last);
        await close(tx, { caseRef, at, borneFen: last.borneFen });
        return { kind: 'closed', borneFen: last.borneFen };
      });
    },
  };
}

interface Look {
  readonly stage: Stage;
  readonly cancelled: boolean;
  readonly work: readonly OpenWork[];
  /** What payers refused and the hospital gave up. */
  readonly borneFen: Fen;
  readonly waits: WaitsJson;
}

async function look(connection: Connection, caseRef: CaseRef): Promise<Look> {
  const { rows } = await sql<{ readonly facts: WorkFacts; readonly waits: WaitsJson }>`
    SELECT ${workFactsJson} AS facts, ${waitsJson(sql`stays.case_ref`)} AS waits
    FROM stays WHERE case_ref = ${caseRef}`.execute(connection);
  const [row] = rows;
  if (row === undefined) throw new HubProblem('case-unknown');
  const { facts, waits } = row;
  const borneFen = sumFen(facts.claims.map((claim) => claim.borneFen));
  const { stage, cancelled } = facts;
  return { stage, cancelled, work: openWorkOf(facts), borneFen, waits };
}

function mayClose({ work }: Look): boolean {
  return work.some(({ kind }) => kind === 'close');
}

async function notYet(
  connection: Connection,
  { caseRef, at }: { readonly caseRef: CaseRef; readonly at: Instant },
  { stage, cancelled, work, borneFen, waits }: Look,
): Promise<StayClosed> {
  const due = (kind: OpenWork['kind']): boolean => work.some((one) => one.kind === kind);
  if (stage === 'Closed') return { kind: 'closed', borneFen };
  if (cancelled) return { kind: 'cancelled' };
  if (due('unregister')) return { kind: 'void' };
  if (due('settle-so-far')) return { kind: 'interim' };
  if (stage === 'Admitted' && due('bank')) return { kind: 'at-bank' };
  if (stage !== 'Settled') return { kind: 'unfit', stage };
  // What the stay waits for is said by the step that settles it anew.
  if (due('settle-again')) return { kind: 'amended' };
  if (due('bank')) return { kind: 'at-bank' };
  // Whatever stopped an earlier look is over.
  if (waits.some(({ step }) => step === 'close')) await clearIn(connection, { caseRef, step: 'close', at });
  const shown = shownOf(waits.filter(({ step }) => step !== 'close'));
  return { kind: 'open', work, shown };
}

/** Closes a settled stay whose row is locked. */
async function close(
  tx: Connection,
  { caseRef, at, borneFen }: { readonly caseRef: CaseRef; readonly at: Instant; readonly borneFen: Fen },
): Promise<void> {
  const borne = borneFen > 0 ? { with: 'borne-by-hospital', borneFen } : {};
  const reached = { kind: 'stage-reached', detail: { stage: 'Closed', ...borne } } as const;
  await sql`WITH moved AS (
      UPDATE stays SET stage = 'Closed', closed_at = ${at} WHERE case_ref = ${caseRef} RETURNING case_ref),
    told AS (${eventsOf(sql`moved`, [reached], at)}),
    ${clearedWith(sql`moved`, { because: 'stay-closed' }, at)}
    SELECT FROM moved`.execute(tx);
}
