import { expect, it } from 'vitest';
import { type SourceFile, sourceFiles } from './tree.ts';

it('every exported function of the product says what it gives', () => {
  const code = sourceFiles().filter(
    ({ path }) => path.endsWith('.ts') && !/\.test\.ts$|^test\/|^docs\//.test(path),
  );
  expect(code.length).toBeGreaterThan(500);
  expect(code.flatMap(silentIn)).toEqual([]);
});

it('one without a docstring is found', () => {
  const text = '/** Said. */\nexport function told() {}\n\nexport async function silent() {}\n';
  expect(silentIn({ path: 'x.ts', text })).toEqual(['x.ts silent']);
});

/** Exported functions before which no docstring ends. */
function silentIn({ path, text }: SourceFile): readonly string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const [, name] = /^export (?:async )?function\*? (\w+)/.exec(line) ?? [];
    return name === undefined || lines[at - 1]?.endsWith('*/') === true ? [] : [`${path} ${name}`];
  });
}
