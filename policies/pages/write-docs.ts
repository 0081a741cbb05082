import { mkdirSync, writeFileSync } from 'node:fs';
import { caseFiles } from '../engine/cases.ts';
import { loadSchemes, policyFiles } from '../schemes.ts';
import { carrierFaults, pointed, readCarriers } from './carriers.ts';
import { schemePage } from './scheme-page.ts';
import { namedBeside, standings, unexercised, usesOf } from './standing.ts';
import { traceFaults, traceOf } from './trace.ts';
import { type StandingTrace, tracePage } from './trace-page.ts';

/** The trace of this repository, and how far each of its entries stands. */
export function standingTrace(): StandingTrace {
  const carriers = readCarriers();
  const standingOf = standings(carriers, usesOf(policyFiles().schemes));
  return { ...traceOf(loadSchemes(), caseFiles()), carriers, standingOf };
}

/** Whatever the trace says and the repository does not hold. */
export function untruths(trace: StandingTrace): readonly string[] {
  return [
    ...traceFaults(trace),
    ...carrierFaults(trace.carriers, pointed(), { rules: trace.rules, named: namedBeside(trace) }),
    ...unexercised(trace, trace.carriers, trace.standingOf),
  ];
}

/** Every page that is generated from the schemes: path under docs/ → text. */
export function policyPages(trace = standingTrace()): ReadonlyMap<string, string> {
  const schemes = loadSchemes();
  const cases = caseFiles();
  return new Map([
    ['TRACE.md', tracePage(schemes, trace)],
    ...schemes
      .list()
      .map((scheme): [string, string] => [`schemes/${scheme.id}.md`, schemePage(schemes, scheme, cases)]),
  ]);
}

if (import.meta.main) {
  const trace = standingTrace();
  const wrong = untruths(trace);
  if (wrong.length > 0)
    throw new Error(`policies/sources and policies/pages/carriers.yaml:\n${wrong.join('\n')}`);
  const docs = new URL('../../docs/', import.meta.url);
  mkdirSync(new URL('schemes/', docs), { recursive: true });
  for (const [path, text] of policyPages(trace)) writeFileSync(new URL(path, docs), text);
}
