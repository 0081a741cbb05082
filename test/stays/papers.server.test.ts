import { expect, test } from 'vitest';
import { chinaDate, localDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import { owePatientNotice } from '../../store/money/patient-notices.ts';
import { anIdNumber, today } from '../http/door-under-test.ts';
import { at } from '../postgres/store-under-test.ts';
import { decided, papersAt, printed } from './printed-paper-under-test.ts';
import { aSettledStay, aStayInCare, as, door } from './resolutions-under-test.ts';

const reason = {
  code: 'category',
  ...{ article: '开州卫发〔2024〕1号 一（一）', zh: '属于七类人员', en: 'in one of the seven categories' },
};

const condition = (code: string) => ({ ...reason, code });

test('the decision says in plain words what was decided, by which article, and how to object', async () => {
  const caseRef = await decided({ reasons: [reason] });
  const yes = await printed(caseRef, 'decision');
  expect(yes).toMatchObject({ status: 200, pages: 1 });
  for (const said of [
    '测试患者',
    '入院不交押金',
    '属于七类人员',
    '开州卫发〔2024〕1号 一（一）',
    '书面提出异议',
    'decision-1',
    caseRef,
  ])
    expect(yes.text).toContain(said);
  expect(yes.headers).toMatchObject({
    ...{ 'content-type': 'application/pdf', 'cache-control': 'no-store', etag: `"${yes.sha256}"` },
  });
  const no = await printed(await decided({ outcome: 'refuse', reasons: [reason] }), 'decision');
  expect(no.text).toContain('不能免交押金');
  expect(no.text).toContain('不影响治疗');
  expect(no.text).not.toContain('入院不交押金');
});

test('a paper shows no identity number in full, and no diagnosis', async () => {
  const idNumber = anIdNumber(990);
  const caseRef = await decided({ reasons: [reason] }, 'kaizhou-2024', {
    patient: { idNumber, name: '测试患者' },
  });
  const { text } = await printed(caseRef, 'decision');
  expect(text).toContain(`${idNumber.slice(0, 3)}***********${idNumber.slice(-4)}`);
  expect(text).not.toContain(idNumber);
  expect(text).not.toMatch(/肺炎|J18/);
});

test('the settlement statement has every share, sum and article of the settlement, to the fen', async () => {
  const caseRef = await aSettledStay();
  const { text, status } = await printed(caseRef, 'settlement');
  expect(status).toBe(200);
  const flat = text.replaceAll(/\s+/g, ' ');
  for (const said of [
    ...['基本医保 7,000.00', '大病保险 0.00', '医疗救助 1,000.00', '个人自付 2,000.00', '合计 10,000.00'],
    ...['壹万元整', '开州卫发〔2024〕1号', '现应缴 2,000.00', '非收费票据'],
  ])
    expect(flat).toContain(said);
});

test('the same paper again is the same file and one record; each print is in the audit trail', async () => {
  const caseRef = await aSettledStay();
  const first = await printed(caseRef, 'settlement');
  const again = await printed(caseRef, 'settlement', 'finance');
  expect(again.sha256).toBe(first.sha256);
  const { printed: known } = (await as('window', 'GET', papersAt(caseRef, ''))) as unknown as {
    readonly printed: readonly object[];
  };
  expect(known).toMatchObject([
    {
      kind: 'settlement',
      sha256: first.sha256,
      template: 'settlement-1',
      printedBy: 'H50015400001/window',
      signed: false,
    },
  ]);
  const entries = await door().deps.audit.auditEntries({ limit: 10 });
  const prints = entries.filter(({ action, subject }) => action === 'paper-printed' && subject === caseRef);
  expect(prints.map(({ actor }) => actor)).toEqual(['H50015400001/finance', 'H50015400001/window']);
  expect(prints[0]?.reason).toBe(`settlement settlement-1 ${first.sha256}`);
});

test('a name with a character that no font has stops the paper, names only the character, and can be written by hand', async () => {
  const caseRef = await decided({ reasons: [reason] }, 'kaizhou-2024', {
    patient: { idNumber: anIdNumber(991), name: '测试𱍐者' },
  });
  const stopped = await printed(caseRef, 'decision');
  expect(stopped.status).toBe(422);
  expect(JSON.parse(stopped.body)).toMatchObject({ code: 'paper-character-missing', detail: '𱍐 U+31350' });
  expect(stopped.body).not.toContain('测试');
  const byHand = await printed(caseRef, 'decision?byHand=true');
  expect(byHand.text).toContain('测试□者');
  expect(byHand.text).toContain('U+31350');
});

test('the agreement that was printed is known when its digest is recorded as signed', async () => {
  const caseRef = await decided({ conditions: [condition('agreement')] }, 'linhe-2017');
  const { sha256, text } = await printed(caseRef, 'agreement');
  for (const said of ['agreement-1', '免收乙方住院押金', '临政办字〔2017〕112号', '见证人'])
    expect(text).toContain(said);
  const signed = {
    ...{ textVersion: 'agreement-1', signedBy: 'patient', signerName: '测试患者', signedOn: today, sha256 },
  };
  expect(await as('window', 'POST', `/v1/stays/${caseRef}/agreement`, signed)).toMatchObject({ status: 201 });
  expect(await as('window', 'GET', papersAt(caseRef, ''))).toMatchObject({
    printed: [{ kind: 'agreement', sha256, signed: true }],
  });
  expect(await printed(await decided({}), 'agreement')).toMatchObject({
    ...{ status: 409, body: expect.stringContaining('not-asked') },
  });
});

test('what a patient is to be told is a letter of the text of its day', async () => {
  const caseRef = await aSettledStay();
  await door()
    .db.transaction()
    .execute((tx) =>
      owePatientNotice(tx, {
        ...{ caseRef, kind: 'instalment-reminder', about: 'instalment/1/1/reminder', at },
        fields: { fen: fen(406_100), dueOn: localDate('2024-07-01') },
      }),
    );
  // No plan is kept, so its cause is gone.
  expect(await printed(caseRef, 'letter?notice=1')).toMatchObject({
    ...{ status: 409, body: expect.stringContaining('no-notice') },
  });
  await door()
    .db.updateTable('patientNotices')
    .where('caseRef', '=', caseRef)
    .set({ givenOn: chinaDate(at), givenWay: 'phone', givenBy: 'somebody' })
    .execute();
  const { text } = await printed(caseRef, 'letter?notice=1');
  for (const said of ['测试患者', '4,061.00元', '还款提醒', 'letter-1 (instalment-reminder 2017-01-01)'])
    expect(text).toContain(said);
});

test('what cannot be printed says why, and so does the list of papers', async () => {
  const caseRef = (await aStayInCare()) as CaseRef;
  const list = await as('window', 'GET', papersAt(caseRef, ''));
  const why = Object.fromEntries(
    (list as unknown as { papers: { kind: string; whyNot: { code: string } | null }[] }).papers.map(
      ({ kind, whyNot }) => [kind, whyNot?.code ?? null],
    ),
  );
  expect(why).toEqual({
    ...{ decision: 'not-decided', agreement: 'not-asked', 'daily-list': 'no-charges' },
    ...{ settlement: 'not-settled', letter: 'no-notice' },
  });
  for (const [kind, code] of Object.entries(why))
    expect((await printed(caseRef, kind === 'letter' ? 'letter?notice=1' : kind)).body).toContain(code);
  expect((await printed(caseRef, 'letter')).body).toContain('field-missing');
  expect((await printed(caseRef, `decision?day=${today}`)).body).toContain('field-unknown');
});
