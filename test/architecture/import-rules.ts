import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { root } from './tree.ts';

/** One import that .dependency-cruiser.cjs forbids. */
export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

const require = createRequire(import.meta.url);
const configuration = require(join(root, '.dependency-cruiser.cjs')) as IConfiguration;
readUsingDeclarations();

/** Every rule's name. */
export const ruleNames = (configuration.forbidden ?? []).map((rule) => rule.name ?? 'unnamed');

if (process.argv[1] === import.meta.filename) {
  const found = await violationsIn(root);
  for (const { rule, from, to } of found) process.stdout.write(`${rule}: ${from} → ${to}\n`);
  process.exitCode = found.length > 0 ? 1 : 0;
}

/**
 * Every forbidden import in the tree under `folder`. Through the API rather than the command, which warns of a missing
 * TypeScript compiler on every run: swc reads the files.
 */
export async function violationsIn(folder: string): Promise<readonly Violation[]> {
  const { forbidden = [], options = {} } = configuration;
  const { output } = await cruise(['.'], {
    ...options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden },
  });
  const { summary } = output as ICruiseResult;
  return summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

interface Statement {
  readonly type: string;
  readonly decls?: unknown;
}

/** The walker that dependency-cruiser borrows from swc stops at `using x = …`, which Node 24 has; imports may be inside. */
function readUsingDeclarations(): void {
  const { Visitor } = require('@swc/core/Visitor.js') as {
    readonly Visitor: {
      readonly prototype: {
        visitStatement(statement: Statement): unknown;
        visitVariableDeclarators(declarators: unknown): unknown;
      };
    };
  };
  const { visitStatement } = Visitor.prototype;
  Visitor.prototype.visitStatement = function (statement) {
    if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
    this.visitVariableDeclarators(statement.decls);
    return statement;
  };
}
