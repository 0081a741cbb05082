import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { madeWorkbook } from '../../lists/readers/xlsx/made-workbook.ts';
import { type Listed, people } from '../lists/people.ts';
import { type Agency, agencyOf, membersAmong, strayUploads } from './agency.ts';
import { afterHidden, cellsOf, heading, refusedFiles, sheet } from './bad-files.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { memoryOf } from './memory.ts';
import { trickled } from './slow-line.ts';

/** A process may need so much more for a file of 3 GB than for none. */
const mostMebibytes = 150;
const line = ({ idNumber, name }: Listed, more = '低保对象,2024-01-01'): string =>
  `${idNumber},${name},${more}\n`;
const csv = (...lines: readonly string[]): string => `${heading}\n${lines.join('')}`;

let county: CountyUnderTest;
let slow: { readonly agency: Agency; readonly began: number; readonly answer: ReturnType<Agency['push']> };

beforeAll(async () => {
  county = await startCountyUnderTest();
  // Goes on beside all others: 2 MB at 100 kB/s.
  const agency = agencyOf(county, 'shanzhou-civil-affairs');
  const file = Buffer.from(csv(...people(36_000, '411222').map((one) => line(one))));
  slow = {
    agency,
    began: performance.now(),
    answer: agency.push(trickled(file, { bytesPerSecond: 100_000 })),
  };
  slow.answer.catch(() => undefined);
});
afterAll(() => county?.end());

describe('a bad file', () => {
  const served = people(3);
  let agency: Agency;
  beforeAll(async () => {
    agency = agencyOf(county, 'kaizhou-civil-affairs');
    expect((await agency.push(csv(...served.map((one) => line(one))))).state).toBe('released');
  });

  test.each(refusedFiles)('%s is refused, and the list serves as before', async (_, file, format, code) => {
    const memory = memoryOf([county.processes.api.pid(), county.processes.workers[0]?.pid()]);
    const failed = await agency.push(file(), { format });
    expect([failed.state, ...failed.reasons.map((reason) => reason.code)]).toEqual(['failed', code]);
    expect(memory.growth()).toBeLessThan(mostMebibytes);
    expect(await agency.serving()).toMatchObject({ version: 1, members: { after: 3 } });
    expect(await membersAmong(county, agency.listId, served)).toEqual(served);
  });

  test('an upload cut in the middle leaves neither a version nor a file, and may come again', async () => {
    const before = await agency.send(csv(...served.map((one) => line(one))));
    const grown = [...served, ...people(30_000)];
    const file = Buffer.from(csv(...grown.map((one) => line(one))));
    const sending = request(`${county.addresses.api}/v1/lists/${agency.listId}/versions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${county.credentials.agencies[agency.listId]?.token}`,
        'content-type': 'text/csv',
        'content-length': file.length,
      },
    });
    sending.on('error', () => undefined);
    sending.write(file.subarray(0, 1_400_000));
    await until('half the file is here', async () => (await strayUploads(county, agency.listId)) === 1);
    sending.destroy();
    await until('it is forgotten', async () => (await strayUploads(county, agency.listId)) === 0);
    expect(before.body.version).toBe(1);
    expect((await agency.version(1)).state).toBe('released');
    const again = await agency.push(file);
    expect(again).toMatchObject({ state: 'released', members: { unchanged: 3, after: 30_003 } });
  });
});

test('formula cells count by their result; without one, or with an error, their row is told', async () => {
  const agency = agencyOf(county, 'linhe-civil-affairs');
  const [a, b, c, d] = people(4, '150802') as [Listed, Listed, Listed, Listed];
  const formula = (value: string, type = 'str'): string =>
    `<c t="${type}"><f>HYPERLINK("http://example.com")</f>${value === '' ? '' : `<v>${value}</v>`}</c>`;
  const rest = (one: Listed): string => cellsOf(one.name, '低保', '2024-01-01');
  const file = madeWorkbook(
    sheet(
      formula(a.idNumber) + rest(a),
      formula('') + rest(b),
      formula('#REF!', 'e') + rest(c),
      `<c><v>${d.idNumber.slice(0, 15)}000</v></c>${rest(d)}`,
    ),
  );
  const version = await agency.push(file, { format: 'xlsx' });
  expect(version).toMatchObject({ state: 'released', rows: { received: 4, accepted: 1, rejected: 3 } });
  expect(await agency.errors(version.version)).toEqual([
    '3 cell-formula-without-value',
    '4 cell-formula-error',
    '5 identity-lost-digits',
  ]);
  expect(await membersAmong(county, agency.listId, [a, b, c, d])).toEqual([a]);
});

