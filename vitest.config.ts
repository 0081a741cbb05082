import { defineConfig } from 'vitest/config';

/** What needs a server says so by its name. */
const servers = ['**/*.server.test.ts'];
const workflows = ['test/workflows/**/*.test.ts'];
/** On real servers one test in thousands is cut off by the machine; what is wrong with the product fails twice. */
const again = 1;
const installed = ['**/node_modules/**', '.county/**', '.stryker-tmp/**'];

/** What takes longest and is proved in small elsewhere: `npm run proof:slow`. */
const proofs = [
  ...[
    ...['announcement-kills', 'bad-lists', 'credit-kills', 'failed-start', 'list-commit-kills', 'list-kills'],
    ...['local-sweeps', 'lost-connections', 'plan-kills'],
    ...['core-answers', 'faults', 'lists'].map((of) => `ways-out-of-${of}`),
  ].map((name) => `test/county/${name}.test.ts`),
  ...[
    'lists/bad-files',
    'lists/door',
    'lists/gone',
    'lists/pulls',
    'lists/reset',
    'servers/temporal',
    'fuzz/walk',
    'money/many-charges',
  ].map((name) => `test/${name}.server.test.ts`),
  ...['long', 'walks'].map((name) => `test/scenarios/${name}.test.ts`),
];

/** The suites of `npm test`; test/suites.ts says which run beside which. `unit` needs nothing, `replay` nothing but the workflow bundle. */
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
          isolate: false,
          include: ['**/*.test.ts'],
          exclude: [...installed, ...servers, 'test/{replay,workflows,county,scenarios,storm}/**'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'replay',
          include: ['test/replay/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          isolate: false,
          setupFiles: ['test/servers/fresh-modules.ts'],
          globalSetup: ['test/servers/global-setup.ts'],
          include: servers,
          exclude: [...installed, ...proofs],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: again,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'workflows',
          globalSetup: ['test/servers/global-setup.ts'],
          include: workflows,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: again,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'county',
          include: ['test/county/**/*.test.ts'],
          exclude: [...installed, ...proofs],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          retry: again,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          globalSetup: ['test/servers/global-setup.ts'],
          include: proofs,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          retry: again,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'scenarios',
          include: ['test/{scenarios,storm}/**/*.test.ts'],
          exclude: [...installed, ...proofs],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // How many scenarios are under way at once.
          maxConcurrency: 10,
          fileParallelism: false,
        },
      },
    ],
  },
});
