import { expect, test } from 'vitest';
import { loadSchemes, policyFiles, schemesFrom, schemesOn } from '../schemes.ts';
import { laterVersions } from './version-changes.ts';

/** Dalian as if the nine hospitals had become ten and self-paid items left the line, each on its own day. */
function dalianChanged() {
  const files = policyFiles();
  const text = JSON.stringify({
    id: 'dalian-2030',
    inherits: 'dalian-2022',
    name: { zh: '试', en: 'test' },
    region: '210200',
    document: 'dalian-press-2022',
    from: '2022-05-01',
    cite: ['第3段'],
    checkedOn: '2026-11-20',
    changes: {
      parameters: {
        selfPaidDrawable: {
          spans: [
            { until: '2023-01-01', value: true, cite: ['第3段'] },
            { from: '2023-01-01', value: false, cite: ['第3段'] },
          ],
        },
        interestFreeDays: {
          spans: [
            { until: '2024-01-01', value: 59, cite: ['第3段'] },
            { from: '2024-01-01', value: 20, cite: ['第3段'] },
          ],
        },
      },
    },
  });
  return schemesFrom({ ...files, schemes: [...files.schemes, { file: 'changed.yaml', text }] });
}

test('each later version tells what it changed', () => {
  const schemes = dalianChanged();
  const pinned = { scheme: 'dalian-2030', version: '2022-05-01' };
  expect(laterVersions(schemes, pinned)).toEqual([
    { version: '2023-01-01', changed: ['parameters.selfPaidDrawable', 'patient.parts'] },
    {
      version: '2024-01-01',
      changed: ['decisions.interest-free', 'parameters.interestFreeDays', 'practice.credit-line'],
    },
  ]);
  expect(
    laterVersions(schemes, { ...pinned, version: '2023-01-01' }).map((change) => change.version),
  ).toEqual(['2024-01-01']);
  expect(laterVersions(schemes, { ...pinned, version: '2024-01-01' })).toEqual([]);
});

test('of every scheme the version of the day is shown, and the nearest where none holds', () => {
  const schemes = dalianChanged();
  const shownOn = (day: string) => schemesOn(schemes, day).find(({ id }) => id === 'dalian-2030')?.version;
  expect(shownOn('2022-06-01')).toBe('2022-05-01');
  expect(shownOn('2023-06-01')).toBe('2023-01-01');
  expect(shownOn('2024-06-01')).toBe('2024-01-01');
  expect(shownOn('2020-06-01')).toBe('2022-05-01');
  expect(schemesOn(schemes, '2023-06-01').map(({ id }) => id)).toEqual(schemes.list().map(({ id }) => id));
});

test('the first version of every scheme begins with the scheme, each later one on a later day', () => {
  const schemes = loadSchemes();
  for (const { id } of schemes.list()) {
    const days = schemes.versions(id).map((scheme) => scheme.version);
    expect(days[0], id).toBe(beginOf(id));
    expect(days, id).toEqual([...new Set(days)].toSorted());
  }
});

test('an unknown scheme has no later version', () => {
  expect(laterVersions(loadSchemes(), { scheme: 'atlantis-2020', version: '2020-01-01' })).toEqual([]);
});

/** The day on which a scheme begins, as its file writes it. */
function beginOf(id: string): string | undefined {
  const { text = '' } =
    policyFiles().schemes.find(({ file }) => file === `policies/schemes/${id}.yaml`) ?? {};
  return /^from: "(.+)"$/m.exec(text)?.[1];
}
