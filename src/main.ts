/** The composition root: the command line, and through it everything else. */

import { runProgram } from './cli/program.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 2)) {
  process.stderr.write(`infusebridge needs Node 24.2 or newer and was started with ${process.versions.node}.\n`);
  process.stderr.write('Run `npm ci` once: it installs the right one, and bin/infusebridge finds it.\n');
  process.exit(3);
}
process.exitCode = await runProgram(process.argv.slice(2));
