import { sql } from 'kysely';
import { type ArrearsEnd, arrearsStep } from '../../domain/arrears.ts';
import { chinaDate, type Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Attention } from '../../domain/stay.ts';
import { oweAttentionNotice } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from '../stays/attention.ts';
import { type ArrearsCase, readOpenArrears } from './arrears-reads.ts';

/** Says what a case of arrears waits for, or that it waits for nothing. The stay's row is locked. */
export async function tellArrears(
  tx: Connection,
  { caseRef, at }: { readonly caseRef: CaseRef; readonly at: Instant },
): Promise<void> {
  const open = await readOpenArrears(tx, caseRef, chinaDate(at));
  const waits = open === undefined ? null : waitOf(open);
  if (waits === null) {
    const cleared = await clearIn(tx, { caseRef, step: arrearsStep, at });
    if (cleared === 0) return;
  } else {
    const attention = { ...waits, since: at, step: arrearsStep };
    await raiseIn(tx, { caseRef, attention, at });
  }
  await oweAttentionNotice(tx, { caseRef, about: `${arrearsStep}/${at}` });
}

function waitOf(found: ArrearsCase): Omit<Attention, 'since' | 'step'> | null {
  const { state, owedFen, objections } = found;
  const open = objections.filter(({ decidedOn }) => decidedOn === null);
  const detail = { kind: 'arrears', owedFen, answers: open.length, dueOn: open[0]?.dueOn ?? null } as const;
  switch (state) {
    case 'notice-due':
      return { code: 'arrears-notice-due', blockedOn: 'hospital', detail };
    case 'decision-due':
      return { code: 'arrears-decision-due', blockedOn: 'health-commission', detail };
    case 'objected':
      return { code: 'arrears-objection', blockedOn: 'health-commission', detail };
    case 'answering':
    case 'listed':
    case 'ended':
      return null;
  }
}

/** Why nothing is to be listed any more though nobody decided so; null: the case stands. */
export async function readArrearsEnd(
  tx: Connection,
  of: Pick<ArrearsCase, 'caseRef' | 'expiresOn'>,
  at: Instant,
): Promise<ArrearsEnd | null> {
  const { rows } = await sql<{ readonly because: ArrearsEnd | null }>`
    SELECT arrears_end(${of.caseRef}, ${of.expiresOn}::date, ${chinaDate(at)}::date) AS because`.execute(tx);
  return rows[0]?.because ?? null;
}
