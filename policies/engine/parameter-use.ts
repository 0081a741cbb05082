import { type Fen, formatYuan } from '../../domain/money.ts';
import type { DatedParameter } from './dated-parameters.ts';
import type { LocatedEntry } from './inheritance.ts';
import type { YamlPath } from './located-yaml.ts';
import type { ParameterValue } from './parameter-units.ts';
import { holdsOn } from './spans.ts';

/** A scheme's parameters, and which of them some rule used. */
export interface ParameterUse {
  readonly parameters: ReadonlyMap<string, DatedParameter>;
  readonly used: Set<string>;
}

interface Written {
  readonly text: string;
  readonly path: YamlPath;
  readonly day: string;
}

/** What a text of an entry means on a day: `$name` the parameter's value, `{$name}` its figure within a sentence. Throws SchemeFileError. */
export function textOn(use: ParameterUse, entry: LocatedEntry, at: Written): ParameterValue | undefined {
  const { text, path, day } = at;
  if (text.startsWith('$')) {
    const parameter = named(use, entry, { name: text.slice(1), path });
    use.used.add(parameter.name);
    return valueOn(parameter, day);
  }
  // A sentence drives nothing, so a parameter that only a sentence names is still unused.
  const said = text.replace(/\{\$([^{}]*)\}/g, (_place, name: string) => {
    const parameter = named(use, entry, { name, path });
    return (
      figure(parameter.unit, valueOn(parameter, day)) ??
      entry.yaml.fail('parameter-unit-wrong', path, `${name} is no figure that a sentence can tell`)
    );
  });
  if (/[{}$]/.test(said))
    entry.yaml.fail(
      'shape-wrong',
      path,
      'within a sentence a figure is written {$name}, and nothing else in braces',
    );
  return said;
}

/** The figure of a value as a sentence tells it; undefined for a unit that is none. */
export function figure(unit: string, value: ParameterValue | undefined): string | undefined {
  if (typeof value !== 'number') return undefined;
  // As documents write it: whole yuan without fen.
  return unit === 'yuan' ? formatYuan(value as Fen).replace(/\.00$/, '') : String(value);
}

function named(
  { parameters }: ParameterUse,
  { yaml }: LocatedEntry,
  at: { readonly name: string; readonly path: YamlPath },
): DatedParameter {
  return (
    parameters.get(at.name) ??
    yaml.fail('parameter-unknown', at.path, `the scheme has no parameter ${at.name}`)
  );
}

function valueOn({ spans }: DatedParameter, day: string): ParameterValue | undefined {
  return spans.find((span) => holdsOn(span, day))?.value;
}
