import { expect, test } from 'vitest';
import type { LocalDate } from '../../domain/dates.ts';
import type { Decision } from '../../domain/decision.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import { anAdmissionBody, hospitals } from '../http/door-under-test.ts';
import { at } from '../postgres/store-under-test.ts';
import { as, door, propose } from './resolutions-under-test.ts';

const reason = (code: string) => ({ code, article: '三（七）', zh: code, en: code });
const refused: Decision = {
  ...{ scheme: 'kaizhou-2024', version: '2024-01-28', outcome: 'refuse' },
  ...{ reasons: [reason('not-insured')], conditions: [], missing: [], assumed: [] },
};

async function aStay(): Promise<CaseRef> {
  const payload = { ...anAdmissionBody(), institution: hospitals[0] };
  const reply = await door().call('hospital', { method: 'POST', url: '/v1/stays', payload });
  return reply.json().caseRef;
}

const deposit = (caseRef: CaseRef) => as('window', 'GET', `/v1/stays/${caseRef}/deposit`);

test('where the deposit is not waived the window sees the most that may be asked, with its arithmetic', async () => {
  const { stays, institutionRules } = door().deps;
  const caseRef = await aStay();
  expect(await deposit(caseRef)).toMatchObject({ state: 'none', atMostFen: null });
  const insurance = { type: null, status: 'none', division: null } as const;
  await stays.recordCover(caseRef, { insurance, categories: [], endedCategories: [], creditLine: null }, at);
  await stays.recordDecision(caseRef, refused, at);
  await stays.advanceStage(caseRef, 'Refused', at);
  expect(await deposit(caseRef)).toMatchObject({ state: 'no-figure', atMostFen: null });
  const rule = {
    ...({ institution: hospitals[0] as InstitutionId, kind: 'deposit-standard', ruleNo: 'YJ-1' } as const),
    ...{ validFrom: '2024-01-01' as LocalDate, validUntil: '2025-01-01' as LocalDate },
    rule: { period: '2023', standards: [{ disease: 'J18', stays: 240, ownPartFen: fen(48_000_000) }] },
  };
  for (const actor of ['finance', 'lead'])
    await institutionRules.putInstitutionRule(rule, { actor, mayConfirm: actor === 'lead', at });
  expect(await deposit(caseRef)).toMatchObject({
    ...{ state: 'at-most', atMostFen: 200_000, onAccountFen: 0, stillFen: 200_000 },
    ...{ of: { disease: 'J18', ruleNo: 'YJ-1' }, zh: expect.stringContaining('÷ 240') },
  });
  const foreign = await door().call('otherHospital', { url: `/v1/stays/${caseRef}/deposit` });
  expect(foreign.json().code).toBe('case-unknown');
});

test('a stay that was refused for its insurance is asked about anew, and no other one', async () => {
  const { stays } = door().deps;
  const caseRef = await aStay();
  const insurance = { type: null, status: 'none', division: null } as const;
  await stays.recordCover(caseRef, { insurance, categories: [], endedCategories: [], creditLine: null }, at);
  await stays.recordDecision(caseRef, refused, at);
  await stays.advanceStage(caseRef, 'Refused', at);
  const asked = { kind: 'ask-cover-anew', on: 'decide', evidence: '补缴凭证 7' };
  expect(await propose('finance', caseRef, asked)).toMatchObject({ code: 'not-allowed' });
  expect(await propose('window', caseRef, asked)).toMatchObject({ status: 201, state: 'applied' });
  expect(await stays.stay(caseRef)).toMatchObject({ identitySequence: 2, stage: 'Arrived', decision: null });
  expect(await propose('window', caseRef, asked)).toMatchObject({ code: 'resolution-unfit' });
});
