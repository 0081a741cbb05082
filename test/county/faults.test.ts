import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../../county/parties/faults.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { admitted, closed, discharged, reached } from './hospitalizations.ts';
import { breaches, of } from './oracle.ts';

let county: CountyUnderTest;

beforeAll(async () => {
  county = await startCountyUnderTest({ hasty: true });
});
afterAll(() => county?.end());

// The insurer has done it, and its reply is lost, twice in a row. Its platform can be asked what became of a message.
test.concurrent.for(['admit', 'settle', 'claim'])(
  'a reply to %s that is lost after the deed is asked for, never repeated',
  async (operation) => {
    await county.fault('medical-insurance', { kind: 'drop-reply', operations: [operation], times: 1 });
    const caseRef = await admitted(county);
    await discharged(county, caseRef);
    const stay = await closed(county, caseRef);
    expect(await breaches(county, [stay])).toEqual([]);
  },
);

test('every lost reply was one, and was followed by a question', async () => {
  const sent = await county.sql<{ operation: string }>(
    'SELECT DISTINCT operation FROM messages WHERE sends > 1 ORDER BY 1',
  );
  expect(sent.map(({ operation }) => operation)).toEqual(['admit', 'claim', 'settle']);
});

const settling = { operations: ['settle', 'enquire'] };
// Asked afterwards, the insurer would tell the truth: its book has it.
const noQuestions: Fault = { kind: 'error', status: 503, operations: ['enquire'] };
const unclear: readonly (readonly [string, readonly Fault[]])[] = [
  ['hangs', [{ kind: 'hang', ...settling }]],
  ['is slower than its promise', [{ kind: 'slow', ms: 2_500, ...settling }]],
  ['answers 500', [{ kind: 'error', status: 500, ...settling }]],
  ['answers half a message', [{ kind: 'garbage', ...settling }]],
  [
    'answers amounts that do not add up',
    [{ kind: 'mischief', name: 'wrong-data', operations: ['settle'] }, noQuestions],
  ],
];

test.for(unclear)('a settlement is never guessed when the insurer %s', async ([, faults]) => {
  const caseRef = await admitted(county);
  for (const fault of faults) await county.fault('medical-insurance', fault);
  await discharged(county, caseRef);
  await until('somebody is told', async () => (await attentionOf(caseRef)) !== undefined);
  const during = await reached(county, caseRef, () => true);
  expect([during.stage, during.settlement]).toEqual(['Discharged', null]);
  expect(await money(caseRef)).toEqual([]);
  await county.fault('medical-insurance', null);
  await wake(caseRef);
  const stay = await closed(county, caseRef);
  expect(await breaches(county, [stay])).toEqual([]);
  expect(of(await county.effects('medical-insurance'), caseRef).filter(isSettlement)).toHaveLength(1);
});

const isSettlement = ({ operation }: { readonly operation: string }): boolean => operation === 'settle';

async function attentionOf(caseRef: CaseRef): Promise<string | undefined> {
  const rows = await county.sql<{ code: string }>('SELECT code FROM attention WHERE case_ref = $1', [
    caseRef,
  ]);
  return rows[0]?.code;
}

function money(caseRef: CaseRef): Promise<readonly unknown[]> {
  return county.sql('SELECT * FROM ledger_transactions WHERE case_ref = $1', [caseRef]);
}

/** As an operator who does not want to wait for the next try. */
async function wake(caseRef: CaseRef): Promise<void> {
  const { attention } = await county.operator.get<StayView>(`/v1/stays/${caseRef}`);
  const [waits] = attention;
  // Gone on by itself meanwhile.
  if (waits === undefined) return;
  const path = `/v1/stays/${caseRef}/resolutions`;
  const { revision } = await county.operator.get<{ revision: number }>(path);
  const asked = { kind: 'ask-again', on: waits.step, evidence: '已恢复', revision };
  await county.operator.post(path, asked);
}
