import { expect, test } from 'vitest';
import { addDays, localDate } from '../domain/dates.ts';
import { identityCheckDigit, parseIdentityNumber } from '../domain/identity-number.ts';
import type { ListId } from '../domain/ids.ts';
import { invariant } from '../domain/invariant.ts';
import type { Answer } from './answer.ts';
import type { MessageHeader } from './call.ts';
import { ask, benchHeader, type ContractBench } from './contract-suite.ts';
import { addToDigest, emptyDigest, type ListPage, type ListRow, type ListSource } from './list-page.ts';
import type { CountyPerson, Membership, People } from './simulation.ts';

/** The list that every list suite reads: 23 rows in pages of 5. */
export const benchList = 'kaizhou-list' as ListId;

/** 23 members of one agency. */
export function benchMembers(agency: Membership['agency'], label: string): People {
  const all = Array.from({ length: 23 }, (_, index) => member(index, { agency, label }));
  return {
    find: (idNumber) => all.find((one) => one.idNumber === idNumber),
    all: () => all,
    version: () => 1,
  };
}

/** What both list sources must do, whatever their wire looks like. */
export function listContract(bench: ContractBench, sourceOf: (bench: ContractBench) => ListSource): void {
  const source = sourceOf(bench);
  let sequence = 0;
  const next = () => benchHeader(++sequence);

  test('gives the whole list, counted and proved by its digest', async () => {
    const { rows, total, digest, snapshots } = await pulled(source, next);
    expect(rows).toHaveLength(23);
    expect(total).toBe(23);
    expect(snapshots).toHaveLength(1);
    expect(addToDigest(emptyDigest, rows)).toBe(digest);
    expect(addToDigest(emptyDigest, rows.toReversed())).toBe(digest);
    expect(rows[3]).toMatchObject({ name: '古丽·热合曼', since: '2024-01-04', until: '2030-12-31' });
    expect(rows[4]).toMatchObject({ until: null, household: 'H-4', division: '500154' });
  });

  test.each(['half-page', 'repeated-page', 'shuffled'])(
    '%s does not pass for a complete list',
    async (mischief) => {
      bench.misbehave(mischief);
      const { rows, total, digest } = await pulled(source, next);
      bench.misbehave(undefined);
      expect(rows.length === total && addToDigest(emptyDigest, rows) === digest).toBe(false);
    },
  );

  test('a list changed while it was read names another snapshot', async () => {
    bench.misbehave('changed-while-reading');
    const { snapshots } = await pulled(source, next);
    bench.misbehave(undefined);
    expect(snapshots).toHaveLength(2);
  });

  test.each(['another-list', 'another-page'])(
    '%s is not what was asked for, and nothing of it is taken',
    async (mischief) => {
      bench.misbehave(mischief);
      const answer = await ask(source.listPage, { list: benchList, position: null, snapshot: null }, next());
      bench.misbehave(undefined);
      expect(answer).toMatchObject({ kind: 'unknown', reason: 'another-question' });
    },
  );

  test('nonsense is unreadable, an unknown list is refused', async () => {
    const first = { list: benchList, position: null, snapshot: null };
    bench.misbehave('wrong-data');
    expect(await ask(source.listPage, first, next())).toEqual({
      kind: 'unknown',
      reason: 'unreadable',
    });
    bench.misbehave(undefined);
    expect(await ask(source.listPage, { ...first, list: 'no-such-list' as ListId }, next())).toEqual({
      kind: 'refused',
      code: 'list-unknown',
    });
  });
}

interface Pulled {
  readonly rows: readonly ListRow[];
  readonly total: number;
  readonly digest: string;
  readonly snapshots: readonly string[];
}

async function pulled(source: ListSource, next: () => MessageHeader): Promise<Pulled> {
  const rows: ListRow[] = [];
  const snapshots = new Set<string>();
  let position: string | null = null;
  let snapshot: string | null = null;
  for (;;) {
    const page: Answer<ListPage> = await ask(
      source.listPage,
      { list: benchList, position, snapshot },
      next(),
    );
    invariant(page.kind === 'done', 'a page came');
    rows.push(...page.value.rows);
    snapshots.add(page.value.snapshot);
    snapshot ??= page.value.snapshot;
    position = page.value.next;
    const { total, digest } = page.value;
    if (position === null) return { rows, total, digest, snapshots: [...snapshots] };
  }
}

function member(
  index: number,
  { agency, label }: { readonly agency: Membership['agency']; readonly label: string },
): CountyPerson {
  const first17 = `50023419600101${String(100 + index)}`;
  const parsed = parseIdentityNumber(first17 + identityCheckDigit(first17));
  invariant(parsed.ok, 'a made number is valid');
  const since = addDays(localDate('2024-01-01'), index);
  const until = index % 2 === 1 ? localDate('2030-12-31') : null;
  return {
    idNumber: parsed.number,
    name: index === 3 ? '古丽·热合曼' : `向${index}`,
    sex: parsed.sex,
    birthDate: parsed.birthDate,
    division: '500154',
    address: '幸福村1组',
    phone: '13000000000',
    household: `H-${index}`,
    insurance: { type: '390', status: 'active', division: '500154' },
    memberships: [{ agency, category: 'subsistence-allowance', label, since, until }],
    creditLine: null,
  };
}
