import { type PrintedKind, printedKinds } from '../../domain/printed-papers.ts';
import { filledText, paperTemplate, type TemplateEntry } from '../../policies/papers/paper-template.ts';
import { type PaperContent, type PaperFacts, paperDay } from './paper-facts.ts';
import type { Block, Sheet } from './pdf/sheet.ts';

/** A paper's text of its day with the stay's facts in it, and which version it is. */
export function composed(
  kind: PrintedKind,
  facts: PaperFacts,
  content: PaperContent,
): { readonly sheet: Sheet; readonly template: string } {
  const { version, title, body } = paperTemplate(kind, content.day);
  const template = content.text === undefined ? version : `${version} (${content.text})`;
  const { stay } = facts.whole;
  const values = {
    ...{ name: facts.name, number: facts.number, institution: facts.institution, scheme: facts.scheme.zh },
    ...{ admissionNo: stay.admissionNo, admittedOn: paperDay(stay.admittedOn), template },
    ...content.values,
  };
  const blocks = body
    .filter(({ when }) => when === undefined || content.flags.includes(when))
    .flatMap((entry) => blocksOf(entry, values, content.parts));
  const foot = `${printedKinds[kind].zh} · ${stay.caseRef} · 文本 ${template} · 非收费票据，不作报销凭证 · not an invoice`;
  return { sheet: { institution: facts.institution, title, foot, day: content.day, blocks }, template };
}

function blocksOf(
  entry: TemplateEntry,
  values: Readonly<Record<string, string>>,
  parts: PaperContent['parts'],
): readonly Block[] {
  if ('part' in entry) return parts[entry.part] ?? [];
  if ('sign' in entry) return [{ kind: 'signatures', who: entry.sign }];
  if ('fields' in entry) {
    const fields = Object.entries(entry.fields);
    return [{ kind: 'fields', fields: fields.map(([label, said]) => [label, filledText(said, values)]) }];
  }
  if ('heading' in entry) return [{ kind: 'text', look: 'heading', text: entry.heading }];
  if ('note' in entry) return [{ kind: 'text', look: 'note', text: filledText(entry.note, values) }];
  return [{ kind: 'text', look: 'body', text: filledText(entry.text, values).trimEnd() }];
}
