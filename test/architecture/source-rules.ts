import type { SourceFile } from './tree.ts';

/** A rule on the text of code that no linter knows; `allowed` are the files that may. */
interface SourceRule {
  readonly name: string;
  readonly pattern: RegExp;
  readonly allowed: RegExp;
}

const outsideTests = String.raw`\.test\.ts$|^test/`;

const rules: readonly SourceRule[] = [
  {
    name: 'only-config-reads-the-environment',
    pattern: /process\s*(\?\.|\.|\[')env\b|from 'node:process'/,
    // setup.mjs runs before anything is installed; hub.mjs finds the project's Node.
    allowed: new RegExp(String.raw`^config\.ts$|^setup\.mjs$|^cli/hub\.mjs$|${outsideTests}`),
  },
  {
    name: 'only-the-store-speaks-to-postgresql',
    pattern: /from '(pg|pg-copy-streams|kysely)'/,
    allowed: new RegExp(`^store/|^county/servers/|${outsideTests}`),
  },
  {
    name: 'only-the-store-writes-sql',
    pattern:
      /(`|'|")\s*(select\s[^;]*\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|(create|alter|drop)\s+(table|database|role|index)\s)/i,
    // A simulated party keeps its own book, in a SQLite file that is none of ours.
    allowed: new RegExp(`^store/|^county/|${outsideTests}`),
  },
  {
    name: 'files-are-kebab-case',
    pattern: /^/,
    allowed: /^(.*\/)?\.?[a-z0-9]+([-.][a-z0-9]+)*$/,
  },
  {
    name: 'no-folder-without-a-noun-of-the-field',
    pattern: /^/,
    allowed: /^(?!(.*\/)?(utils?|common|helpers?|lib|shared|services|misc)\/)/,
  },
  {
    name: 'workflow-files-keep-no-state',
    // A `let`, Map or Set of a module lives on between workflows that share its isolate.
    pattern: /^(export )?(let|var) |^(export )?const [^=\n]*= new (Map|Set|WeakMap)\b/m,
    allowed: /^(?!(workflows|domain)\/)|\.test\.ts$/,
  },
];

/** Every rule's name. */
export const sourceRuleNames = rules.map((rule) => rule.name);

/** What breaks a rule in these files, as `rule: path`. */
export function brokenIn(files: readonly SourceFile[]): readonly string[] {
  return rules.flatMap(({ name, pattern, allowed }) =>
    files
      .filter(({ path, text }) => !allowed.test(path) && pattern.test(text))
      .map(({ path }) => `${name}: ${path}`),
  );
}
