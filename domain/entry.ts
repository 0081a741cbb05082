/**
 * What a table holds under a name that came from outside, its own entries only: "constructor", "toString" and "__proto__"
 * are no codes of anybody's. Undefined for what is not listed, and for a table that is missing.
 */
export function entryOf<Value>(
  table: Readonly<Record<string, Value>> | undefined,
  name: string | number,
): Value | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
