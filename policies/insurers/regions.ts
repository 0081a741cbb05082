import { readdirSync, readFileSync } from 'node:fs';
import { entryOf } from '../../domain/entry.ts';
import type {
  FundRule,
  InsuranceKind,
  InsurerRegion,
  InsurerRegions,
  RefusalRule,
  RegionSpeech,
  RequiredField,
} from '../../domain/insurer-region.ts';
import { currentDivision } from '../codes/codes.ts';
import { type LocatedYaml, locatedYaml } from '../engine/located-yaml.ts';
import { boundaries, holdsOn } from '../engine/spans.ts';
import { entriesOf, type RegionEntry } from './region-entries.ts';
import { parseRegionFile, type RegionFile, type RegionSection } from './region-file.ts';

interface Merged {
  readonly file: RegionFile;
  readonly sources: ReadonlySet<string>;
  /** The file's own entries first, then those of the file that it inherits from and does not change. */
  readonly entries: readonly RegionEntry[];
}

let cached: InsurerRegions | undefined;

/** The regions of policies/insurers/, read once per process. Throws SchemeFileError with file, line and reason. */
export function loadInsurerRegions(): InsurerRegions {
  cached ??= insurerRegionsFrom(regionFiles());
  return cached;
}

/** Checks and resolves the given files. Throws SchemeFileError. */
export function insurerRegionsFrom(
  files: readonly { readonly file: string; readonly text: string }[],
): InsurerRegions {
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
  const resolvers = new Map([...byDivision].map(([division, merged]) => [division, resolverOf(merged)]));
  const on = (asked: string, day: string): InsurerRegion | undefined => {
    const division = currentDivision(asked);
    for (const place of [division, `${division.slice(0, 4)}00`, `${division.slice(0, 2)}0000`]) {
      const merged = byDivision.get(place);
      if (merged !== undefined && holdsOn(merged.file, day)) return resolvers.get(place)?.(day);
    }
    return undefined;
  };
  return { on };
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

function regionOn(file: RegionFile, entries: readonly RegionEntry[], day: string): InsurerRegion {
  const holding = entries.filter((entry) => holdsOn(entry, day));
  const table = <Value>(section: RegionSection, of: (value: RegionEntry['value']) => unknown) =>
    Object.fromEntries(
      holding
        .filter((entry) => entry.section === section)
        .map(({ name, value }) => [name, of(value) as Value]),
    );
  const speech = table<unknown>('speech', ({ value }) => value);
  const reading = table<string>('reading', ({ value }) => value);
  return {
    ...{ id: file.id, division: file.division ?? '000000', ...file.name },
    speech: { ...unsaid, ...speech },
    fundSum: entryOf(reading, 'fundSum') as InsurerRegion['fundSum'],
    familyAccount: entryOf(reading, 'familyAccount') as InsurerRegion['familyAccount'],
    required: Object.entries(
      table<Omit<RequiredField, 'place'>>('required', ({ zh, en, when }) => ({ zh, en, when })),
    ).map(([place, field]) => ({ place, ...field })),
    leavingWays: table<string>('leavingWays', ({ value }) => value),
    infcodes: table<'accepted' | 'failed' | 'refused'>('infcodes', ({ says }) => says),
    funds: table<readonly FundRule[]>('funds', ({ oneOf, part, header }) => oneOf ?? [{ part, header }]),
    labels: table<{ category: string | null }>('labels', ({ category }) => ({ category })),
    insuranceTypes: table<InsuranceKind>('insuranceTypes', ({ kind }) => kind),
    insuranceStates: table<'active' | 'suspended' | 'none'>('insuranceStates', ({ means }) => means),
    mayBeEmpty: new Set(Object.keys(table('mayBeEmpty', () => true))),
    refusals: holding
      .filter(({ section }) => section === 'refusals')
      .map(({ value: { at, says, code, kind } }) => ({ at, says, code, kind }) as RefusalRule),
  };
}

const unsaid: RegionSpeech = {
  ...{ path: null, signing: null, infver: null, receiverSystem: null, medType: null, signIn: null },
  ...{ messageQuery: null, bodySigning: null, feeDetail: null, readBack: null, midSettlement: null },
  ...{ referralFiling: null, referralType: null, injuryFiling: null, injuryMedType: null },
  ...{ reconciliation: null, clearingOffice: null, fileBytes: null, preSettlement: null },
};

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
