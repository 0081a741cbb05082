import { membersAmong, type VersionSeen } from './agency.ts';
import type { CountyUnderTest } from './county-under-test.ts';
import type { Lane } from './list-lanes.ts';
import { watchReaders } from './list-readers.ts';

/** A list before and after an accident, and everything that readers saw meanwhile. */
interface Passage {
  readonly was: VersionSeen | null | undefined;
  readonly is: VersionSeen | undefined;
  /** `version: members`, each once, in order. */
  readonly seen: readonly string[];
}

/** What is wrong with a list after an accident: rows or members lost or doubled, counts that do not add up, readers who saw half of it. */
async function laneBreaches(
  county: CountyUnderTest,
  lane: Lane,
  { was, is, seen }: Passage,
): Promise<readonly string[]> {
  const { listId } = lane.agency;
  const listed = lane.members();
  const size = typeof listed === 'number' ? listed : listed.length;
  const found: Record<string, boolean> = {
    [`it is ${is?.state}`]: is?.state !== 'released',
    [`rows ${JSON.stringify(is?.rows)}`]: is?.rows.received !== size || is.rows.accepted !== size,
  };
  const { before = -1, added = -1, removed = -1, changed = -1, after = -1 } = is?.members ?? {};
  const counts = `members ${JSON.stringify(is?.members)}`;
  found[counts] =
    before !== was?.members?.after || changed !== 0 || after !== size || before + added - removed !== after;
  const [lines] = await county.sql<{ lines: number; people: number }>(
    `SELECT count(*)::int AS lines, count(DISTINCT person_ref)::int AS people FROM memberships JOIN people USING (person_ref)
      WHERE list_id = $1 AND known_until IS NULL AND listed`,
    [listId],
  );
  found[`${lines?.lines} lines of ${lines?.people} people`] = lines?.lines !== size || lines.people !== size;
  if (typeof listed !== 'number') {
    const there = await membersAmong(county, listId, listed);
    found[`${size - there.length} people are missing`] = there.length !== size;
  }
  // Readers knew the old version whole, then the new one whole.
  const whole = [was, is].map((version) => `${version?.version}: ${version?.members?.after}`);
  found[`readers saw ${seen.join(', ')}`] = seen.join() !== whole.join();
  return Object.keys(found)
    .filter((breach) => found[breach])
    .map((breach) => `${lane.phase}, ${listId}: ${breach}`);
}

/** Brings every list into its phase, lets `accident` happen, lets the lists go on; gives what is wrong afterwards. */
export async function throughAccident(
  county: CountyUnderTest,
  lanes: readonly Lane[],
  accident: () => Promise<void>,
): Promise<readonly string[]> {
  const was = await Promise.all(lanes.map(({ agency }) => agency.serving()));
  const watching = watchReaders(
    county,
    lanes.map(({ agency }) => agency.listId),
  );
  try {
    for (const lane of lanes) await lane.reach();
    await accident();
    await Promise.all([county.servers.postgres?.back(), county.servers.temporal?.back()]);
  } finally {
    await Promise.all(lanes.map((lane) => lane.letGo()));
  }
  const is = await Promise.all(lanes.map((lane) => lane.served()));
  const seen = await watching.stop();
  const found = await Promise.all(
    lanes.map((lane, at) =>
      laneBreaches(county, lane, { was: was[at], is: is[at], seen: seen(lane.agency.listId) }),
    ),
  );
  return found.flat();
}
