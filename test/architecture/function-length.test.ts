import { parseSync } from '@swc/core';
import { describe, expect, it } from 'vitest';
import { type SourceFile, sourceFiles } from './tree.ts';

/** A function's own lines: those of functions inside it are theirs, so that a factory may hold many short ones. */
const limit = 60;

interface Span {
  readonly start: number;
  readonly end: number;
}

describe('functions', () => {
  it(`have at most ${limit} lines of their own`, () => {
    const code = sourceFiles().filter(
      ({ path }) => path.endsWith('.ts') && !/\.test\.ts$|^test\//.test(path),
    );
    expect(code.flatMap(longIn)).toEqual([]);
  });

  it('that are longer are found, and factories are not', () => {
    const lines = '  work();\n'.repeat(limit);
    const long = `// 汉字\nfunction long() {\n${lines}}\n`;
    const factory = `const make = () => ({\n  a() {\n${lines.slice(20)}},\n  b: () => {\n${lines.slice(20)}},\n});\n`;
    expect(longIn({ path: 'x.ts', text: long + factory })).toEqual([`x.ts:2 has ${limit + 2} lines`]);
  });
});

function longIn({ path, text }: SourceFile): readonly string[] {
  // swc counts bytes from wherever it last stopped; a semicolon in front shows where this file begins.
  const bytes = Buffer.from(`;${text}`);
  const { body } = parseSync(bytes.toString(), { syntax: 'typescript' });
  const begin = body[0]?.span.start ?? 0;
  const lineBreaks = ({ start, end }: Span): number =>
    bytes.subarray(start - begin, end - begin).filter((byte) => byte === 10).length;

  const found: string[] = [];
  /** Line breaks inside functions at or under this node, after telling of each that is too long. */
  const visit = (node: unknown): number => {
    if (typeof node !== 'object' || node === null) return 0;
    const inside = Object.values(node).reduce((sum: number, child) => sum + visit(child), 0);
    const span = functionSpan(node);
    if (span === undefined) return inside;
    const all = lineBreaks(span);
    if (all - inside + 1 > limit) {
      const line = lineBreaks({ start: begin, end: span.start }) + 1;
      found.push(`${path}:${line} has ${all - inside + 1} lines`);
    }
    return all;
  };
  visit(body);
  return found;
}

function functionSpan(node: object): Span | undefined {
  const isFunction =
    'type' in node &&
    typeof node.type === 'string' &&
    /^(Function(Declaration|Expression)|ArrowFunctionExpression|(Class|Private)Method|Constructor|(Method|Getter|Setter)Property)$/.test(
      node.type,
    );
  return isFunction && 'span' in node ? (node.span as Span) : undefined;
}
