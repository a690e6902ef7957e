import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Every test brings files, ports and a database of its own, so all cores may work. A Redis server is one for all of
// them, and some empty it: there they go one after the other.
const maxWorkers = process.env['REDIS_URL'] === undefined ? availableParallelism() : 1;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default'],
    maxWorkers,
  },
});
