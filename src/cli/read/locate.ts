/** Where in the file a finding about an 835 stands: balancing knows claims and lines, a person needs the segment. */

import type { Issue } from '../../outcome.ts';
import type { Step } from '../../x12/read.ts';
import type { Segment } from '../../x12/segment.ts';

interface ClaimSteps {
  readonly claim: Step;
  readonly lines: Step[];
}

/**
 * Gives findings their segment number, byte offset and the path as the reader counts it. Balancing counts the claims
 * of a whole transaction set (`2100[7]`), the reader those of their 2000 loop (`2000[2]/2100[3]`).
 */
export function locate(issues: readonly Issue[], steps: readonly Step[], segments: readonly Segment[]): Issue[] {
  if (issues.length === 0) return [];
  const claims = claimsOf(steps);
  return issues.map((issue) => {
    const step = stepOf(issue.path ?? '', claims, steps);
    if (step === undefined) return issue;
    const offset = segments[step.segment]?.offset;
    const at = { path: step.path, segment: step.segment + 1 };
    return { ...issue, ...at, ...(offset === undefined ? {} : { offset }) };
  });
}

function claimsOf(steps: readonly Step[]): readonly ClaimSteps[] {
  const claims: ClaimSteps[] = [];
  for (const step of steps) {
    if (step.spec.id === 'CLP') claims.push({ claim: step, lines: [] });
    if (step.spec.id === 'SVC') claims.at(-1)?.lines.push(step);
  }
  return claims;
}

/** The segment a path ends in, where there is one such segment; undefined for one of many (CAS, PLB). */
function stepOf(path: string, claims: readonly ClaimSteps[], steps: readonly Step[]): Step | undefined {
  const [, claim, line, segment] = /^835(?:\/2000\/2100\[(\d+)\](?:\/2110\[(\d+)\])?)?\/(\w+)$/.exec(path) ?? [];
  if (segment === 'BPR') return steps.find((step) => step.spec.id === 'BPR');
  const found = claims[Number(claim) - 1];
  if (segment === 'CLP') return found?.claim;
  return segment === 'SVC' ? found?.lines[Number(line) - 1] : undefined;
}
