import { expect, test } from 'vitest';
import { identityCheckDigit } from '../../domain/identity-number.ts';
import { aList, send, useListHub } from './hub-under-test.ts';
import { type Listed, people } from './people.ts';

const hub = useListHub();
const heading = '身份证号码,姓名,人员类别,认定日期\n';
const line = (number: string, name: string): string => `${number},${name},低保对象,2024-01-01\n`;
const wide = (text: string): string =>
  text.replaceAll(/[0-9X]/g, (plain) => String.fromCodePoint(plain.charCodeAt(0) + 0xfee0));

/** People whose numbers end with X. */
const withX = (count: number): readonly Listed[] =>
  people(60 * count)
    .filter(({ idNumber }) => idNumber.endsWith('X'))
    .slice(0, count);

const sameNumber: readonly (readonly [string, (one: Listed) => readonly [number: string, name: string]])[] = [
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
];

test(`a number is the same person's with ${sameNumber.map(([what]) => what).join(', ')}`, async () => {
  const listId = await aList(hub());
  const all = withX(sameNumber.length);
  await send(hub(), listId, heading + all.map((one) => line(one.idNumber, one.name)).join(''));
  const written = sameNumber.map(([, write], at) => line(...write(all[at] as Listed)));
  const again = await send(hub(), listId, heading + written.join(''));
  const count = all.length;
  expect(count).toBe(sameNumber.length);
  expect(again).toMatchObject({
    rows: { accepted: count, rejected: 0 },
    members: { before: count, unchanged: count, added: 0, removed: 0, after: count },
  });
});

const sameName = [
  ['𠮷\u200b䶮', '𠮷䶮'],
  ['\uE863小明', '䶮小明'],
  ['⼩明', '小明'],
  ['古丽•热合曼', '古丽·热合曼'],
  ['古丽．热合曼', '古丽·热合曼'],
  ['古丽.热合曼', '古丽·热合曼'],
] as const;

test(`a name is the same when written ${sameName.map(([first, second]) => `${first} for ${second}`).join(', ')}: nothing changes`, async () => {
  const listId = await aList(hub());
  const all = people(sameName.length);
  const file = (of: 0 | 1) =>
    heading + all.map((one, at) => line(one.idNumber, sameName[at]?.[of] ?? '')).join('');
  await send(hub(), listId, file(0));
  const sealedNow = () =>
    Promise.all(
      all.map(async ({ idNumber }) => {
        const personRef = await hub().people.find({ idNumber });
        if (personRef === undefined) throw new Error('nobody there');
        const { identitySealed } = await hub()
          .db.selectFrom('people')
          .select('identitySealed')
          .where('personRef', '=', personRef)
          .executeTakeFirstOrThrow();
        return [personRef, identitySealed.toString('hex')];
      }),
    );
  const before = await sealedNow();
  const again = await send(hub(), listId, file(1));
  expect(again.members).toMatchObject({ unchanged: all.length, changed: 0, after: all.length });
  // Not even sealed anew: the same was said.
  expect(await sealedNow()).toEqual(before);
});

const others: readonly (readonly [string, (one: Listed) => string])[] = [
  ['the next order number of the same day', ({ idNumber }) => nextOrder(idNumber)],
  ['the same name and day in another county', ({ idNumber }) => checked(`500101${idNumber.slice(6, 17)}`)],
  [
    'the same number a century later',
    ({ idNumber }) => checked(`${idNumber.slice(0, 6)}20${yearsBack(idNumber)}`),
  ],
];

test(`another person, however alike: ${others.map(([what]) => what).join(', ')}`, async () => {
  const listId = await aList(hub());
  const all = people(others.length);
  const own = all.map((one) => line(one.idNumber, one.name)).join('');
  await send(hub(), listId, heading + own);
  const alike = others.map(([, other], at) => [other(all[at] as Listed), all[at]?.name ?? ''] as const);
  const both = await send(hub(), listId, heading + own + alike.map((one) => line(...one)).join(''));
  const count = others.length;
  expect(both.members).toMatchObject({ before: count, unchanged: count, added: count, after: 2 * count });
  const numbers = [...all.map(({ idNumber }) => idNumber), ...alike.map(([number]) => number)];
  const refs = await Promise.all(numbers.map((number) => hub().people.find({ idNumber: number as never })));
  expect(new Set(refs).size).toBe(2 * count);
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

const typos: readonly (readonly [string, (one: Listed) => string, string])[] = [
  ['the letter O for a nought', ({ idNumber }) => idNumber.replace('0', 'O'), 'identity-characters'],
  ['the letter l for a one', ({ idNumber }) => idNumber.replace('1', 'l'), 'identity-characters'],
  ['one digit too few', ({ idNumber }) => idNumber.slice(1), 'identity-length'],
  ['two digits swapped', swapped, 'identity-check-digit'],
];

test(`nobody, and the member keeps the cover: ${typos.map(([what]) => what).join(', ')}`, async () => {
  const listId = await aList(hub());
  const all = people(typos.length + 1);
  await send(hub(), listId, heading + all.map((one) => line(one.idNumber, one.name)).join(''));
  const written = all.map((one, at) =>
    line(typos[at]?.[1](one) ?? one.idNumber, typos[at] ? '欧阳某某' : one.name),
  );
  const again = await send(hub(), listId, heading + written.join(''));
  expect(again).toMatchObject({
    rows: { rejected: typos.length },
    members: { kept: typos.length, removed: 0, added: 0, after: all.length },
  });
  const { rejections } = hub().parts.reports;
  const found = await rejections(again, { limit: 10 });
  expect(found.map(({ errors }) => errors.map(({ code }) => code))).toEqual(
    typos.map(([, , code]) => expect.arrayContaining([code])),
  );
});

function swapped({ idNumber }: Listed): string {
  for (let at = 14; at < 16; at += 1)
    if (idNumber[at] !== idNumber[at + 1])
      return `${idNumber.slice(0, at)}${idNumber[at + 1]}${idNumber[at]}${idNumber.slice(at + 2)}`;
  return `${idNumber.slice(0, 5)}${idNumber[6]}${idNumber[5]}${idNumber.slice(7)}`;
}
