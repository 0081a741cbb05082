import { expect, it } from 'vitest';
import { loadSchemes, requireVersion } from '../schemes.ts';
import { isOrAdopts, schemeOfPlace } from './scheme-of-place.ts';

const schemes = loadSchemes();
const at = (division: string, day: string): string => {
  const found = schemeOfPlace(schemes, division, day);
  if (found.kind === 'in-force') return found.scheme.id;
  return found.kind === 'none' ? 'none' : `from ${found.nearest.from}`;
};

it.each([
  ['500154', '2024-05-20', 'kaizhou-2024'],
  ['500234', '2024-05-20', 'kaizhou-2024'],
  ['131121', '2021-07-01', 'zaoqiang-2021'],
  ['131121', '2021-06-30', 'from 2021-07-01'],
  ['210211', '2022-06-01', 'dalian-2022'],
  ['411203', '2017-06-30', 'shanzhou-2017'],
  ['411203', '2017-06-29', 'from 2017-06-30'],
  ['411202', '2017-06-29', 'sanmenxia-2017'],
  ['411202', '2017-06-20', 'from 2017-06-26'],
  ['410302', '2024-05-20', 'henan-2017'],
  ['131102', '2024-05-20', 'none'],
])('the scheme at %s on %s is the nearest paper: %s', (division, day, expected) => {
  expect(at(division, day)).toBe(expected);
});

it('a place that adopted a scheme may still name it; another scheme never', () => {
  const shanzhou = requireVersion(schemes, 'shanzhou-2017', '2024-05-20');
  const may = schemes.list().filter(({ id }) => isOrAdopts(schemes, shanzhou, id));
  expect(may.map(({ id }) => id)).toEqual(['henan-2017', 'sanmenxia-2017', 'shanzhou-2017']);
  const henan = requireVersion(schemes, 'henan-2017', '2024-05-20');
  expect(isOrAdopts(schemes, henan, 'shanzhou-2017')).toBe(false);
});

it('no two papers of one place are in force on one day', () => {
  const versions = schemes.list().flatMap(({ id }) => schemes.versions(id));
  for (const one of versions)
    for (const other of versions.filter(({ id, region }) => id > one.id && region === one.region))
      expect(one.from < (other.until ?? '9999') && other.from < (one.until ?? '9999')).toBe(false);
});
