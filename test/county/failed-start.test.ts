import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { countyConfig } from '../../config.ts';
import { startCounty } from '../../county/county.ts';
import { markedIn } from '../../county/servers/marks.ts';
import { stateDirectory, stopLeftOvers } from '../../county/state.ts';
import { until } from './county-under-test.ts';

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
  expect(notes()).toEqual([]);
  expect(markedIn(state.runDirectory)).toEqual([]);
});

test.each(['postgres', 'bank'])(
  'a start that is given up while %s starts ends at once and leaves nothing running',
  async (moment) => {
    const giveUp = new AbortController();
    const start = startCounty({
      ...{ config: countyConfig(), state, clockSpeed: 1, throwAway: true, say: () => undefined },
      signal: giveUp.signal,
    });
    await Promise.all([
      expect(start).rejects.toThrow('aborted'),
      until(`${moment} is noted`, async () => existsSync(state.pidFile(moment))).then(() => giveUp.abort()),
    ]);
    expect(notes()).toEqual([]);
    expect(markedIn(state.runDirectory)).toEqual([]);
  },
);

const notes = (): readonly string[] =>
  readdirSync(state.runDirectory).filter((name) => name.endsWith('.pid'));
