/** What a reader holds: the bytes that are still in the heap when all that nobody holds was collected. */

import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;

/** Bytes of the heap that are held now. */
export function heldNow(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** Bytes of the heap that `made` holds on to. */
export function heldBy(make: () => object): number {
  const before = heldNow();
  const made = make();
  const held = heldNow() - before;
  return made === undefined ? 0 : held;
}
