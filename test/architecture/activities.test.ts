import { describe, expect, it } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import type { ActivityParts } from '../../activities/parts.ts';
import { found, sourceFiles } from './tree.ts';

const workflows = sourceFiles().filter(({ path }) => /^workflows\/(?!.*\.test\.ts$)/.test(path));

describe('activities', () => {
  it('that workflows proxy are registered, and all that are registered are proxied', () => {
    // The factories only close over their parts; nothing is touched before an activity runs.
    const registered = Object.keys(createActivities({ lists: {} } as ActivityParts));
    const proxied = workflows
      .flatMap(({ text }) => found(text, /Pick<\s*Activities,([^>]*)>/g))
      .flatMap((names) => found(names, /'(\w+)'/g));
    expect(proxied.toSorted()).toEqual(registered.toSorted());
  });

  it('are proxied by such a list of names only, so that the test above sees all', () => {
    const proxies = workflows.flatMap(({ path, text }) =>
      found(text, /\bproxy(?:Local)?Activities<([^>]*)>\(/g).map((type) => ({ path, type, text })),
    );
    expect(proxies.length).toBeGreaterThan(0);
    for (const { path, type, text } of proxies) expect(text, path).toMatch(`type ${type} = Pick<`);
  });
});
