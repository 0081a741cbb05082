import { z } from 'zod';
import type { Citation } from './cited-parameter.ts';
import type { LocatedEntry, MergedScheme } from './inheritance.ts';
import type { YamlPath } from './located-yaml.ts';
import { type ParameterValue, parameterUnits, readParameter } from './parameter-units.ts';
import { parsed } from './scheme-file.ts';
import { citation } from './sources.ts';
import { checkSpans, type DatedEntry, type Span, variants } from './spans.ts';

/** One value of one parameter over one span of days. */
export interface ParameterSpan extends Span {
  readonly value: ParameterValue;
  readonly cites: readonly Citation[];
  readonly path: YamlPath;
}

/** A parameter with all its values in time. */
export interface DatedParameter {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly unit: string;
  readonly decision: string | undefined;
  readonly entry: LocatedEntry;
  readonly spans: readonly ParameterSpan[];
}

/** A misspelt key is a fault: what nobody reads would hold for nothing. */
const written = z
  .strictObject({
    zh: z.string().min(1),
    en: z.string().min(1),
    unit: z.enum(parameterUnits),
    choices: z.array(z.string()).optional(),
    decision: z.string().optional(),
    ...{ value: z.unknown(), cite: z.unknown(), from: z.unknown(), until: z.unknown() },
    spans: z.array(z.unknown()).min(1).optional(),
  })
  .partial({ value: true, cite: true, from: true, until: true });
/** What a span says, and a value that holds on all days says at once. */
const ofOneSpan = ['value', 'cite', 'from', 'until'] as const;
const cited = z.strictObject({ value: z.unknown(), cite: z.array(z.string().min(1)).min(1) });

/** Reads every parameter of a scheme: unit, citation, and no gap or overlap in its days. Throws SchemeFileError. */
export function datedParameters(scheme: MergedScheme): ReadonlyMap<string, DatedParameter> {
  const days = { from: scheme.head.from, until: scheme.head.until };
  return new Map(
    [...scheme.sections.parameters].map(([name, entry]) => {
      const { zh, en, unit, choices, decision, ...dated } = parsed(
        written,
        entry.yaml,
        entry.path,
        entry.value,
      );
      const spans = valueSpans(entry, dated, days).map((span) => {
        const { value: raw, cite } = parsed(cited, entry.yaml, span.path, span.value);
        const reading = readParameter(unit, raw, choices);
        if (!reading.ok)
          return entry.yaml.fail(
            reading.codeUnknown ? 'code-unknown' : 'parameter-unit-wrong',
            [...span.path, 'value'],
            `${name}: ${reading.reason}`,
          );
        const cites = cite.map((text) => citation(text, entry.document));
        return { from: span.from, until: span.until, path: span.path, value: reading.value, cites };
      });
      checkSpans(entry, spans, { ...days, whole: true });
      return [name, { name, zh, en, unit, decision, entry, spans }];
    }),
  );
}

function valueSpans(
  entry: LocatedEntry,
  { spans, ...one }: Pick<z.infer<typeof written>, 'spans' | (typeof ofOneSpan)[number]>,
  scheme: Span,
): readonly DatedEntry[] {
  if (spans === undefined) return variants({ ...entry, value: one }, scheme);
  const beside = ofOneSpan.find((key) => key in one);
  if (beside !== undefined)
    return entry.yaml.fail(
      'shape-wrong',
      [...entry.path, beside],
      `${beside} stands in each span, not beside them`,
    );
  return variants({ ...entry, value: spans, path: [...entry.path, 'spans'] }, scheme);
}
