import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import { oweAttentionNotice } from '../messages/outbox.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { clearIn, raiseIn } from '../stays/attention.ts';
import { lockStay } from '../stays/locks.ts';
import { accountOf } from './patient-account.ts';

/** The step under which a stay waits for the patient's own part. */
export const patientPartStep = 'patient-part';
const step = patientPartStep;

/** County days for which nobody asks: most patients pay at the window within hours, and a transfer or a bank holiday takes a week. */
const graceDays = 7;

/** What a stay waits for when the patient's own part stays unpaid. */
export function patientParts(db: Database) {
  return {
    /** Raises it for at most `limit` settled stays whose patient has paid too little for too long; gives how many. */
    async raiseUnpaid(now: Instant, limit: number): Promise<number> {
      const found = await unpaid(db, now, limit);
      for (const { caseRef } of found)
        await db.transaction().execute(async (tx) => {
          const { stage } = await lockStay(tx, caseRef);
          const [still] = await unpaid(tx, now, 1, caseRef);
          if (stage !== 'Settled' || still === undefined) return;
          const { balanceFen, settledAt: since } = still;
          await raisePatientPart(tx, { caseRef, balanceFen, since, at: now });
        });
      return found.length;
    },
  };
}

export type PatientParts = ReturnType<typeof patientParts>;

/** The stay waits for so much of the own part. */
export async function raisePatientPart(
  tx: Connection,
  unpaid: {
    readonly caseRef: CaseRef;
    readonly balanceFen: Fen;
    readonly since: Instant;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, balanceFen, since, at } = unpaid;
  const detail = { kind: 'unpaid', balanceFen } as const;
  const attention = { code: 'patient-part-due', blockedOn: 'hospital', since, step, detail } as const;
  await raiseIn(tx, { caseRef, attention, at });
  await oweAttentionNotice(tx, { caseRef, about: `${step}/${at}` });
}

/** A payment ends the wait once nothing is left, and else says what is left. */
export async function tellPatientPart(
  tx: Connection,
  paid: { readonly caseRef: CaseRef; readonly balanceFen: Fen; readonly at: Instant },
): Promise<void> {
  const { caseRef, balanceFen, at } = paid;
  if (balanceFen === 0) return void (await clearIn(tx, { caseRef, step, at }));
  await tx
    .updateTable('attention')
    .set({ detail: JSON.stringify({ kind: 'unpaid', balanceFen }) })
    .where('caseRef', '=', caseRef)
    .where('step', '=', step)
    .execute();
}

interface Unpaid {
  readonly caseRef: CaseRef;
  readonly settledAt: Instant;
  readonly balanceFen: Fen;
}

/** Settled stays with a balance that nobody has been told of. */
async function unpaid(
  connection: Connection,
  now: Instant,
  limit: number,
  caseRef?: CaseRef,
): Promise<readonly Unpaid[]> {
  const { rows } = await sql<Unpaid>`
    SELECT stays.case_ref AS "caseRef", settled_at AS "settledAt", due_fen AS "balanceFen"
    FROM stays JOIN settlements USING (case_ref), LATERAL ${accountOf(sql`stays.case_ref`)} AS account
    WHERE stage = 'Settled' AND due_fen > 0
      AND settled_at < ${now}::timestamptz - make_interval(days => ${graceDays})
      AND (${caseRef ?? null}::text IS NULL OR stays.case_ref = ${caseRef ?? null})
      AND NOT EXISTS (SELECT FROM attention WHERE attention.case_ref = stays.case_ref AND step = ${step})
    ORDER BY settled_at LIMIT ${limit}`.execute(connection);
  return rows;
}