test('of a workbook the first sheet that is not hidden counts', async () => {
  const agency = agencyOf(county, 'linhe-rural-revitalization');
  const [seen, hidden] = people(2, '150802') as [Listed, Listed];
  const row = ({ idNumber, name }: Listed): string => cellsOf(idNumber, name, '建档立卡', '2024-01-01');
  const file = afterHidden(sheet(row(hidden)), sheet(row(seen)));
  const version = await agency.push(file, { format: 'xlsx' });
  expect(version).toMatchObject({ state: 'released', members: { after: 1 } });
  expect(await membersAmong(county, agency.listId, [seen, hidden])).toEqual([seen]);
});

test('everybody whom a file names twice is told, with both rows; so is whoever has two dates of birth', async () => {
  const agency = agencyOf(county, 'kaizhou-rural-revitalization');
  const twice = people(250);
  const [differs, twoBirths, plain] = people(3) as [Listed, Listed, Listed];
  const poor = '易返贫致贫人口,2024-01-01';
  const born = ({ idNumber }: Listed): string =>
    `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
  const row = (one: Listed, birth = born(one), name = one.name): string =>
    line({ ...one, name }, `${poor},${birth}`);
  const file = [
    `${heading},出生日期\n`,
    ...twice.map((one) => row(one)),
    ...twice.map((one) => row(one)),
    row(differs),
    row(differs, born(differs), '张三'),
    row(twoBirths),
    row(twoBirths, '1949-10-01'),
    row(plain),
  ].join('');
  const version = await agency.push(file);
  expect(version).toMatchObject({
    state: 'released',
    rows: { received: 505, accepted: 253, rejected: 252 },
    members: { added: 253, after: 253 },
  });
  const expected = [
    ...twice.map((_, at) => `${at + 252} duplicate-row →${at + 2}`),
    '503 duplicate-differs →502',
    '505 birth-date-differs',
  ];
  expect(await agency.errors(version.version)).toEqual(expected);
  const report = (await (await agency.report(version.version)).text()).trimEnd().split('\r\n');
  expect(report).toHaveLength(253);
  expect(report[1]).toContain(twice[0]?.idNumber);
  expect(report[1]).toContain('see row 2');
  expect(report.at(-1)).toContain('1949-10-01');
});

test('uploads of one list at once: the same file is one version, other files wait their turn, nothing is mixed', async () => {
  const agency = agencyOf(county, 'sanmenxia-civil-affairs');
  const crowd = people(400, '411222');
  const file = csv(...crowd.map((one) => line(one)));
  const paced = (text: string) => trickled(Buffer.from(text), { bytesPerSecond: 40_000 });
  const same = await Promise.all([1, 2, 3].map(() => agency.send(paced(file))));
  expect(same.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([200, 200, 202]);
  expect(new Set(same.map(({ body }) => body.version))).toEqual(new Set([1]));
  await agency.settled(1);
  const grown = [1, 2, 3].map((more) => [...crowd, ...people(more, '411222')]);
  const sent = await Promise.all(
    grown.map((some) => agency.send(paced(csv(...some.map((one) => line(one)))))),
  );
  const numbers = sent.map(({ body }) => body.version);
  expect(numbers.toSorted((one, two) => one - two)).toEqual([2, 3, 4]);
  const last = numbers.indexOf(4);
  await agency.settled(4);
  await until('the last one serves', async () => (await agency.serving())?.version === 4);
  const states = await Promise.all([2, 3].map((number) => agency.settled(number)));
  // Released before it, or overtaken: then a person decides.
  for (const { state } of states) expect(['superseded', 'held']).toContain(state);
  const all = grown.flatMap((some) => some.slice(400));
  expect(await membersAmong(county, agency.listId, [...crowd, ...all])).toEqual(grown[last]);
});

test('2 MB over a line of 100 kB/s arrive whole', async () => {
  const { agency, began, answer } = slow;
  expect(await answer).toMatchObject({
    state: 'released',
    rows: { rejected: 0 },
    members: { after: 36_000 },
  });
  expect(performance.now() - began).toBeGreaterThan(15_000);
  expect((await agency.serving())?.version).toBe(1);
});
