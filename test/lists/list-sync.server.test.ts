import { expect, test } from 'vitest';
import { aList, send, useListHub } from './hub-under-test.ts';
import { people } from './people.ts';

const hub = useListHub();
const heading = '身份证号码,姓名,人员类别,认定日期\n';

test('a list comes in, is compared with the one before, and every row and member is accounted for', async () => {
  const listId = await aList(hub());
  const [a, b, c, d, e] = people(5);
  const row = (p = a, category = '低保对象', since = '2024-01-01') =>
    `${p?.idNumber},${p?.name},${category},${since}\n`;
  const first = await send(hub(), listId, heading + row(a) + row(b) + row(c) + row(d, '特困、低保'));
  expect(first).toMatchObject({
    state: 'released',
    rows: { received: 4, accepted: 4, rejected: 0 },
    members: { before: 0, added: 4, changed: 0, unchanged: 0, removed: 0, kept: 0, notNamed: 0, after: 4 },
  });
  const second = await send(
    hub(),
    listId,
    `${heading}${row(a)}${row(b, '低保对象', '2024-02-01')}${row(e)}${d?.idNumber},,特困,2024-01-01\n`,
  );
  expect(second).toMatchObject({
    state: 'released',
    rows: { received: 4, accepted: 3, rejected: 1 },
    members: { before: 4, added: 1, changed: 1, unchanged: 1, removed: 1, kept: 1, notNamed: 0, after: 4 },
  });
});
