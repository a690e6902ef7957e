// The process of one side: makes a pass over each input it is sent and answers with what that cost.
import type { Pass } from './contest.ts';
import { loadSide } from './sides.ts';

const run = await loadSide(process.argv[2] ?? '');
process.on('message', async (input) => {
  const before = process.cpuUsage();
  const tally = await run(String(input));
  const { user, system } = process.cpuUsage(before);
  const pass: Pass = {
    cpuMs: (user + system) / 1000,
    peakMb: (process.resourceUsage().maxRSS * 1024) / 1e6,
    tally,
  };
  process.send?.(pass);
});
