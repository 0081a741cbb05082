import { sql } from 'kysely';
import type { Decision } from '../../domain/decision.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from './attention.ts';
import type { Carried } from './carried.ts';
import { readStay, type StoreParts } from './records.ts';
import { appendDecision } from './stages.ts';

/** The decision that was open, closed by people: their evidence is its last reason. */
export async function decideByHand(
  sealer: StoreParts['sealer'],
  tx: Connection,
  { caseRef, step, at }: Carried,
  { outcome, evidence }: Extract<Wanted, { kind: 'decide' }>,
): Promise<void> {
  const stay = await readStay({ db: tx, sealer }, sql`stays.case_ref = ${caseRef}`);
  const open = stay?.decision;
  if (open?.outcome !== 'review')
    throw new HubProblem('resolution-unfit', {
      detail: `the decision is ${open?.outcome ?? 'still to come'}`,
    });
  const reason = { code: 'decided-by-hand', article: '人工判定 · by hand', zh: evidence, en: evidence };
  const decision: Decision = { ...open, outcome, reasons: [...open.reasons, reason], missing: [] };
  await appendDecision({ db: tx, sealer }, { caseRef, decision, at });
  await clearIn(tx, { caseRef, step, at });
}
