import { claimStep } from '../../domain/stay.ts';
import { oweNews } from '../messages/outbox.ts';
import { obligationIsFinal } from '../money/obligation-states.ts';
import { selectObligations } from '../money/obligations.ts';
import type { Connection } from '../postgres/database.ts';
import { allowAnotherTry } from './another-try.ts';
import type { Carried } from './carried.ts';

/** The stay and each of its open claims try again at once; what was refused goes out as a new message. */
export async function askAgain(tx: Connection, { caseRef, sequence, at }: Carried): Promise<void> {
  await allowAnotherTry(tx, { caseRef, at });
  await oweNews(tx, { caseRef, noticeId: `resolution/${sequence}`, kind: 'retry-now' });
  const claims = await selectObligations(tx).where('caseRef', '=', caseRef).execute();
  for (const one of claims.filter(({ state }) => !obligationIsFinal(state))) {
    const claim = claimStep(one);
    await oweNews(tx, { caseRef, noticeId: `resolution/${sequence}/${claim}`, kind: 'retry-now', claim });
  }
}
