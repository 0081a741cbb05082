import { sql } from 'kysely';
import { chinaDate, type Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Instalment, overdueFen, planRest, restOf } from '../../domain/repayment.ts';
import { repaymentStep } from '../../domain/repayment-steps.ts';
import type { Attention } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from '../stays/attention.ts';

/** Says what a running plan waits for: what was due and is not paid; after the patient's death what is open, for nobody is asked by its days any more. */
export async function tellOverdue(
  tx: Connection,
  of: {
    readonly caseRef: CaseRef;
    readonly plan: number;
    readonly instalments: readonly Instalment[];
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, plan, at } = of;
  const step = repaymentStep(plan);
  const waits = await waitOf(tx, of);
  if (waits === null) return void (await clearIn(tx, { caseRef, step, at }));
  const attention = { ...waits, blockedOn: 'hospital', since: at, step } as const;
  await raiseIn(tx, { caseRef, attention, at });
}

async function waitOf(
  tx: Connection,
  {
    caseRef,
    instalments,
    at,
  }: { readonly caseRef: CaseRef; readonly instalments: readonly Instalment[]; readonly at: Instant },
): Promise<Pick<Attention, 'code' | 'detail'> | null> {
  if (await isDead(tx, caseRef)) {
    const detail = { kind: 'estate', balanceFen: planRest(instalments) } as const;
    return { code: 'patient-part-due', detail };
  }
  const today = chinaDate(at);
  const overdue = overdueFen(instalments, today);
  const oldest = instalments.find((one) => one.dueOn < today && restOf(one) > 0);
  if (overdue === 0 || oldest === undefined) return null;
  return { code: 'instalment-missed', detail: { kind: 'overdue', overdueFen: overdue, dueOn: oldest.dueOn } };
}

/** Whether the patient died: in hospital, as the discharge says, or afterwards, as the hospital recorded. */
export async function isDead(connection: Connection, caseRef: CaseRef): Promise<boolean> {
  const { rows } = await sql<{ readonly dead: boolean }>`SELECT
    EXISTS (SELECT FROM patient_circumstances WHERE case_ref = ${caseRef} AND circumstance = 'died')
    OR EXISTS (SELECT FROM discharges WHERE case_ref = ${caseRef} AND died_on IS NOT NULL) AS dead`.execute(
    connection,
  );
  return rows[0]?.dead === true;
}
