import { describe, expect, it } from 'vitest';
import { found, type SourceFile, sourceFiles } from './tree.ts';

/** Tests, what they share, and what a library is given by the path of its file. */
const notProduct =
  /\.test\.ts$|^test\/|\.vitest\.|contract(-suite)?\.ts$|-for-tests\.ts$|\/made-workbook\.ts$|\/visit-bench\.ts$|\/simulation-msw\.ts$|^temporal\/failure-converter\.ts$/;

/** Checks of our own data, run by tests only because the data is only ours. */
const checks = ['policies/pages/trace.ts traceFaults', 'adapters/book.ts memoryBook'];

interface Exported {
  readonly path: string;
  readonly name: string;
  readonly used: boolean;
}

/** Every exported value of the product; it counts as used when a file of the product imports the name, or its own file says it again. */
function exportedIn(files: readonly SourceFile[]): readonly Exported[] {
  const product = files.filter(({ path }) => !notProduct.test(path));
  const imported = new Set(
    product.flatMap(({ text }) =>
      [/^(?:import|export) \{([^}]+)\} from/gm, /\{([^}]+)\} = await import\(/g]
        .flatMap((imports) => found(text, imports))
        .flatMap((names) => names.match(/[\w$]+/g) ?? []),
    ),
  );
  return product.flatMap(({ path, text }) =>
    [...text.matchAll(/^export (?:async )?(?:function\*?|const|class) ([\w$]+)/gm)].map(([, name = '']) => ({
      path,
      name,
      used: imported.has(name) || timesIn(text, name) > 1,
    })),
  );
}

function timesIn(text: string, name: string): number {
  const code = text.replace(/\/\*\*?[\s\S]*?\*\/|^\s*\/\/.*$|'[^'\n]*'/gm, '');
  return (code.match(/[\w$]+/g) ?? []).filter((word) => word === name).length;
}

describe('what the product exports', () => {
  const all = exportedIn(sourceFiles());
  const named = (ones: readonly Exported[]) => ones.map(({ path, name }) => `${path} ${name}`);

  it('is used by the product: what only tests call is a defect', () => {
    expect(all.length).toBeGreaterThan(500);
    const unused = named(all.filter(({ used }) => !used));
    expect(unused.filter((one) => !checks.includes(one))).toEqual([]);
  });

  it('is told apart from what only a test or a comment names', () => {
    const files = [
      {
        path: 'domain/a.ts',
        text: 'export function lonely() {}\n',
      },
      { path: 'domain/b.ts', text: '/** See lonely. */\nexport const met = 2;\nuse(met);\n' },
      { path: 'domain/a.test.ts', text: 'lonely();' },
    ];
    expect(exportedIn(files).map(({ name, used }) => [name, used])).toEqual([
      ['lonely', false],
      ['met', true],
    ]);
  });
});
