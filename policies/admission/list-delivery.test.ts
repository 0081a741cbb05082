import { expect, test } from 'vitest';
import { instant, localDate } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import type { ListAgency } from '../../domain/list.ts';
import { loadSchemes, requireVersion } from '../schemes.ts';
import { listDeliveryOf, listsToDeliver } from './list-delivery.ts';

const schemes = loadSchemes();
const kaizhou = requireVersion(schemes, 'kaizhou-2024' as never, '2024-05-20' as never);

function released(listId: string, agency: ListAgency | null, division = '500154') {
  const served = { version: 3, asOf: localDate('2024-05-01'), knownAt: instant('2024-05-02T08:00:00+08:00') };
  return { listId: listId as ListId, agency, division, ...served };
}

test('the lists go to hospitals only where the scheme says so, with its article and its days', () => {
  expect(listDeliveryOf(kaizhou)).toMatchObject({ article: '开州卫发〔2024〕1号 四（一）', receiptDays: 3 });
  for (const scheme of schemes.list().filter(({ id }) => id !== 'kaizhou-2024'))
    expect(listDeliveryOf(scheme), scheme.id).toBeNull();
});

test('each list brings the categories that its keeper determines; a list of another place or of no known keeper brings none', () => {
  const lists = listsToDeliver(kaizhou, [
    released('civil', 'civil-affairs'),
    released('rural', 'rural-revitalization'),
    released('old', null),
    released('elsewhere', 'civil-affairs', '150802'),
  ]);
  expect(lists.map(({ listId }) => listId)).toEqual(['civil', 'rural']);
  const [civil, rural] = lists;
  expect(civil?.categories).toContain('extreme-poverty');
  expect(rural?.categories).toContain('sudden-hardship');
  expect(civil?.categories.some((category) => rural?.categories.includes(category))).toBe(false);
  expect([...(civil?.categories ?? []), ...(rural?.categories ?? [])]).toHaveLength(7);
});
