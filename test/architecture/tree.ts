import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the checkout. */
export const root = join(import.meta.dirname, '..', '..');

/** One file of the project: its path from the root, with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Text of one file of the project. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Paths of all files that git knows or would add, so that build leftovers and installed packages are out. */
export function projectFiles(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const removed = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' });
  const gone = new Set(removed.split('\0'));
  return list.split('\0').filter((path) => path !== '' && !gone.has(path));
}

/** What the first group of `pattern` (global) matches in a text, in order. */
export function found(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].flatMap(([, group]) => group ?? []);
}

/** All code of the project. */
export function sourceFiles(): readonly SourceFile[] {
  return projectFiles()
    .filter((path) => /\.(ts|mts|mjs|cjs|tsx)$/.test(path))
    .map((path) => ({ path, text: read(path) }));
}
