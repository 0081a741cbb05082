import { expect, test } from 'vitest';
import type { InstitutionId } from '../../domain/ids.ts';
import type { Institution } from '../../store/register/parties.ts';
import { at, civilAffairs, hospital, useStore } from '../postgres/store-under-test.ts';

const store = useStore();

async function institution(): Promise<Institution> {
  const found = await store().parties.institution(hospital);
  if (found === undefined) throw new Error('the seeded institution is missing');
  return found;
}

test('a token is its party until revoked; a made-up one is nobody', async () => {
  const { parties } = store();
  const party = { party: hospital, role: 'hospital', name: '开州区人民医院', institution: hospital } as const;
  await parties.putParty(party);
  await parties.putCredential(hospital, 'token-one');
  await parties.putCredential(hospital, 'token-one');
  expect(await parties.bearer('token-one')).toEqual({
    ...{ party: hospital, of: 'hospital', institution: hospital, actor: 'machine', role: 'hospital' },
  });
  expect(await parties.bearer('token-two')).toBeUndefined();
  expect(await parties.revokeCredentials({ party: hospital, actor: null, token: 'token-one', at })).toEqual({
    ...{ revoked: 1, left: 0 },
  });
  expect(await parties.bearer('token-one')).toBeUndefined();
  expect(await parties.putCredential(hospital, 'token-one')).toBe('revoked');
  expect(await parties.bearer('token-one')).toBeUndefined();
});

test('putting again overwrites; a hospital without an institution is refused', async () => {
  const { parties } = store();
  const known = await institution();
  await parties.putInstitution({ ...known, name: '开州区中医院' });
  expect((await institution()).name).toBe('开州区中医院');
  expect(await parties.institutions()).toHaveLength(1);
  expect((await parties.lists()).map((list) => list.listId)).toEqual([civilAffairs]);
  expect(await parties.institution('H50015400099' as InstitutionId)).toBeUndefined();
  await expect(
    parties.putParty({ party: 'x', role: 'hospital', name: 'x', institution: null }),
  ).rejects.toThrow();
});
