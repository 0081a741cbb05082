import { expect, test } from 'vitest';
import { identityCheckDigit } from '../../domain/identity-number.ts';
import { aList, send, useListHub } from './hub-under-test.ts';
import { type Listed, people } from './people.ts';

const hub = useListHub();
const heading = '身份证号码,姓名,人员类别,认定日期\n';
const line = (number: string, name: string): string => `${number},${name},低保对象,2024-01-01\n`;
const wide = (text: string): string =>
  text.replaceAll(/[0-9X]/g, (plain) => String.fromCodePoint(plain.charCodeAt(0) + 0xfee0));

/** Somebody whose number ends with X. */
function withX(): Listed {
  const found = people(60).find(({ idNumber }) => idNumber.endsWith('X'));
  if (found === undefined) throw new Error('nobody has an X');
  return found;
}

test.each<readonly [string, (one: Listed) => readonly [number: string, name: string]]>([
  ['full-width digits', ({ idNumber, name }) => [wide(idNumber), name]],
  ['a small x', ({ idNumber, name }) => [idNumber.toLowerCase(), name]],
  ['a full-width small x', ({ idNumber, name }) => [wide(idNumber).replace('Ｘ', 'ｘ'), name]],
  ['spaces between the digits', ({ idNumber, name }) => [idNumber.replace(/(.{6})(.{8})/, '$1 $2　'), name]],
  [
    'the old number of 15 digits',
    ({ idNumber, name }) => [idNumber.slice(0, 6) + idNumber.slice(8, 17), name],
  ],
  ['a disability number of 20', ({ idNumber, name }) => [`${idNumber}41`, name]],
  ['a disability number of 22', ({ idNumber, name }) => [`${idNumber}41B1`, name]],
])('%s is the same person', async (_, written) => {
  const listId = await aList(hub());
  const one = withX();
  await send(hub(), listId, heading + line(one.idNumber, one.name));
  const again = await send(hub(), listId, heading + line(...written(one)));
  expect(again).toMatchObject({
    rows: { accepted: 1, rejected: 0 },
    members: { before: 1, unchanged: 1, added: 0, removed: 0, after: 1 },
  });
});

test.each([
  ['𠮷\u200b䶮', '𠮷䶮'],
  ['\uE863小明', '䶮小明'],
  ['⼩明', '小明'],
  ['古丽•热合曼', '古丽·热合曼'],
  ['古丽．热合曼', '古丽·热合曼'],
  ['古丽.热合曼', '古丽·热合曼'],
])('the name %s is %s: nothing changes', async (first, second) => {
  const listId = await aList(hub());
  const [one] = people(1) as [Listed];
  await send(hub(), listId, heading + line(one.idNumber, first));
  const { db } = hub();
  const sealedNow = async () => {
    const personRef = await hub().people.find(one.idNumber);
    if (personRef === undefined) throw new Error('nobody there');
    const { identitySealed } = await db
      .selectFrom('people')
      .select('identitySealed')
      .where('personRef', '=', personRef)
      .executeTakeFirstOrThrow();
    return [personRef, identitySealed.toString('hex')];
  };
  const before = await sealedNow();
  const again = await send(hub(), listId, heading + line(one.idNumber, second));
  expect(again.members).toMatchObject({ unchanged: 1, changed: 0, after: 1 });
  // Not even sealed anew: the same was said.
  expect(await sealedNow()).toEqual(before);
});

test.each<readonly [string, (one: Listed) => string]>([
  ['the next order number of the same day', ({ idNumber }) => nextOrder(idNumber)],
  ['the same name and day in another county', ({ idNumber }) => checked(`500101${idNumber.slice(6, 17)}`)],
  [
    'the same number a century later',
    ({ idNumber }) => checked(`${idNumber.slice(0, 6)}20${yearsBack(idNumber)}`),
  ],
])('%s is another person, however alike', async (_, other) => {
  const listId = await aList(hub());
  const [one] = people(1) as [Listed];
  await send(hub(), listId, heading + line(one.idNumber, one.name));
  const both = await send(hub(), listId, heading + line(one.idNumber, one.name) + line(other(one), one.name));
  expect(both.members).toMatchObject({ before: 1, unchanged: 1, added: 1, after: 2 });
  const refs = await Promise.all(
    [one.idNumber, other(one)].map((number) => hub().people.find(number as never)),
  );
  expect(new Set(refs).size).toBe(2);
});

function checked(first17: string): string {
  return first17 + identityCheckDigit(first17);
}

function nextOrder(idNumber: string): string {
  const order = (Number(idNumber.slice(14, 17)) + 1) % 1_000;
  return checked(idNumber.slice(0, 14) + String(order).padStart(3, '0'));
}

/** Year, day and order with a year that is no future one. */
function yearsBack(idNumber: string): string {
  return `${String(Number(idNumber.slice(8, 10)) % 20).padStart(2, '0')}${idNumber.slice(10, 17)}`;
}

test.each<readonly [string, (one: Listed) => string, string]>([
  ['the letter O for a nought', ({ idNumber }) => idNumber.replace('0', 'O'), 'identity-characters'],
  ['the letter l for a one', ({ idNumber }) => idNumber.replace('1', 'l'), 'identity-characters'],
  ['one digit too few', ({ idNumber }) => idNumber.slice(1), 'identity-length'],
  ['two digits swapped', swapped, 'identity-check-digit'],
])('%s is nobody, and the member keeps the cover', async (_, typo, code) => {
  const listId = await aList(hub());
  const [one, two] = people(2) as [Listed, Listed];
  await send(hub(), listId, heading + line(one.idNumber, one.name) + line(two.idNumber, two.name));
  const again = await send(
    hub(),
    listId,
    heading + line(typo(one), '欧阳某某') + line(two.idNumber, two.name),
  );
  expect(again).toMatchObject({
    rows: { rejected: 1 },
    members: { kept: 1, removed: 0, added: 0, after: 2 },
  });
  const summary = await hub().parts.reports.rejectionSummary(again);
  expect(summary.map((found) => found.code)).toContain(code);
});

function swapped({ idNumber }: Listed): string {
  for (let at = 14; at < 16; at += 1)
    if (idNumber[at] !== idNumber[at + 1])
      return `${idNumber.slice(0, at)}${idNumber[at + 1]}${idNumber[at]}${idNumber.slice(at + 2)}`;
  return `${idNumber.slice(0, 5)}${idNumber[6]}${idNumber[5]}${idNumber.slice(7)}`;
}
