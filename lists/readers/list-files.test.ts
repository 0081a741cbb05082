import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { listFormatCodes, listFormats } from '../../domain/list-formats.ts';
import { listFields, rowProblems } from '../../domain/list-row-problems.ts';
import { unreadable } from '../../domain/unreadable-file.ts';

const page = readFileSync(new URL('../../docs/LIST-FILES.md', import.meta.url), 'utf8');

function section(title: string): string {
  const [, text = ''] = page.split(`## ${title}`);
  return text.split('\n## ')[0] ?? '';
}

test.each([
  ['Why a row is rejected', rowProblems],
  ['Why a file is refused', unreadable],
])('docs/LIST-FILES.md, “%s”, lists exactly the codes and texts of the code', (title, catalogue) => {
  const told = section(title).matchAll(/^\| `([a-z-]+)` \| (.+) \| (.+) \|$/gm);
  const listed = Object.fromEntries([...told].map(([, code, zh, en]) => [code, { zh, en }]));
  expect(listed).toEqual(catalogue);
});

test('docs/LIST-FILES.md lists exactly the fields that are read', () => {
  const told = section('Columns').matchAll(/^\| (`.+?`(?:, `.+?`)*) \|/gm);
  const listed = [...told].flatMap(([, fields = '']) => fields.replaceAll('`', '').split(', '));
  expect(listed.toSorted()).toEqual(listFields.toSorted());
});

test('docs/LIST-FILES.md lists exactly the formats that are taken, by the ends of their names', () => {
  const told = section('Formats').matchAll(/^\| (`\.\w+`.*?) \|/gm);
  const listed = [...told].map(([, names = '']) => [...names.matchAll(/\.(\w+)/g)].map(([, name]) => name));
  const taken = listFormatCodes.map((code) => listFormats[code].extensions);
  expect(listed.map(String).toSorted()).toEqual(taken.map(String).toSorted());
});
