import { defineConfig } from 'vitest/config';

/** Suites of `npm test`, in this order. `unit` needs nothing; `replay` needs nothing but the workflow bundle. */
export default defineConfig({
  test: {
    pool: 'forks',
    allowOnly: false,
    // Not China and with daylight saving: a date that leans on the machine's zone fails here.
    env: { TZ: 'America/New_York' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', '.county/**', 'test/!(architecture)/**'],
          testTimeout: 20_000,
        },
      },
      { extends: true, test: { name: 'replay', include: ['test/replay/*.test.ts'], testTimeout: 120_000 } },
      {
        extends: true,
        test: {
          name: 'servers',
          globalSetup: ['test/servers/global-setup.ts'],
          include: ['test/!(architecture|replay|county)/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'county',
          include: ['test/county/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
