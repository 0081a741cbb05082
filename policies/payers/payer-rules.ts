import { readdirSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { RetainedRule } from '../../domain/claim-events.ts';
import type { PartyId } from '../../domain/ids.ts';
import type { ClaimRefusalKind } from '../../domain/refusal-kinds.ts';
import { type LocatedYaml, locatedYaml, type YamlPath } from '../engine/located-yaml.ts';
import { parsed } from '../engine/scheme-file.ts';
import { checkSpans, holdsOn, type Span, variants } from '../engine/spans.ts';
import { type PayerFile, parsePayerFile, refusalEntry, retainedEntry } from './payer-file.ts';

/** How the payers' offices check claims and pay them, as dated data. */
export interface PayerRules {
  /** Null: nobody listed the code, so a person judges it. */
  readonly refusalKind: (party: PartyId, code: string, day: string) => ClaimRefusalKind | null;
  /** What the office keeps back of each payment by its rule; null: nothing. */
  readonly retained: (party: PartyId, day: string) => RetainedRule | null;
}

let cached: PayerRules | undefined;

/** The files of policies/payers/, read once per process. Throws SchemeFileError with file, line and reason. */
export function loadPayerRules(): PayerRules {
  cached ??= payerRulesFrom(payerFiles());
  return cached;
}

/** Checks the given files: known codes, sources that are there, one file a party, no gap and no overlap. Throws SchemeFileError. */
export function payerRulesFrom(
  files: readonly { readonly file: string; readonly text: string }[],
): PayerRules {
  const rules = new Map<PartyId, OfficeRules>();
  for (const { file, text } of files) {
    const yaml = locatedYaml(file, text);
    const written = parsePayerFile(yaml);
    if (rules.has(written.party)) yaml.fail('span-overlap', ['party'], `two files are of ${written.party}`);
    rules.set(written.party, rulesOf(yaml, written));
  }
  return {
    refusalKind: (party, code, day) =>
      rules
        .get(party)
        ?.refusals.get(code)
        ?.find((one) => holdsOn(one, day))?.value.kind ?? null,
    retained: (party, day) => rules.get(party)?.retained.find((one) => holdsOn(one, day))?.value ?? null,
  };
}

interface Dated<Value> extends Span {
  readonly value: Value;
}

interface OfficeRules {
  readonly refusals: ReadonlyMap<string, readonly Dated<{ readonly kind: ClaimRefusalKind }>[]>;
  readonly retained: readonly Dated<RetainedRule>[];
}

function rulesOf(yaml: LocatedYaml, file: PayerFile): OfficeRules {
  const refusals = Object.entries(file.refusals).map(([code, value]) => {
    const path = ['refusals', code];
    return [code, datedOf(yaml, file, { shape: refusalEntry, path, value })] as const;
  });
  const retained =
    file.retained === undefined
      ? []
      : datedOf(yaml, file, { shape: retainedEntry, path: ['retained'], value: file.retained });
  return { refusals: new Map(refusals), retained };
}

function datedOf<Value extends { readonly cite: readonly string[] }>(
  yaml: LocatedYaml,
  file: PayerFile,
  {
    shape,
    path,
    value,
  }: { readonly shape: z.ZodType<Value>; readonly path: YamlPath; readonly value: unknown },
): readonly Dated<Value>[] {
  const entry = { yaml, path: [...path], document: file.id, value };
  const dated = variants(entry, file);
  checkSpans(entry, dated, { ...file, whole: false });
  return dated.map((one) => {
    const checked = parsed(shape, yaml, one.path, one.value as Value);
    const unknown = checked.cite.find((name) => !Object.hasOwn(file.sources, name));
    if (unknown !== undefined)
      yaml.fail('citation-unknown', [...one.path, 'cite'], `no source is called ${unknown}`);
    return { from: one.from, until: one.until, value: checked };
  });
}

function payerFiles(): readonly { readonly file: string; readonly text: string }[] {
  const folder = new URL('./', import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => ({
      file: `policies/payers/${name}`,
      text: readFileSync(new URL(name, folder), 'utf8'),
    }));
}
