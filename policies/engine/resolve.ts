import type { z } from 'zod';
import type { LocalDate } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import { exclusionCodes } from '../codes/codes.ts';
import { checkAskedWith } from './asked-with-check.ts';
import { checkAuthorities } from './authority-check.ts';
import { type CitedScheme, checkCitations } from './citation-check.ts';
import type { Parameter } from './cited-parameter.ts';
import { checkCounty } from './county-check.ts';
import { datedParameters } from './dated-parameters.ts';
import type { LocatedEntry, MergedScheme } from './inheritance.ts';
import type { YamlPath } from './located-yaml.ts';
import { type ParameterUse, textOn } from './parameter-use.ts';
import { parsed, type SectionName } from './scheme-file.ts';
import { entryShapes, type PayerRule, patientShapes, type SchemeVersion } from './scheme-version.ts';
import { citation, citationText, ruleCitations } from './sources.ts';
import { boundaries, checkSpans, type DatedEntry, holdsOn, type Span, variants } from './spans.ts';

interface Rule extends DatedEntry {
  readonly section: SectionName;
  readonly name: string;
  readonly entry: LocatedEntry;
}

const ruleSections = [
  'county',
  'decisions',
  'authorities',
  'admission',
  'exclusions',
  'openLists',
  'conditions',
  'payers',
  'patient',
  'practice',
] as const satisfies readonly SectionName[];

/** Every version of one scheme, oldest first; all load-time checks happen here. Throws SchemeFileError. */
export function schemeVersions(
  scheme: MergedScheme,
  sources: CitedScheme['sources'],
): readonly SchemeVersion[] {
  const days: Span = { from: scheme.head.from, until: scheme.head.until };
  const parameters = datedParameters(scheme);
  const rules = ruleSections.flatMap((section) => sectionRules(scheme, section, days));
  const context: Context = { scheme, sources, parameters, used: new Set() };
  checkCitations(context, rules);
  const spans = [...rules, ...[...parameters.values()].flatMap((parameter) => parameter.spans)];
  const starts = boundaries(days, spans);
  const versions = starts.map((start, index) =>
    versionOn(context, rules, { from: start, until: starts[index + 1] ?? days.until }),
  );
  for (const version of versions) {
    checkAuthorities(scheme, version);
    checkAskedWith(scheme, version);
    checkCounty(scheme, version);
  }
  for (const { name, entry } of parameters.values()) {
    if (!context.used.has(name)) entry.yaml.fail('parameter-unused', entry.path, `no rule uses $${name}`);
  }
  return versions;
}

interface Context extends CitedScheme, ParameterUse {}

function sectionRules(scheme: MergedScheme, section: SectionName, days: Span): readonly Rule[] {
  return [...scheme.sections[section]].flatMap(([name, entry]) => {
    const dated = variants(entry, days);
    checkSpans(entry, dated, { ...days, whole: false });
    if (section === 'exclusions' && entryOf(exclusionCodes, name) === undefined)
      return entry.yaml.fail(
        'code-unknown',
        entry.path,
        `no such exclusion in codes/exclusions.yaml: ${name}`,
      );
    return dated.map((variant) => ({ ...variant, section, name, entry }));
  });
}

