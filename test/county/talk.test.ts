import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StayView } from '../../county/hospital.ts';
import { stayTalkBudget } from '../budgets.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { admissionBody, bill } from './hospitalizations.ts';
import { type Talk, talkBeyond, talkOf } from './talk.ts';

let county: CountyUnderTest;

beforeAll(async () => {
  county = await startCountyUnderTest({ durable: true, environment: { HUB_RATE_PER_MINUTE: '0' } });
});
afterAll(() => county?.end());

const stays = 8;
const idleMs = 6_000;

test('the usual stay, its checks, agreement and payment included, says no more to PostgreSQL than its budget', async () => {
  await wholeStay();
  await wholeStay();
  const idle = await talkOf(county, () => wait(idleMs));
  const began = performance.now();
  let tookMs = 0;
  const all = await talkOf(county, async () => {
    for (let at = 0; at < stays; at += 1) await wholeStay();
    tookMs = performance.now() - began;
  });
  const each = perStay(talkBeyond(all, idle, tookMs / idleMs));
  process.stderr.write(`${told(each)}\n`);
  expect(each.statements).toBeLessThanOrEqual(stayTalkBudget.statements);
  expect(each.commits).toBeLessThanOrEqual(stayTalkBudget.commits);
  expect(each.flushes).toBeLessThanOrEqual(stayTalkBudget.flushes);
  // A count of nothing would keep to any budget.
  expect(each.statements).toBeGreaterThan(stayTalkBudget.statements / 3);
  expect(each.flushes).toBeGreaterThan(stayTalkBudget.flushes / 3);
});

/** One hospitalization as a hospital's system takes it through the door. */
async function wholeStay(): Promise<void> {
  const { hospital, today } = county;
  const body = admissionBody(county, await county.person());
  const { caseRef } = (await hospital.post<StayView>('/v1/stays', body)).body;
  const at = `/v1/stays/${caseRef}`;
  await news(at, ({ stage }) => stage === 'Admitted');
  for (const by of ['doctor', 'desk'])
    await hospital.post(`${at}/checks`, {
      by,
      checkedBy: '工号 1024',
      categories: ['subsistence-allowance'],
    });
  const paper = { textVersion: 'deferral-2024-1', signedBy: 'patient', signerName: '测试患者' };
  await hospital.post(`${at}/agreement`, { ...paper, signedOn: today(), sha256: 'a'.repeat(64) });
  await hospital.post(`${at}/discharge`, { dischargedOn: today(), way: 'cured', bill });
  const { settlement } = await news(at, (view) => view.settlement !== null);
  const fen = settlement?.patientFen ?? 0;
  const payment = { paymentId: `${caseRef}-1`, fen, paidOn: today(), method: 'mobile' };
  await hospital.post(`${at}/patient-payments`, payment);
  await news(at, ({ stage }) => stage === 'Closed');
}

/** As a hospital's system waits: it is told. */
async function news(at: string, done: (view: StayView) => boolean): Promise<StayView> {
  let told = await county.hospital.news<StayView>(at, { tag: null });
  for (let tag = told?.tag ?? null; told === null || !done(told.body); tag = told?.tag ?? tag)
    told = await county.hospital.news<StayView>(at, { tag });
  return told.body;
}

function perStay({ statements, commits, flushes, byText }: Talk): Talk {
  return {
    ...{ statements: statements / stays, commits: commits / stays, flushes: flushes / stays },
    byText: new Map([...byText].map(([text, times]) => [text, times / stays])),
  };
}

/** The count, and behind it the statements that a stay sends most. */
function told({ statements, commits, flushes, byText }: Talk): string {
  const often = [...byText].filter(([, times]) => times >= 0.4).toSorted(([, a], [, b]) => b - a);
  return [
    `a stay: ${statements.toFixed(1)} statements, ${commits.toFixed(1)} commits, ${flushes.toFixed(1)} flushes`,
    ...often.map(([text, times]) => `${times.toFixed(1).padStart(6)}  ${text.slice(0, 150)}`),
  ].join('\n');
}
