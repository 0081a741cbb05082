import { expectTypeOf, test } from 'vitest';
import type { JsonSafe } from './json-safe.ts';
import type { Fen } from './money.ts';

interface Plain {
  readonly amount: Fen;
  readonly tags: readonly string[];
  readonly nested: { readonly at: string | null; readonly note?: string };
  readonly choice: { readonly kind: 'a' } | { readonly kind: 'b'; readonly n: number };
}

test('what JSON carries unchanged stays assignable', () => {
  expectTypeOf<Plain>().toExtend<JsonSafe<Plain>>();
  expectTypeOf<JsonSafe<Fen>>().toEqualTypeOf<Fen>();
});

test('what JSON loses or alters becomes never', () => {
  expectTypeOf<JsonSafe<bigint>>().toBeNever();
  expectTypeOf<JsonSafe<undefined>>().toBeNever();
  expectTypeOf<JsonSafe<() => void>>().toBeNever();
  expectTypeOf<JsonSafe<{ readonly at: Date }>['at']>().toBeNever();
  expectTypeOf<JsonSafe<{ readonly list: readonly Map<string, string>[] }>['list'][number]>().toBeNever();
  expectTypeOf<{ readonly seen: Set<string> }>().not.toExtend<JsonSafe<{ readonly seen: Set<string> }>>();
  expectTypeOf<JsonSafe<Uint8Array>>().toBeNever();
});
