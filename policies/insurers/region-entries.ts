import { z } from 'zod';
import { entryOf } from '../../domain/entry.ts';
import { isCoverType } from '../../domain/insurance.ts';
import type { LocatedYaml, YamlPath } from '../engine/located-yaml.ts';
import { parsed } from '../engine/scheme-file.ts';
import { checkSpans, type Span, variants } from '../engine/spans.ts';
import { noCover, type RegionFile, type RegionSection, regionSections, regionShapes } from './region-file.ts';

/** One value with the days on which it holds. */
export interface RegionEntry extends Span {
  readonly section: RegionSection;
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Every entry that a file writes, checked: known names and fields, sources that are there, no gap and no overlap. Throws SchemeFileError. */
export function entriesOf(
  yaml: LocatedYaml,
  file: RegionFile,
  sources: ReadonlySet<string>,
): readonly RegionEntry[] {
  return regionSections.flatMap((section) =>
    Object.entries(file[section] ?? {}).flatMap(([name, value]) => {
      const entry = { yaml, path: [section, name], document: file.id, value };
      const dated = variants(entry, file);
      checkSpans(entry, dated, { ...file, whole: false });
      return dated.map((one): RegionEntry => {
        const shape = shapeOf(yaml, section, name);
        const checked = parsed(shape, yaml, one.path, one.value);
        checkSources(yaml, one.path, { cite: checked.cite, sources });
        return { section, name, from: one.from, until: one.until, value: checked };
      });
    }),
  );
}

const citedEntry = z.looseObject({ cite: z.array(z.string()) });

function shapeOf(yaml: LocatedYaml, section: RegionSection, name: string): typeof citedEntry {
  const shape = shapeNamed(section, name);
  if (shape === undefined) return yaml.fail('shape-wrong', [section, name], `${section} has no ${name}`);
  return shape as unknown as typeof citedEntry;
}

function shapeNamed(section: RegionSection, name: string): z.ZodType | undefined {
  if (section === 'insuranceTypes' && !isCoverType(name)) return noCover;
  const shapes = regionShapes[section];
  return shapes instanceof z.ZodType ? shapes : entryOf(shapes as Record<string, z.ZodType>, name);
}

function checkSources(
  yaml: LocatedYaml,
  path: YamlPath,
  { cite, sources }: { readonly cite: readonly string[]; readonly sources: ReadonlySet<string> },
): void {
  const unknown = cite.find((name) => !sources.has(name));
  if (unknown !== undefined)
    yaml.fail('citation-unknown', [...path, 'cite'], `no source is called ${unknown}`);
}

/** Whether a value could stand in a region's file under that section and name, but for its sources; otherwise where it goes wrong, such as `value.part`. */
export function regionValueMisfit(section: string, name: string, value: object): string | null {
  const known = regionSections.find((one) => one === section);
  if (known === undefined) return 'section';
  const shape = shapeNamed(known, name);
  if (shape === undefined || !/^[\w.-]{1,40}$/.test(name)) return 'name';
  const read = shape.safeParse({ ...value, cite: ['county'] });
  return read.success ? null : ['value', ...(read.error.issues[0]?.path ?? [])].join('/');
}
