import { expect, test } from 'vitest';
import type { LookUp } from '../../activities/exchange/look-up.ts';
import { insurerReconciliationActivity } from '../../activities/money/insurer-reconciliation.ts';
import type { Call } from '../../adapters/call.ts';
import { medicalInsuranceOverHttp } from '../../adapters/medical-insurance/http.ts';
import { misfits } from '../../api/money/misfits.ts';
import { askDue } from '../../api/relay/insurer-reconciliations.ts';
import { countyClock } from '../../domain/clock.ts';
import { instant, localDate, millisOf } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import type { InsurerRow } from '../../domain/insurer-reconciliation.ts';
import { fen } from '../../domain/money.ts';
import { hospitals, useDoor } from '../http/door-under-test.ts';
import { anAdmittedStay } from '../postgres/store-under-test.ts';

const door = useDoor();
const hospital = hospitals[0] as InstitutionId;
const at = instant('2024-03-09T10:00:00+08:00');
const day = localDate('2024-03-09');

/** A settlement of 1,000.00 of which funds pay 700.00. */
async function aSettlement(settlementRef: string): Promise<CaseRef> {
  const { stays } = door().deps;
  const caseRef = await anAdmittedStay(door().deps as never);
  await stays.recordIdentified({ caseRef, personNo: `P-${settlementRef}`, of: 1, at });
  await stays.recordRegistered({ caseRef, visitRef: `V-${settlementRef}`, at });
  await stays.recordCoreSettlement({
    ...{ caseRef, coreSequence: 1, settlementRef, messageId: `M-${settlementRef}`, at },
    ...{
      totalFen: fen(1_000_00),
      inPolicyFen: fen(900_00),
      accountFen: fen(50_00),
      familyAccountFen: fen(0),
    },
    answers: { 'basic-insurance': { paidFen: fen(700_00) } },
  });
  return caseRef;
}

const row = (settlementRef: string, more: Partial<InsurerRow> = {}): InsurerRow => ({
  ...{ settlementRef, visitRef: `V-${settlementRef}`, says: 'balanced' },
  ...{ totalFen: fen(1_000_00), fundFen: fen(700_00), accountFen: fen(50_00), ...more },
});

/** An insurer that answers as it is told, question by question. */
function answering(said: Readonly<Record<string, unknown>>): LookUp {
  return async (call: Call<never, unknown>) => {
    const value = said[call.operation];
    if (value === undefined)
      return { kind: 'waiting', code: 'agency-wait', party: 'medical-insurance', since: at, overdue: false };
    if (value === 'refused') return { kind: 'answered', answer: { kind: 'refused', code: 'period-cleared' } };
    return { kind: 'answered', answer: { kind: 'done', value: value as never } };
  };
}

async function reconciled(said: Readonly<Record<string, unknown>>) {
  const { stays, insurer, clock } = door().deps;
  const { reconciliations } = insurer;
  const name = await reconciliations.ask(
    { institution: hospital, fromOn: day, toOn: day },
    'somebody',
    clock.now(),
  );
  const port = medicalInsuranceOverHttp({} as never);
  const parts = { stays, reconciliations, clock, insurer: port, lookUp: answering(said) };
  const progress = await insurerReconciliationActivity(parts).reconcileWithInsurer(name);
  const shown = await reconciliations.one(name);
  return { progress, name, shown, differences: await reconciliations.differences(name) };
}

const file = { uploadFile: { fileNo: 'F1' }, reconcileDetail: { fileNo: 'F2', filename: 'r.zip' } };
const unbalanced = { reconcileTotal: { balanced: false }, ...file };

