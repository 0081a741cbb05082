import type { CountyClock } from '../domain/clock.ts';
import type { LocalDate } from '../domain/dates.ts';
import { addToDigest, emptyDigest, type ListRow } from './list-page.ts';
import type { CountyPerson, Membership, Mischief, People } from './simulation.ts';

/** What every list system can get wrong. */
export const listMischiefs = [
  ...['half-page', 'repeated-page', 'shuffled', 'changed-while-reading', 'wrong-data'],
  ...['another-list', 'another-page'],
];

/** What an agency's list simulator works with. */
export interface ListDesk {
  readonly people: People;
  readonly clock: CountyClock;
  /** Divisions whose people a list holds; undefined for a list that the agency does not keep. */
  readonly divisionsOf: (list: string) => readonly string[] | undefined;
}

/** A list as it stood at one moment. */
export interface Snapshot {
  readonly id: string;
  readonly asOf: LocalDate;
  readonly rows: readonly ListRow[];
  readonly digest: string;
}

/** The snapshots of an agency: a new one when its people have changed, an old one for whoever still reads it. */
export function snapshotsOf(
  agency: Membership['agency'],
  desk: ListDesk,
): {
  readonly current: (list: string) => Snapshot | undefined;
  readonly byId: (list: string, id: string) => Snapshot | undefined;
} {
  const kept = new Map<string, Snapshot>();
  const current = (list: string): Snapshot | undefined => {
    const divisions = desk.divisionsOf(list);
    if (divisions === undefined) return undefined;
    const id = `${desk.clock.today().replaceAll('-', '')}-${desk.people.version()}`;
    const known = kept.get(`${list}/${id}`);
    if (known !== undefined) return known;
    const rows = desk.people
      .all()
      .filter((person) => divisions.includes(person.division))
      .flatMap((person) => rowsOf(person, agency));
    const snapshot = { id, asOf: desk.clock.today(), rows, digest: addToDigest(emptyDigest, rows) };
    kept.set(`${list}/${id}`, snapshot);
    // Two are enough: the one that is current and the one that somebody may still be reading.
    for (const old of [...kept.keys()].filter((key) => key.startsWith(`${list}/`)).slice(0, -2))
      kept.delete(old);
    return snapshot;
  };
  return { current, byId: (list, id) => kept.get(`${list}/${id}`) };
}

function rowsOf(person: CountyPerson, agency: Membership['agency']): readonly ListRow[] {
  return person.memberships
    .filter((held) => held.agency === agency)
    .map((held) => ({
      idNumber: person.idNumber,
      name: person.name,
      category: held.label,
      since: held.since,
      until: held.until,
      household: person.household,
      division: person.division,
    }));
}

/**
 * The rows of one page, honest or not. `half-page`: half of them are missing; `repeated-page`: the page before comes
 * again; `shuffled`: the order changes with every page, so that rows are missed and doubled.
 */
export function pageRows(
  snapshot: Snapshot,
  { offset, size }: { readonly offset: number; readonly size: number },
  mischief: Mischief | undefined,
): readonly ListRow[] {
  const rows = snapshot.rows.slice(offset, offset + size);
  switch (mischief ?? '') {
    case 'half-page':
      return rows.slice(0, Math.floor(rows.length / 2));
    case 'repeated-page':
      return offset === 0 ? rows : snapshot.rows.slice(offset - size, offset);
    case 'shuffled':
      return rotated(snapshot.rows, offset).slice(offset, offset + size);
    default:
      return rows;
  }
}

/** The snapshot as an agency shows it that changed the list in mid-reading: another name, one row less, another digest. */
export function changed(snapshot: Snapshot): Snapshot {
  const rows = snapshot.rows.slice(0, -1);
  return { ...snapshot, id: `${snapshot.id}c`, rows, digest: addToDigest(emptyDigest, rows) };
}

function rotated(rows: readonly ListRow[], by: number): readonly ListRow[] {
  const shift = Math.floor(by / 2) % Math.max(rows.length, 1);
  return [...rows.slice(shift), ...rows.slice(0, shift)];
}
