import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { services } from './compose-file.ts';
import { found, projectFiles, read } from './tree.ts';

const copied = found(read('Dockerfile'), /^COPY (?!--)(.+) \S+$/gm).flatMap((files) => files.split(' '));
const sent = found(read('.dockerignore'), /^!(.+)$/gm);

/** What the containers run, and `hub`; workers/bundle.ts gives the workflows to the bundler by their path. */
const programs = [
  ...Object.values(services).flatMap(({ image, command = [] }) =>
    image.startsWith('treat-first-hub:') ? command.slice(1, 2) : [],
  ),
  'cli/main.ts',
  'workflows/index.ts',
];

describe('the image', () => {
  it('holds every file that its programs import, start or read', () => {
    const reached = reachable(programs);
    const held = (path: string): boolean =>
      copied.includes(path) || copied.includes(path.split('/')[0] ?? '');
    expect(reached.length).toBeGreaterThan(200);
    expect(reached.filter((path) => !held(path))).toEqual([]);
    expect(reached.filter((path) => /\.test(-d)?\.ts$/.test(path))).toEqual([]);
  });

  it('is built from what .dockerignore lets through', () => {
    expect(copied.filter((path) => !sent.includes(path))).toEqual([]);
  });
});

/** Every file of ours behind these, by static and dynamic imports and by `new URL(…, import.meta.url)`. */
function reachable(from: readonly string[]): readonly string[] {
  const files = new Set(projectFiles());
  const seen = new Set<string>();
  const open = [...from];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    if (!path.endsWith('.ts')) continue;
    const folder = posix.dirname(path);
    const imported = found(read(path), /(?:from|import|new URL)\s*\(?\s*'(\.[^']+)'/g);
    open.push(...imported.map((name) => posix.join(folder, name)).filter((name) => files.has(name)));
  }
  return [...seen];
}
