import { createHash, createHmac } from 'node:crypto';

/** SHA-256 of a text; equal lengths, so two can be compared in constant time. */
export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Keyed digest of what a body says, as hex; the order of its keys does not matter. */
export function bodyDigest(body: unknown, key: Uint8Array): string {
  return createHmac('sha256', key)
    .update('body\n')
    .update(JSON.stringify(sorted(body)))
    .digest('hex');
}

/** 20 bytes for the ref of an admission; whoever does not know the key can make out nothing of it. */
export function caseDigest(
  admission: {
    readonly institution: string;
    readonly admissionNo: string;
    readonly bodyDigest: string;
    /** Counts from 0 the refs that were taken. */
    readonly turn: number;
  },
  key: Uint8Array,
): Uint8Array {
  const { institution, admissionNo, bodyDigest: body, turn } = admission;
  const named = JSON.stringify([institution, admissionNo, body, turn]);
  return createHmac('sha256', key).update('case\n').update(named).digest().subarray(0, 20);
}

/**
 * The same value with the keys of every object in order. Digests of it are stored, so it stays as it is: RFC 8785 puts names
 * that look like numbers in another order, and has no form for text that is not Unicode.
 */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)]),
  );
}
