import { Rejected } from './rejections.ts';

/** A name without its vocabulary: the standard writes `spdci-common:RegistryEventType:…` as well as the bare name. */
export function lastName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

/** The names that the standard's own files and its clients give the two kinds of record. */
const entities: ReadonlyMap<unknown, 'Member' | 'Group'> = new Map([
  ...['Member', 'SRMember', 'SRPerson', 'Person'].map((name) => [name, 'Member'] as const),
  ...['Group', 'SRGroup'].map((name) => [name, 'Group'] as const),
]);

/** Which kind of record is asked for: people, or households. Throws Rejected. */
export function entityOf(...types: readonly unknown[]): 'Member' | 'Group' {
  const named = types
    .filter((type) => type !== undefined)
    .map((type) => entities.get(typeof type === 'string' ? lastName(type) : type));
  const [entity = 'Member', ...others] = new Set(named.length === 0 ? ['Member' as const] : named);
  if (others.length > 0 || named.includes(undefined)) throw new Rejected('record-type-unsupported');
  return entity;
}

/** Members that are there: many a client writes null for what it leaves out. */
export function present(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
