import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectFiles, root } from '../architecture/tree.ts';
import { commandOf } from '../check.ts';
import { type Edit, edited } from './recipe.ts';

/** What a program said, and whether it was content. */
export interface Said {
  readonly ok: boolean;
  readonly text: string;
}

/** A copy of the project to try things in. */
export interface Scratch {
  readonly apply: (edits: readonly Edit[]) => void;
  /** Paths that differ from the project. */
  readonly changed: () => readonly string[];
  readonly run: (args: readonly string[]) => Said;
  /** Back to the project as it is. */
  readonly reset: () => void;
  readonly close: () => void;
}

/** Copies what git knows or would add; packages are linked. A repository of its own tells what an edit or a command changed. */
export function scratchCopy(): Scratch {
  const place = mkdtempSync(join(tmpdir(), 'hub-recipes-'));
  for (const path of projectFiles()) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    cpSync(join(root, path), join(place, path));
  }
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
  // The link is no folder, so that the pattern of .gitignore does not hold for it.
  git('init', '--quiet');
  writeFileSync(join(place, '.git', 'info', 'exclude'), 'node_modules\n*.tsbuildinfo\n');
  git('add', '--all');
  git(...['-c', 'user.name=proof', '-c', 'user.email=proof@hub.test', 'commit', '--quiet', '-m', 'as it is']);

  function git(...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: place, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout;
  }

  return {
    apply(edits) {
      for (const edit of edits) {
        const path = join(place, edit.file);
        const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, edited(edit, text));
      }
    },
    changed: () =>
      git('status', '--porcelain', '--untracked-files=all', '-z')
        .split('\0')
        .flatMap((line) => (line === '' ? [] : line.slice(3))),
    run(args) {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        ...{ cwd: place, encoding: 'utf8', maxBuffer: 2 ** 27 },
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      });
      return { ok: status === 0, text: `${stdout}\n${stderr}` };
    },
    reset() {
      git('reset', '--hard', '--quiet');
      git('clean', '-fdq');
    },
    close: () => rmSync(place, { recursive: true, force: true }),
  };
}

/** The compiler. */
export function types({ run }: Scratch): Said {
  return run([
    commandOf('typescript', 'tsc'),
    '--noEmit',
    '-p',
    '.',
    '--incremental',
    '--tsBuildInfoFile',
    'recipes.tsbuildinfo',
  ]);
}

/** Unit tests. */
export function unitTests({ run }: Scratch, files: readonly string[]): Said {
  return run([commandOf('vitest', 'vitest'), 'run', '--project', 'unit', ...files]);
}

/** What nothing uses. */
export function deadCode({ run }: Scratch): Said {
  return run([commandOf('knip', 'knip'), '--no-progress']);
}

/** `npm run docs`, command by command. */
export function writeDocs({ run }: Scratch): Said {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const said = (scripts.docs ?? '').split(' && ').map((command) => run(command.trim().split(' ').slice(1)));
  return { ok: said.every(({ ok }) => ok), text: said.map(({ text }) => text).join('\n') };
}

/** The other parts of `npm run check`, each by its name. */
export const others: Readonly<Record<string, (scratch: Scratch) => Said>> = {
  format: ({ run }) =>
    run([commandOf('@biomejs/biome', 'biome'), 'ci', '--error-on-warnings', '--colors=off', '.']),
  lint: ({ run }) => run([commandOf('oxlint', 'oxlint'), '--deny-warnings']),
  'dead code': deadCode,
  imports: ({ run }) => run(['test/architecture/import-rules.ts']),
};
