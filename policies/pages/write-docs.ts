import { mkdirSync, writeFileSync } from 'node:fs';
import { caseFiles } from '../engine/cases.ts';
import { loadSchemes } from '../schemes.ts';
import { schemePage } from './scheme-page.ts';
import { traceOf } from './trace.ts';
import { tracePage } from './trace-page.ts';

/** Every page that is generated from the schemes: path under docs/ → text. */
export function policyPages(): ReadonlyMap<string, string> {
  const schemes = loadSchemes();
  const cases = caseFiles();
  return new Map([
    ['TRACE.md', tracePage(schemes, traceOf(schemes, cases))],
    ...schemes
      .list()
      .map((scheme): [string, string] => [`schemes/${scheme.id}.md`, schemePage(schemes, scheme, cases)]),
  ]);
}

if (import.meta.main) {
  const docs = new URL('../../docs/', import.meta.url);
  mkdirSync(new URL('schemes/', docs), { recursive: true });
  for (const [path, text] of policyPages()) writeFileSync(new URL(path, docs), text);
}
