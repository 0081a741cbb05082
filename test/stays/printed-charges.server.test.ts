import { beforeAll, expect, test } from 'vitest';
import { chinaDate } from '../../domain/dates.ts';
import { decided, printed } from './printed-paper-under-test.ts';
import { as, door, hospitalParty, tokenOf } from './resolutions-under-test.ts';

beforeAll(async () => {
  const { actors, parties } = door().deps;
  await actors.putActor({
    party: hospitalParty,
    actor: 'ward',
    role: 'ward',
    kind: 'person',
    name: '测试人员',
  });
  await parties.putCredential(hospitalParty, tokenOf('ward'), 'ward');
});

test('thirty days of charges, 510 lines, are one paper with every line and the sum of the lists', async () => {
  const caseRef = await decided({}, 'kaizhou-2024', { admittedOn: '2024-02-09' });
  let total = 0;
  for (let n = 0; n < 30; n += 1) {
    const day = chinaDate(Date.parse('2024-02-09T12:00:00+08:00') + n * 86_400_000);
    const entries = Array.from({ length: 17 }, (_, nth) => {
      const amount = 1_000 + n * 100 + nth;
      total += amount;
      return {
        code: `X${n}-${nth}`,
        name: `检验项目第${n}日第${nth}项`,
        category: 'laboratory',
        quantity: '1',
        fen: amount,
        policy: 'inside',
      };
    });
    const sent = await as('hospital', 'POST', `/v1/stays/${caseRef}/charges`, {
      listNo: `D${n}`,
      day,
      entries,
    });
    expect(sent.status, JSON.stringify(sent)).toBe(201);
  }
  const whole = await printed(caseRef, 'daily-list');
  expect(whole.pages).toBeGreaterThan(10);
  const flat = whole.text.replaceAll(/\s+/g, '');
  for (let n = 0; n < 30; n += 1)
    for (let nth = 0; nth < 17; nth += 1) expect(flat).toContain(`检验项目第${n}日第${nth}项`);
  const yuan = `${(total / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')}`;
  expect(flat).toContain(`合计${yuan}`);
  const one = await printed(caseRef, 'daily-list?day=2024-02-10');
  expect(one.pages).toBe(1);
  expect(one.text).toContain('检验项目第1日第16项');
  expect(one.text).not.toContain('第2日');
  expect(await printed(caseRef, 'daily-list?day=2024-01-01')).toMatchObject({
    ...{ status: 409, body: expect.stringContaining('no-charges') },
  });
});

test('the ward prints lists of charges and nothing else', async () => {
  const caseRef = await decided({});
  const entries = [
    {
      code: 'X1',
      name: '自费药品甲',
      category: 'western-medicine',
      quantity: '1',
      fen: 800,
      policy: 'self-paid',
    },
  ];
  await as('hospital', 'POST', `/v1/stays/${caseRef}/charges`, { listNo: 'D1', day: '2024-03-09', entries });
  const list = await printed(caseRef, 'daily-list', 'ward');
  for (const said of ['自费药品甲', '待签字', '8.00']) expect(list.text).toContain(said);
  expect(await printed(caseRef, 'decision', 'ward')).toMatchObject({
    ...{ status: 403, body: expect.stringContaining('role-unfit') },
  });
});
