import { type ArrearsEnd, answerUntil, expiresOn } from '../../domain/arrears.ts';
import { chinaDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import type { Carried } from '../stays/carried.ts';
import { recordEvent } from '../stays/events.ts';
import { readOpenAmendment } from './amendments.ts';
import { arrearsDecisions, decideObjections, expectOthers, openArrears } from './arrears-objections.ts';
import { type ArrearsCase, readOpenArrears } from './arrears-reads.ts';
import { readArrearsEnd, tellArrears } from './arrears-waits.ts';
import { unfit } from './claim-rows.ts';
import { readBalance } from './patient-account.ts';
import { owePatientNotice } from './patient-notices.ts';

type Applied = Extract<Wanted, { kind: 'apply-listing' }>;
type Served = Extract<Wanted, { kind: 'serve-notice' }>;

/**
 * The hospital applies; nobody is listed by it. One case at a time, and none where a plan is kept or nothing is owed. Throws HubProblem
 * `resolution-unfit`, `amendment-open`.
 */
export async function applyListing(
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  { terms }: Applied,
): Promise<void> {
  const today = chinaDate(at);
  if ((await readOpenAmendment(tx, caseRef)) !== undefined) throw new HubProblem('amendment-open');
  if ((await readOpenArrears(tx, caseRef, today)) !== undefined) throw unfit('a case of arrears is open');
  const because = await readArrearsEnd(tx, { caseRef, expiresOn: null }, at);
  if (because !== null) throw unfit(`nothing to list: ${because}`);
  const balance = await readBalance(tx, caseRef);
  if (balance === undefined) throw unfit('the stay is not settled');
  const { last } = await tx
    .selectFrom('arrearsCases')
    .select((eb) => eb.fn.max<number | null>('arrearsSequence').as('last'))
    .where('caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
  const { balanceFen: owedFen } = balance;
  const arrearsSequence = (last ?? 0) + 1;
  const row = { caseRef, arrearsSequence, appliedBy: sequence, appliedOn: today, owedFen, ...terms };
  await tx.insertInto('arrearsCases').values(row).execute();
  await recordEvent(tx, {
    ...{ caseRef, kind: 'arrears-applied', at },
    detail: { arrears: arrearsSequence, owedFen },
  });
  await owePatientNotice(tx, {
    ...{ caseRef, kind: 'arrears-notice', about: `arrears/${arrearsSequence}`, at },
    fields: { fen: owedFen, answerDays: terms.answerDays },
  });
  await tellArrears(tx, { caseRef, at });
}

/** The written notice reached the person; the time to answer begins on the day after. Throws HubProblem `resolution-unfit`, `arrears-over`. */
export async function serveNotice(
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  { servedOn, way, receipt }: Served,
): Promise<void> {
  const found = await openArrears(tx, { caseRef, at });
  const { arrears, appliedOn } = found;
  if (found.noticedOn !== null) throw unfit(`the notice was served on ${found.noticedOn}`);
  if (servedOn < appliedOn) throw unfit(`the hospital applied on ${appliedOn}`);
  const until = answerUntil(servedOn, found);
  await write(tx, found, {
    ...{ noticedOn: servedOn, noticeWay: way, noticeReceipt: receipt },
    ...{ noticeBy: sequence, answerUntil: until },
  });
  const detail = { arrears, way, servedOn, answerUntil: until };
  await recordEvent(tx, { caseRef, kind: 'arrears-notice-served', detail, at });
  await tellArrears(tx, { caseRef, at });
}

/** Two people of the keeper list the person until a day; what was answered to the notice is thereby decided. Throws HubProblem `resolution-unfit`, `arrears-over`. */
export async function list(tx: Connection, { caseRef, sequence, at }: Carried): Promise<void> {
  const today = chinaDate(at);
  const found = await openArrears(tx, { caseRef, at });
  if (found.state !== 'decision-due') throw unfit(`the case of arrears is ${found.state}`);
  const until = expiresOn(today, found);
  await write(tx, found, { listedOn: today, listedBy: sequence, expiresOn: until });
  await decideObjections(tx, found, { by: sequence, on: today, upheld: false });
  const detail = { arrears: found.arrears, expiresOn: until };
  await recordEvent(tx, { caseRef, kind: 'arrears-listed', detail, at });
  await tellArrears(tx, { caseRef, at });
}

/** Two people of the keeper end the case without a record, or lift the record. Throws HubProblem `resolution-unfit`, `decided-before`. */
export async function unlist(
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  { ground }: Extract<Wanted, { kind: 'unlist' }>,
): Promise<void> {
  const today = chinaDate(at);
  const found = await openArrears(tx, { caseRef, at });
  if (found.state === 'objected') await expectOthers(tx, { caseRef, sequence, kinds: arrearsDecisions });
  else if (ground === 'objection-upheld' && found.objections.every(({ decidedOn }) => decidedOn !== null))
    throw unfit('no objection is open');
  await decideObjections(tx, found, { by: sequence, on: today, upheld: ground === 'objection-upheld' });
  await endArrears(tx, found, { because: ground, by: sequence, at });
}

/** The case is over: nothing of it waits, and a record counts no more. */
export async function endArrears(
  tx: Connection,
  of: Pick<ArrearsCase, 'caseRef' | 'arrears' | 'listedOn'>,
  end: { readonly because: ArrearsEnd; readonly by: number | null; readonly at: Carried['at'] },
): Promise<void> {
  const { because, by, at } = end;
  const { caseRef, arrears, listedOn } = of;
  const endedOn = chinaDate(at);
  await write(tx, of, { endedOn, endedBecause: because, endedBy: by });
  const detail = { arrears, because, listed: listedOn === null ? 'never' : 'lifted' };
  await recordEvent(tx, { caseRef, kind: 'arrears-ended', detail, at });
  await tellArrears(tx, { caseRef, at });
}

type Columns = Partial<
  Pick<ArrearsCase, 'noticedOn' | 'noticeWay' | 'noticeReceipt' | 'answerUntil' | 'listedOn' | 'expiresOn'> &
    Pick<ArrearsCase, 'endedOn' | 'endedBecause'> & {
      readonly noticeBy: number;
      readonly listedBy: number;
      readonly endedBy: number | null;
    }
>;

async function write(
  tx: Connection,
  { caseRef, arrears }: Pick<ArrearsCase, 'caseRef' | 'arrears'>,
  columns: Columns,
): Promise<void> {
  await tx
    .updateTable('arrearsCases')
    .set(columns)
    .where((eb) => eb.and({ caseRef, arrearsSequence: arrears }))
    .execute();
}
