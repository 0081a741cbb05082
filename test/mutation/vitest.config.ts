import { defineConfig } from 'vitest/config';
import { type Room, rooms, roomVariable } from './rooms.ts';

const all: readonly Room[] = Object.values(rooms);
const asked = Object.entries(rooms).filter(([name]) => name === process.env[roomVariable]);

/** The unit tests that judge mutated code (rooms.ts); no servers, no checks of the tree. */
export default defineConfig({
  test: {
    pool: 'forks',
    env: { TZ: 'America/New_York' },
    include: (asked.length > 0 ? asked.map(([, room]) => room) : all).flatMap(({ tests }) => tests),
    exclude: ['**/node_modules/**', '**/*.server.test.ts'],
    // The first run counts which line each test reaches, which makes it several times as slow.
    testTimeout: 180_000,
  },
});
