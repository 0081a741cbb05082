import { readdirSync, readFileSync } from 'node:fs';
import type { InsurerRegion, InsurerRegions, RegionValue } from '../../domain/insurer-region.ts';
import { currentDivision } from '../codes/codes.ts';
import { type LocatedYaml, locatedYaml } from '../engine/located-yaml.ts';
import { boundaries, holdsOn } from '../engine/spans.ts';
import { entriesOf, type RegionEntry } from './region-entries.ts';
import { parseRegionFile, type RegionFile, type RegionSection } from './region-file.ts';
import { regionOn } from './region-on.ts';

interface Merged {
  readonly file: RegionFile;
  readonly sources: ReadonlySet<string>;
  /** The file's own entries first, then those of the file that it inherits from and does not change. */
  readonly entries: readonly RegionEntry[];
}

type Divisions = ReadonlyMap<string, Merged>;
let cached: RegionTables | undefined;

/** The regions of policies/insurers/, read once per process. Throws SchemeFileError with file, line and reason. */
export const loadInsurerRegions = (): InsurerRegions => loaded().asWritten;

/** The same with what counties entered beside the files: it counts before them, from its day on, in its division alone. */
export const completedInsurerRegions = (entered: readonly RegionValue[]): InsurerRegions =>
  loaded().completedBy(entered);

function loaded(): RegionTables {
  cached ??= regionTables(regionFiles());
  return cached;
}

interface RegionTables {
  readonly asWritten: InsurerRegions;
  readonly completedBy: (entered: readonly RegionValue[]) => InsurerRegions;
}

/** Checks and resolves the given files. Throws SchemeFileError. */
export function regionTables(
  files: readonly { readonly file: string; readonly text: string }[],
): RegionTables {
  const divisions = divisionsIn(files);
  return {
    asWritten: regionsOf(divisions),
    completedBy: (entered) => regionsOf(withEntered(divisions, entered)),
  };
}

function divisionsIn(files: readonly { readonly file: string; readonly text: string }[]): Divisions {
  const written = new Map<string, { readonly yaml: LocatedYaml; readonly file: RegionFile }>();
  for (const { file, text } of files) {
    const yaml = locatedYaml(file, text);
    const region = parseRegionFile(yaml);
    if (written.has(region.id))
      yaml.fail('shape-wrong', ['id'], `another file already has the id ${region.id}`);
    written.set(region.id, { yaml, file: region });
  }
  const byDivision = new Map<string, Merged>();
  for (const [id, { yaml, file }] of written) {
    const merged = mergedOf(written, id, []);
    const resolve = resolverOf(merged);
    for (const day of boundaries(file, merged.entries)) checkComplete(yaml, resolve(day));
    if (file.division === null) continue;
    if (byDivision.has(file.division))
      yaml.fail('span-overlap', ['division'], `two files are of the division ${file.division}`);
    byDivision.set(file.division, merged);
  }
  return byDivision;
}

function regionsOf(byDivision: Divisions): InsurerRegions {
  const resolvers = new Map([...byDivision].map(([division, merged]) => [division, resolverOf(merged)]));
  const on = (asked: string, day: string): InsurerRegion | undefined => {
    for (const place of placesOf(asked)) {
      const merged = byDivision.get(place);
      if (merged !== undefined && holdsOn(merged.file, day)) return resolvers.get(place)?.(day);
    }
    return undefined;
  };
  return { on };
}

/** A division as it is called now, its prefecture and its province. */
function placesOf(asked: string): readonly string[] {
  const division = currentDivision(asked);
  return [division, `${division.slice(0, 4)}00`, `${division.slice(0, 2)}0000`];
}

/** What a county entered goes into a table of its own, which is otherwise that of the nearest file; where no file is, it counts for nothing. */
function withEntered(byDivision: Divisions, entered: readonly RegionValue[]): Divisions {
  const completed = new Map(byDivision);
  for (const [asked, values] of Map.groupBy(entered, ({ division }) => division)) {
    const [division = asked] = placesOf(asked);
    const nearest = placesOf(asked).flatMap((place) => byDivision.get(place) ?? [])[0];
    if (nearest === undefined) continue;
    const own = values
      .toSorted((one, other) => (one.validFrom < other.validFrom ? 1 : -1))
      .map(
        ({ section, name, validFrom, value }): RegionEntry => ({
          ...{ section: section as RegionSection, name, from: validFrom, until: null, value },
        }),
      );
    // Of one name the first entry that holds is read: the newest of the county's, then the files'.
    completed.set(division, {
      ...nearest,
      file: { ...nearest.file, division },
      entries: [...own, ...nearest.entries],
    });
  }
  return completed;
}

function mergedOf(
  written: ReadonlyMap<string, { readonly yaml: LocatedYaml; readonly file: RegionFile }>,
  id: string,
  children: readonly string[],
): Merged {
  const { yaml, file } = written.get(id) as { readonly yaml: LocatedYaml; readonly file: RegionFile };
  if (file.inherits === undefined) {
    const sources = new Set(Object.keys(file.sources));
    return { file, sources, entries: entriesOf(yaml, file, sources) };
  }
  if ([...children, id].includes(file.inherits))
    yaml.fail('inherits-from-itself', ['inherits'], `${id} inherits from itself`);
  if (!written.has(file.inherits)) yaml.fail('parent-unknown', ['inherits'], `no region ${file.inherits}`);
  const parent = mergedOf(written, file.inherits, [...children, id]);
  const sources = new Set([...Object.keys(file.sources), ...parent.sources]);
  const own = entriesOf(yaml, file, sources);
  const changed = new Set(own.map(keyOf));
  return {
    ...{ file, sources },
    entries: [...own, ...parent.entries.filter((entry) => !changed.has(keyOf(entry)))],
  };
}

const keyOf = ({ section, name }: RegionEntry): string => `${section}.${name}`;

/** The tables of a day; each stretch of days in which nothing changes is put together once. */
function resolverOf({ file, entries }: Merged): (day: string) => InsurerRegion {
  const edges = boundaries(file, entries);
  const known = new Map<string, InsurerRegion>();
  return (day) => {
    const edge = edges.findLast((start) => start <= day) ?? file.from;
    const region = known.get(edge) ?? regionOn(file, entries, edge);
    known.set(edge, region);
    return region;
  };
}

function checkComplete(yaml: LocatedYaml, region: InsurerRegion): void {
  for (const name of ['fundSum', 'familyAccount'] as const)
    if (region[name] === undefined) yaml.fail('span-gap', ['reading'], `no value holds of reading.${name}`);
}

function regionFiles() {
  return readdirSync(new URL('./', import.meta.url))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => ({
      file: `policies/insurers/${name}`,
      text: readFileSync(new URL(name, import.meta.url), 'utf8'),
    }));
}
