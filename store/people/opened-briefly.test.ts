import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { personRefFrom } from '../../domain/ids.ts';
import { openedBriefly } from './opened-briefly.ts';
import type { PersonVault } from './vault.ts';

const one = personRefFrom(1, new Uint8Array(11));
const other = personRefFrom(2, new Uint8Array(11));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('one step that writes several messages about somebody asks the vault once, the next step anew', async () => {
  const vault = vi.fn<PersonVault['open']>(async (ref) => ({ name: ref }) as never);
  const open = openedBriefly(vault, 500);
  expect(await Promise.all([open(one), open(one), open(other)])).toEqual(
    [one, one, other].map((name) => ({ name })),
  );
  await vi.advanceTimersByTimeAsync(400);
  await open(one);
  expect(vault).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(200);
  await open(one);
  expect(vault).toHaveBeenCalledTimes(3);
});

test('nobody is kept from what failed', async () => {
  const vault = vi.fn<PersonVault['open']>().mockRejectedValueOnce(new Error('vault away'));
  vault.mockResolvedValue({ name: 'there' } as never);
  const open = openedBriefly(vault);
  await expect(open(one)).rejects.toThrow('vault away');
  expect(await open(one)).toEqual({ name: 'there' });
});
