/** What a reader holds: the bytes that are still in the heap when all that nobody holds was collected. */

import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;

/** Bytes of the heap that `made` holds on to. */
export function heldBy(make: () => object): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  const made = make();
  collect();
  const held = process.memoryUsage().heapUsed - before;
  return made === undefined ? 0 : held;
}
