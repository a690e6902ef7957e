// Prints what nobody uses, and exits 1 if there is anything.
import { dependencies, sourcesIn } from '../test/house/project.ts';
import { checkDependencies, checkExports, checkReached } from '../test/house/unused.ts';
import { print } from '../test/house/violation.ts';

const product = sourcesIn('src', 'queues');
const everything = [...product, ...sourcesIn('test', 'bench', 'scripts')];
const found = [
  ...[...checkReached(product, 'src/main.ts'), ...checkExports(product, everything)].map(print),
  ...checkDependencies(product, dependencies()).map((name) => `package.json [unused] nobody imports ${name}`),
];

for (const one of found) console.log(one);
console.log(found.length === 0 ? 'Everything is used.' : `${found.length} unused.`);
process.exitCode = found.length === 0 ? 0 : 1;
