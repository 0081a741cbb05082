import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Instant, instant, type LocalDate, localDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { windowSource } from '../../domain/person.ts';
import { listConflicts } from '../../store/lists/conflicts.ts';
import { anAdmission, aPerson, at, civilAffairs, useStore } from '../postgres/store-under-test.ts';
import { stageRows } from './stage-rows.ts';

const store = useStore();
const noon = (day: LocalDate): Instant => instant(`${day}T12:00:00+08:00`);
const nobody = { type: null, status: 'none', division: null } as const;

/** A version of the list that names those people, as `aPerson` spells them. */
async function released(asOf: LocalDate, serials: readonly number[]): Promise<void> {
  const uploadId = await store().files.storeFile(
    civilAffairs,
    (async function* () {
      yield Buffer.from(asOf);
    })(),
  );
  const digest = createHash('sha256').update(asOf).digest('hex');
  const { version } = await store().lists.createVersion({
    ...{ listId: civilAffairs, uploadId, kind: 'full', asOf, digest, bytes: 10 },
    ...{ format: 'csv', source: 'push', sentBy: 'sender', review: false, at: noon(asOf) },
  });
  await stageRows(store(), version, { lines: serials.map((serial) => [serial, 'A'] as const) });
  await store().releases.checkVersion(version, noon(asOf), () => []);
  await store().releases.releaseVersion(version, noon(asOf));
}

/** A stay whose person a window spelt that way, and that waits for the name. */
async function aDoubtedStay(serial: number, name: string): Promise<CaseRef> {
  const { people, stays } = store();
  const personRef = await people.register({ ...aPerson(serial), name, saidBy: { [windowSource]: name } });
  const admission = await anAdmission(store(), { personRef, name });
  const { caseRef } = admission;
  await stays.acceptAdmission(admission);
  const doubt = { insurer: 'person-unknown', others: [], relative: false } as const;
  await stays.recordCover(caseRef, { insurance: nobody, categories: [], creditLine: null, doubt }, at, 1);
  await stays.raiseAttention(
    caseRef,
    { code: 'identity-mismatch', blockedOn: 'hospital', since: at, step: 'decide' },
    at,
  );
  return caseRef;
}

const owed = async (caseRef: CaseRef) =>
  (await store().db.selectFrom('outbox').select('noticeId').where('caseRef', '=', caseRef).execute()).flatMap(
    ({ noticeId }) => (noticeId.startsWith('attention/identity/') ? [noticeId] : []),
  );

test('a list that names a person anew has the stays that wait for the name asked for anew, and no others', async () => {
  const { stays, people } = store();
  const doubted = await aDoubtedStay(711, '患者00711');
  const settled = await aDoubtedStay(712, '患者00712');
  await stays.clearAttention(settled, 'decide', at);
  await released(localDate('2026-02-01'), [711, 712, 713]);
  expect(await stays.stay(doubted)).toMatchObject({ identitySequence: 2, stage: 'Arrived' });
  expect((await stays.stayWithCover(doubted))?.cover).toBeNull();
  expect(await owed(doubted)).toEqual([`attention/identity/${civilAffairs}/1`]);
  expect(await stays.stay(settled)).toMatchObject({ identitySequence: 1, stage: 'Covered' });
  expect(await owed(settled)).toEqual([]);
  const known = await people.open((await stays.stay(doubted))?.personRef as never);
  expect(known.saidBy).toEqual({ [windowSource]: '患者00711', [civilAffairs]: '患者00711' });
});

test('the same list again names nobody anew', async () => {
  const { stays } = store();
  await released(localDate('2026-02-02'), [721]);
  const doubted = await aDoubtedStay(721, '患者00721');
  await released(localDate('2026-02-03'), [721, 722]);
  expect(await stays.stay(doubted)).toMatchObject({ identitySequence: 1, stage: 'Covered' });
});

test('a list that corrects its spelling settles what was open about it, and frees the stay', async () => {
  const { db, stays, people } = store();
  const conflicts = listConflicts(db);
  const personRef = await people.register({ ...aPerson(731), saidBy: { [civilAffairs]: '写错' } });
  await people.agreeOnName(personRef, aPerson(731).name, [windowSource, 'medical-insurance']);
  const admission = await anAdmission(store(), { personRef });
  const { caseRef } = admission;
  await stays.acceptAdmission(admission);
  const detail = { lists: [civilAffairs], otherwise: ['medical-insurance', windowSource] };
  await conflicts.recordConflict({ caseRef, personRef, kind: 'name', detail, at });
  const waits = { code: 'list-conflict', blockedOn: 'operator', since: at, step: 'compare-lists' } as const;
  await stays.raiseAttention(caseRef, waits, at);
  await released(localDate('2026-02-04'), [731]);
  expect(await conflicts.misspeltNames({ listId: civilAffairs, limit: 9 })).toEqual([]);
  expect((await stays.wholeStay(caseRef))?.attention).toEqual([]);
});
