/** T where it survives JSON unchanged: members that would be lost or altered (bigint, Date, Map, Set, symbol, functions, undefined values) become never, so a message that holds one does not compile. */
export type JsonSafe<T> = T extends string | number | boolean | null
  ? T
  : T extends bigint | symbol | undefined | Unserializable
    ? never
    : T extends readonly unknown[]
      ? { readonly [Index in keyof T]: JsonSafe<T[Index]> }
      : T extends object
        ? { readonly [Key in keyof T]: JsonSafe<T[Key]> }
        : never;

type Unserializable =
  | Date
  | RegExp
  | ArrayBuffer
  | ArrayBufferView
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | WeakMap<WeakKey, unknown>
  | WeakSet<WeakKey>
  | Promise<unknown>
  | ((...parameters: never) => unknown);