test('what the insurer lacks, has besides, counts otherwise or did not take back is told with both figures, whose it is and who acts, until a later run no longer finds it', async () => {
  const { deps, call } = door();
  const cases = {
    equal: await aSettlement('S1'),
    gone: await aSettlement('S2'),
    other: await aSettlement('S3'),
  };
  const midnight = await aSettlement('S4');
  const back = await aSettlement('S5');
  for (const state of ['reversing', 'reversed'] as const)
    await deps.stays.moveCoreSettlement({ caseRef: back, coreSequence: 1, state, at });
  const { shown, differences } = await reconciled({
    ...unbalanced,
    downloadReconciled: [
      ...[row('S1'), row('S2', { says: 'hospital-has-more' }), row('S3', { fundFen: fen(690_00) })],
      ...[row('S4', { says: 'hospital-has-more' }), row('S5', { says: 'insurer-has-more' })],
      row('S6', { says: 'insurer-has-more', visitRef: 'V-S1' }),
      row('S7', { says: 'insurer-has-more', visitRef: 'V-OF-ANOTHER-PATIENT' }),
    ],
    settled: { settled: false },
  });
  expect(shown).toMatchObject({
    state: 'differs',
    settlements: 4,
    totalFen: 4_000_00,
    fundFen: 2_800_00,
    others: 1,
  });
  expect(differences.map(({ settlementRef, kind, caseRef }) => [settlementRef, kind, caseRef])).toEqual([
    ['S2', 'unknown-there', cases.gone],
    ['S3', 'figures-differ', cases.other],
    ['S4', 'unknown-there', midnight],
    ['S5', 'not-taken-back', back],
    ['S6', 'unknown-here', cases.equal],
  ]);
  const path = '/v1/insurer-reconciliations';
  const read = await call('hospital', { method: 'GET', url: path });
  const [newest] = read.json<{ reconciliations: { differences: Record<string, unknown>[] }[] }>()
    .reconciliations;
  expect(newest?.differences[1]).toMatchObject({
    ...{ caseRef: cases.other, blockedOn: 'medical-insurance' },
    ...{ ours: { fundFen: 700_00, accountFen: 50_00 }, theirs: { fundFen: 690_00 } },
  });
  expect((await call('otherHospital', { method: 'GET', url: path })).json()).toEqual({ reconciliations: [] });
  const found = async () =>
    (await misfits(deps)).filter(({ kind }) => kind === 'insurer-differs').map(({ about }) => about);
  expect(await found()).toHaveLength(5);
  // A settlement of a moment after midnight stands there under another day: asked alone, the insurer says so.
  const rows = ['S1', 'S2', 'S3'].map((one) => row(one));
  const later = [...rows, row('S4', { says: 'hospital-has-more' })];
  const again = await reconciled({ ...unbalanced, downloadReconciled: later, settled: { settled: true } });
  expect([again.shown?.state, again.name.run]).toEqual(['agrees', 2]);
  expect(await found()).toEqual([]);
});

test('totals that agree are enough; a silent insurer is asked again and seen to be awaited; a no is kept', async () => {
  await aSettlement('S20');
  expect(await reconciled({ reconcileTotal: { balanced: true } })).toMatchObject({
    ...{ progress: { kind: 'answered' }, shown: { state: 'balanced' }, differences: [] },
  });
  const silent = await reconciled({});
  expect(silent).toMatchObject({
    progress: { kind: 'waiting', attention: { code: 'agency-wait', blockedOn: 'medical-insurance' } },
    shown: { state: 'asked', code: 'agency-wait' },
  });
  // The same question, not a second one beside it.
  const refused = await reconciled({ reconcileTotal: 'refused' });
  expect([refused.name, refused.shown]).toMatchObject([
    silent.name,
    { state: 'refused', code: 'period-cleared' },
  ]);
});

test('funds with the account inside, and a row of an older version without it, are the same money', async () => {
  const own = await aSettlement('S30');
  const { stays } = door().deps;
  expect(
    (
      await stays.ownBook(
        { institution: hospital, fromOn: day, toOn: day, run: 1 },
        { settlementRefs: ['S30'], visitRefs: [] },
      )
    ).settlements,
  ).toMatchObject([{ caseRef: own }]);
  const inside = await reconciled({
    ...unbalanced,
    downloadReconciled: [row('S30', { fundFen: fen(750_00) })],
  });
  expect(inside.shown?.state).toBe('agrees');
  const spoiled = await reconciled({
    ...unbalanced,
    downloadReconciled: [row('S30', { visitRef: 'V-OTHER' })],
  });
  expect(spoiled.differences).toMatchObject([{ kind: 'figures-differ' }]);
});

test('each morning the day and the month before are asked about once, where the insurer reconciles; another hospital’s, days to come and a region that says nothing are not', async () => {
  const { deps, call } = door();
  await aSettlement('S40');
  const morningOf = (moment: string) =>
    countyClock({ realMs: 0, countyMs: millisOf(instant(moment)), speed: 1 }, () => 0);
  const asked = async () =>
    (await deps.insurer.reconciliations.asked(100)).map(({ institution, fromOn, toOn }) => [
      institution,
      fromOn,
      toOn,
    ]);
  const own = { ...deps, reconciliations: deps.insurer.reconciliations };
  await askDue({ ...own, clock: morningOf('2024-04-01T05:00:00+08:00') });
  expect(await asked()).toEqual([]);
  for (const hour of ['06', '07'])
    await askDue({ ...own, clock: morningOf(`2024-04-01T${hour}:00:00+08:00`) });
  expect(await asked()).toEqual([[hospital, '2024-03-01', '2024-03-31']]);
  await askDue({ ...own, clock: morningOf('2024-03-10T06:00:00+08:00') });
  expect((await asked()).length).toBe(1);
  const wish = (institution: string, toOn: string) =>
    call('hospital', {
      method: 'POST',
      url: '/v1/insurer-reconciliations',
      payload: { institution, fromOn: '2024-03-09', toOn },
    });
  expect((await wish(hospitals[1], '2024-03-09')).json()).toMatchObject({ code: 'not-allowed' });
  expect((await wish(hospital, '2024-03-11')).json()).toMatchObject({ errors: [{ code: 'day-in-future' }] });
  expect((await wish(hospital, '2024-03-01')).json()).toMatchObject({ errors: [{ code: 'days-reversed' }] });
  expect((await wish(hospital, '2024-03-09')).statusCode).toBe(202);
});
