import type { LocalDate } from '../../domain/dates.ts';
import type { Schemes } from '../schemes.ts';
import type { SchemeVersion } from './scheme-version.ts';

/** What a version changed of the one before it. */
export interface VersionChange {
  readonly version: LocalDate;
  /** Names of the parameters and rules that differ, began or ended, such as `parameters.listAgeLimitDays`. */
  readonly changed: readonly string[];
}

/**
 * The later versions of the scheme to which a stay is pinned, with what each changed. They never reach back:
 * a stay keeps the version of its admission day, and an operator sees which stays a change leaves on an older text.
 */
export function laterVersions(
  schemes: Schemes,
  pinned: { readonly scheme: string; readonly version: string },
): readonly VersionChange[] {
  const versions = schemes.versions(pinned.scheme);
  return versions.flatMap((version, index) => {
    const before = versions[index - 1];
    if (before === undefined || version.version <= pinned.version) return [];
    return [{ version: version.version, changed: differences(before, version) }];
  });
}

function differences(before: SchemeVersion, after: SchemeVersion): readonly string[] {
  const [old, now] = [named(before), named(after)];
  const names = new Set([...old.keys(), ...now.keys()]);
  return [...names].filter((name) => old.get(name) !== now.get(name)).toSorted();
}

/** Every entry by its name, as text: two versions are compared by what they say. */
function named(scheme: SchemeVersion): ReadonlyMap<string, string> {
  const {
    parameters,
    county,
    decisions,
    authorities,
    admission,
    exclusions,
    openLists,
    conditions,
    payers,
    practice,
  } = scheme;
  const parts: Readonly<Record<string, Iterable<{ readonly rule: string }>>> = {
    parameters: parameters.values(),
    county: county.values(),
    decisions,
    authorities,
    admission,
    exclusions,
    openLists,
    conditions,
    payers,
    patient: scheme.credit === null ? [scheme.patient] : [scheme.patient, scheme.credit],
    practice: practice.values(),
  };
  return new Map(
    Object.entries(parts).flatMap(([section, entries]) =>
      [...entries].map((entry): [string, string] => [`${section}.${entry.rule}`, JSON.stringify(entry)]),
    ),
  );
}
