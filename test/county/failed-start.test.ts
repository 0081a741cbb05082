import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { countyConfig } from '../../config.ts';
import { startCounty } from '../../county/county.ts';
import { stateDirectory, stopLeftOvers } from '../../county/state.ts';

const state = stateDirectory(mkdtempSync(join(tmpdir(), 'hub-county-')));

afterAll(async () => {
  await stopLeftOvers(state);
  rmSync(state.root, { recursive: true, force: true, maxRetries: 5 });
});

test('a county of which one part cannot start leaves nothing running, not even what was still starting', async () => {
  const start = startCounty({
    ...{ config: countyConfig(), state, clockSpeed: 1, throwAway: true, say: () => undefined },
    // The codec server ends at once, while api and worker are on their way.
    moreEnvironment: { HUB_CODEC_PORT: 'none' },
  });
  await expect(start).rejects.toThrow('codec');
  // Long enough for whatever was left to note itself.
  await wait(3_000);
  expect(readdirSync(state.runDirectory).filter((name) => name.endsWith('.pid'))).toEqual([]);
});
