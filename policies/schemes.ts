import { readdirSync, readFileSync } from 'node:fs';
import type { LocalDate } from '../domain/dates.ts';
import { HubProblem } from '../domain/failures.ts';
import { mergeSchemes } from './engine/inheritance.ts';
import { type LocatedYaml, locatedYaml } from './engine/located-yaml.ts';
import { schemeVersions } from './engine/resolve.ts';
import type { SchemeVersion } from './engine/scheme-version.ts';
import { parseSource, type SourceDocument } from './engine/sources.ts';
import { daysOf, holdsOn } from './engine/spans.ts';

export { SchemeFileError } from './engine/scheme-file-error.ts';
export type { PayerRule, SchemeVersion } from './engine/scheme-version.ts';

/** The version in force on a day, or why there is none. */
export type VersionOnDay =
  | { readonly kind: 'in-force'; readonly scheme: SchemeVersion }
  | {
      readonly kind: 'scheme-not-in-force';
      readonly from: LocalDate;
      readonly until: LocalDate | null;
      readonly nearest: SchemeVersion;
    }
  | { readonly kind: 'unknown-scheme' };

/** All schemes, checked and resolved; read-only. */
export interface Schemes {
  /** The newest version of every scheme, in the order of their ids. */
  readonly list: () => readonly SchemeVersion[];
  readonly version: (id: string, day: string) => VersionOnDay;
  /** Every version of one scheme, oldest first; empty for an unknown id. */
  readonly versions: (id: string) => readonly SchemeVersion[];
  readonly sources: ReadonlyMap<string, SourceDocument>;
  /** What an adopting scheme changed, added or removed. */
  readonly changed: (id: string) => readonly string[];
}

/** The text of every file of a policy folder; a test brings its own. */
export interface PolicyFiles {
  readonly schemes: readonly { readonly file: string; readonly text: string }[];
  readonly sources: readonly { readonly file: string; readonly text: string }[];
}

let cached: Schemes | undefined;

/** The schemes of policies/schemes/, read once per process (well under 200 ms). Throws SchemeFileError with file, line and reason. */
export function loadSchemes(): Schemes {
  cached ??= schemesFrom(policyFiles());
  return cached;
}

/** The version in force on the day. Throws HubProblem `scheme-unknown` or `scheme-not-in-force`. */
export function requireVersion(schemes: Schemes, id: string, day: string): SchemeVersion {
  const found = schemes.version(id, day);
  switch (found.kind) {
    case 'in-force':
      return found.scheme;
    case 'unknown-scheme':
      throw new HubProblem('scheme-unknown', { detail: id });
    case 'scheme-not-in-force':
      throw new HubProblem('scheme-not-in-force', {
        detail: `${id} is in force ${daysOf(found).en}`,
        errors: [
          {
            path: '/day',
            code: 'scheme-not-in-force',
            zh: `方案 ${id} 施行期：${daysOf(found).zh}，${day} 不在其内`,
            en: `${id} is in force ${daysOf(found).en}; ${day} lies outside`,
          },
        ],
      });
  }
}

/** Of every scheme the version of that day; where none holds, the first before it begins and the last after it has ended. */
export function schemesOn(schemes: Schemes, day: string): readonly SchemeVersion[] {
  return schemes.list().map((newest) => {
    const found = schemes.version(newest.id, day);
    if (found.kind === 'in-force') return found.scheme;
    return found.kind === 'scheme-not-in-force' ? found.nearest : newest;
  });
}

/** Checks and resolves the given files. Throws SchemeFileError. */
export function schemesFrom(files: PolicyFiles): Schemes {
  const sources = new Map<string, SourceDocument>();
  for (const { file, text } of files.sources) {
    const source = parseSource(locatedYaml(file, text));
    sources.set(source.id, source);
  }
  const parsedFiles: readonly LocatedYaml[] = files.schemes.map(({ file, text }) => locatedYaml(file, text));
  const merged = mergeSchemes(parsedFiles);
  const all = new Map(
    merged
      .toSorted((a, b) => (a.head.id < b.head.id ? -1 : 1))
      .map((scheme) => [scheme.head.id, schemeVersions(scheme, sources)]),
  );
  const changes = new Map(merged.map((scheme) => [scheme.head.id, scheme.changed]));
  const version = (id: string, day: string): VersionOnDay => {
    const versions = all.get(id);
    const [first, last] = [versions?.[0], versions?.at(-1)];
    if (versions === undefined || first === undefined || last === undefined)
      return { kind: 'unknown-scheme' };
    const scheme = versions.find((candidate) => holdsOn(candidate, day));
    if (scheme !== undefined) return { kind: 'in-force', scheme };
    return {
      kind: 'scheme-not-in-force',
      from: first.from,
      until: last.until,
      nearest: day < first.from ? first : last,
    };
  };
  return {
    list: () => [...all.values()].flatMap((versions) => versions.slice(-1)),
    version,
    versions: (id) => all.get(id) ?? [],
    sources,
    changed: (id) => changes.get(id) ?? [],
  };
}

/** The files of policies/schemes/ and policies/sources/ (`*.cases.yaml` are tests, not data). */
export function policyFiles(): PolicyFiles {
  const read = (folder: string) =>
    readdirSync(new URL(`${folder}/`, import.meta.url))
      .filter((name) => name.endsWith('.yaml') && !name.endsWith('.cases.yaml'))
      .toSorted()
      .map((name) => ({
        file: `policies/${folder}/${name}`,
        text: readFileSync(new URL(`${folder}/${name}`, import.meta.url), 'utf8'),
      }));
  return { schemes: read('schemes'), sources: read('sources') };
}
