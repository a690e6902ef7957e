// Prints what nobody uses, and exits 1 if there is anything.
import { sourcesIn } from '../test/house/project.ts';
import { checkExports, checkReached } from '../test/house/unused.ts';
import { print } from '../test/house/violation.ts';

const product = sourcesIn('src', 'queues');
const everything = [...product, ...sourcesIn('test', 'bench', 'scripts')];
const found = [...checkReached(product, 'src/main.ts'), ...checkExports(product, everything)];

for (const one of found) console.log(print(one));
console.log(found.length === 0 ? 'Everything is used.' : `${found.length} unused.`);
process.exitCode = found.length === 0 ? 0 : 1;
