import { defineConfig } from 'vitest/config';

/** The unit tests that judge the mutated code of money, rights and authorisation (stryker.config.json); no servers, no checks of the tree. */
export default defineConfig({
  test: {
    pool: 'forks',
    env: { TZ: 'America/New_York' },
    include: [
      'domain/**/*.test.ts',
      'policies/**/*.test.ts',
      'api/**/*.test.ts',
      'test/policies/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/*.server.test.ts'],
    testTimeout: 20_000,
  },
});
