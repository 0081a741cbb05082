import type { LocatedYaml, YamlPath } from './located-yaml.ts';
import {
  parseSchemeFile,
  type SchemeFile,
  type SectionMap,
  type SectionName,
  sections,
} from './scheme-file.ts';

/** One entry of a section with the place where it is written and the document its bare citations mean. */
export interface LocatedEntry {
  readonly yaml: LocatedYaml;
  readonly path: YamlPath;
  readonly document: string;
  /** The day on which the scheme begins that wrote it: an adopter inherits values that ended before its own first day. */
  readonly begins?: string;
  readonly value: unknown;
}

/** A scheme with everything it inherits put in. */
export interface MergedScheme {
  readonly yaml: LocatedYaml;
  readonly head: SchemeFile;
  readonly sections: Readonly<Record<SectionName, ReadonlyMap<string, LocatedEntry>>>;
  /** Names that this scheme changed, added or removed, such as `parameters.listAgeLimitDays`. */
  readonly changed: readonly string[];
}

/** Puts inherited entries in: what is changed is named, the rest is the parent's. Throws SchemeFileError. */
export function mergeSchemes(files: readonly LocatedYaml[]): readonly MergedScheme[] {
  const heads = new Map<string, { readonly yaml: LocatedYaml; readonly head: SchemeFile }>();
  for (const yaml of files) {
    const head = parseSchemeFile(yaml);
    if (heads.has(head.id)) yaml.fail('shape-wrong', ['id'], `another file already has the id ${head.id}`);
    heads.set(head.id, { yaml, head });
  }
  const merge = (id: string, children: readonly string[]): MergedScheme => {
    const { yaml, head } = heads.get(id) as { readonly yaml: LocatedYaml; readonly head: SchemeFile };
    if (!('inherits' in head)) return { yaml, head, sections: ownSections(yaml, head), changed: [] };
    if ([...children, id].includes(head.inherits))
      return yaml.fail(
        'inherits-from-itself',
        ['inherits'],
        `${[...children, id].join(' ← ')} ← ${head.inherits}`,
      );
    if (!heads.has(head.inherits))
      return yaml.fail('parent-unknown', ['inherits'], `no scheme has the id ${head.inherits}`);
    const parent = merge(head.inherits, [...children, id]);
    if (head.from < parent.head.from)
      return yaml.fail('begins-before-parent', ['from'], `${head.inherits} begins on ${parent.head.from}`);
    return adopt({ yaml, head }, parent);
  };
  return [...heads.keys()].map((id) => merge(id, []));
}

function ownSections(
  yaml: LocatedYaml,
  head: SectionMap & { readonly document: string; readonly from: string },
): MergedScheme['sections'] {
  return eachSection((section) => {
    const written = Object.entries(head[section] ?? {});
    return new Map(
      written.map(([name, value]) => [
        name,
        { yaml, path: [section, name], document: head.document, begins: head.from, value },
      ]),
    );
  });
}

function adopt(
  child: { readonly yaml: LocatedYaml; readonly head: Extract<SchemeFile, { inherits: string }> },
  parent: MergedScheme,
): MergedScheme {
  const { yaml, head } = child;
  const own = { yaml, document: head.document, begins: head.from };
  const changed: string[] = [];
  const merged = eachSection((section) => {
    const entries = new Map(parent.sections[section]);
    for (const [name, value] of Object.entries(head.changes?.[section] ?? {})) {
      const inherited = entries.get(name);
      const path = ['changes', section, name];
      if (inherited === undefined)
        return yaml.fail('change-of-nothing', path, `${head.inherits} has no ${section}.${name}; use adds`);
      entries.set(name, { ...own, path, value: overlay(inherited.value, value) });
      changed.push(`${section}.${name}`);
    }
    for (const [name, value] of Object.entries(head.adds?.[section] ?? {})) {
      const path = ['adds', section, name];
      if (entries.has(name))
        return yaml.fail(
          'addition-exists',
          path,
          `${head.inherits} already has ${section}.${name}; use changes`,
        );
      entries.set(name, { ...own, path, value });
      changed.push(`${section}.${name}`);
    }
    return entries;
  });
  for (const [index, full] of (head.removes ?? []).entries()) {
    const [section = '', name = ''] = full.split('.');
    const entries = merged[section as SectionName] as Map<string, LocatedEntry> | undefined;
    if (entries?.delete(name) !== true)
      yaml.fail('change-of-nothing', ['removes', index], `${head.inherits} has no ${full}`);
    changed.push(full);
  }
  return { yaml, head, sections: merged, changed };
}

/** A change names what differs and cites its own document; the other fields stay. A new value replaces old spans and the other way round. */
function overlay(inherited: unknown, change: unknown): unknown {
  if (!isRecord(inherited) || !isRecord(change)) return change;
  const { value: _value, spans: _spans, cite: _cite, ...kept } = inherited;
  const dated = 'value' in change || 'spans' in change ? {} : pick(inherited, ['value', 'spans']);
  return { ...kept, ...dated, ...change };
}

function pick(record: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function eachSection(
  of: (section: SectionName) => ReadonlyMap<string, LocatedEntry>,
): Record<SectionName, ReadonlyMap<string, LocatedEntry>> {
  return Object.fromEntries(sections.map((section) => [section, of(section)])) as Record<
    SectionName,
    ReadonlyMap<string, LocatedEntry>
  >;
}