function versionOn(context: Context, rules: readonly Rule[], span: Span): SchemeVersion {
  const { scheme, sources } = context;
  const { head } = scheme;
  const cites = head.cite.map((text) => citation(text, head.document));
  const inForce = rules.filter((rule) => holdsOn(rule, span.from));
  const of = <T>(section: SectionName, shape: z.ZodType<T>): readonly T[] =>
    inForce
      .filter((rule) => rule.section === section)
      .map((rule) => resolved(context, rule, { shape, day: span.from }));
  const named = <T extends { readonly rule: string }>(list: readonly T[]) =>
    new Map(list.map((item) => [item.rule, item]));
  const parts = inForce.filter((rule) => rule.section === 'patient');
  const patient = parts.find((rule) => rule.name === 'amount');
  const credit = parts.find((rule) => rule.name === 'parts');
  if (patient === undefined) return scheme.yaml.fail('shape-wrong', ['patient'], 'patient.amount is missing');
  const parameters = parametersOn(context, span.from);
  const listAge = parameters.get('listAgeLimitDays')?.value;
  context.used.add('listAgeLimitDays');
  const authorities = of('authorities', entryShapes.authorities);
  // Only who asks lists needs to know how old they may be.
  if (authorities.length > 0 && typeof listAge !== 'number')
    return scheme.yaml.fail('parameter-unknown', ['parameters'], 'listAgeLimitDays is missing');
  return {
    id: head.id,
    version: span.from as LocalDate,
    from: span.from as LocalDate,
    until: span.until as LocalDate | null,
    zh: head.name.zh,
    en: head.name.en,
    region: head.region,
    inherits: 'inherits' in head ? head.inherits : null,
    document: head.document,
    article: citationText(sources, cites),
    cites,
    pressOnly: sources.get(head.document)?.kind === 'press',
    listAgeLimitDays: typeof listAge === 'number' ? listAge : null,
    parameters,
    county: named(of('county', entryShapes.county)),
    decisions: of('decisions', entryShapes.decisions),
    authorities,
    admission: of('admission', entryShapes.admission),
    exclusions: of('exclusions', entryShapes.exclusions),
    openLists: of('openLists', entryShapes.openLists),
    conditions: of('conditions', entryShapes.conditions),
    payers: of('payers', entryShapes.payers).map(
      (payer): PayerRule => ({ ...payer, payer: payer.rule, steps: Object.values(payer.steps) }),
    ),
    patient: resolved(context, patient, { shape: patientShapes.amount, day: span.from }),
    credit:
      credit === undefined ? null : resolved(context, credit, { shape: patientShapes.parts, day: span.from }),
    practice: named(of('practice', entryShapes.practice)),
  };
}

function parametersOn(context: Context, day: string): ReadonlyMap<string, Parameter> {
  return new Map(
    [...context.parameters.values()].map(({ name, zh, en, unit, decision, spans, entry }) => {
      const span = spans.find((candidate) => holdsOn(candidate, day));
      if (span === undefined) return entry.yaml.fail('span-gap', entry.path, `no value holds on ${day}`);
      const { value, cites } = span;
      return [
        name,
        { rule: name, zh, en, unit, value, cites, decision, article: citationText(context.sources, cites) },
      ];
    }),
  );
}

/** One entry as it stands on a day: parameters put in, citations spelled out, shape checked. */
function resolved<T>(
  context: Context,
  rule: Rule,
  by: { readonly shape: z.ZodType<T>; readonly day: string },
): T {
  const fill = (value: unknown, path: YamlPath, name: string): unknown => {
    if (typeof value === 'string') return textOn(context, rule.entry, { text: value, path, day: by.day });
    if (typeof value === 'number')
      return rule.entry.yaml.fail('number-uncited', path, 'a number stands in parameters, with its article');
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index], name));
    if (typeof value !== 'object' || value === null) return value;
    const filled = Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === 'cite' ? item : fill(item, [...path, key], key),
      ]),
    );
    return 'zh' in value ? withCitation(context, rule, { filled, path, name }) : filled;
  };
  return parsed(by.shape, rule.entry.yaml, rule.path, fill(rule.value, rule.path, rule.name));
}

function withCitation(
  context: Context,
  rule: Rule,
  at: { readonly filled: Record<string, unknown>; readonly path: YamlPath; readonly name: string },
): Record<string, unknown> {
  const { cite, ...rest } = at.filled;
  const cites = ruleCitations(rule.entry, cite, at.path);
  return { ...rest, rule: at.name, cites, article: citationText(context.sources, cites) };
}
