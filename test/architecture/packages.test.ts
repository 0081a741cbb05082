import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { found, read } from './tree.ts';

interface Package {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const ours = JSON.parse(read('package.json')) as Package;
const locked = (
  JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Package>> }
).packages;
const wanted = { ...ours.dependencies, ...ours.devDependencies, ...ours.optionalDependencies };
const require = createRequire(import.meta.url);

describe('packages', () => {
  it('share one protobufjs 8: with a copy each, every replay of a history fails', () => {
    const seenBy = ['@temporalio/common', '@temporalio/proto'].map((name) =>
      createRequire(require.resolve(name)).resolve('protobufjs'),
    );
    expect(new Set(seenBy).size).toBe(1);
    const copies = Object.entries(locked).filter(
      ([path, { version }]) => path.endsWith('node_modules/protobufjs') && version.startsWith('8.'),
    );
    expect(copies.map(([path]) => path)).toEqual(['node_modules/protobufjs']);
  });

  it('of Temporal have one version', () => {
    const versions = Object.entries(locked)
      .filter(([path]) => path.includes('node_modules/@temporalio/'))
      .map(([, { version }]) => version);
    expect(versions.length).toBeGreaterThan(5);
    expect(new Set(versions).size).toBe(1);
  });

  it('are wanted in one exact version each, the locked one', () => {
    for (const [name, version] of Object.entries(wanted)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(locked[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  it('each have their reason in docs/decisions/0002-dependencies.md, and no other has', () => {
    const reasoned = found(read('docs/decisions/0002-dependencies.md'), /^\| `([^`]+)` \| .*\S \|$/gm);
    expect(reasoned.toSorted()).toEqual(Object.keys(wanted).toSorted());
  });
});
