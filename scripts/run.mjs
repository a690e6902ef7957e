// The one door of `npm run demo`, `npm test`, `npm run check` and `npm run bench`: installs what is missing,
// finds the pinned Node and hands over to it. Works from any directory.
// Plain JavaScript for Node 18 and later: this file runs before anything is installed.
//
//   node scripts/run.mjs infusebridge ARGUMENTS...   the product, in the caller's directory
//   node scripts/run.mjs vitest ARGUMENTS...         the tests
//   node scripts/run.mjs check [STEP...]             types, lint and tests, or the named ones
//   node scripts/run.mjs check mutate FILE...         would the tests notice mistakes in these sources?
//   node scripts/run.mjs check fuzz [--runs N]        damaged files by the million
//   node scripts/run.mjs bench NAME [--json]         the benchmarks
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLike, runChild } from './child.mjs';
import { findNode, oldestNode, runtimePackage } from './runtime.mjs';
import { setUp } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const quiet = '--disable-warning=ExperimentalWarning';

/** What `check` can run. The tests hold the rules of the architecture, the guides and the mappings too. */
const checks = {
  types: [tool('typescript/bin/tsc'), '--project', root],
  lint: [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', root],
  unused: [join(root, 'scripts', 'unused.ts')],
  tests: [tool('vitest/vitest.mjs'), 'run', '--root', root],
};

/** What takes arguments of its own, and is run alone. */
const studies = {
  mutate: [quiet, join(root, 'scripts', 'mutate.ts')],
  fuzz: [quiet, join(root, 'scripts', 'fuzz.ts')],
};

/** What it runs when nothing is named. Unused code is told on request: parts arrive before what uses them. */
const always = ['types', 'lint', 'tests'];

const commands = {
  infusebridge: { tools: false, run: (node, args) => runChild(node, [quiet, join(root, 'src', 'main.ts'), ...args]) },
  vitest: {
    tools: true,
    run: (node, args) => runChild(node, [tool('vitest/vitest.mjs'), ...args], { cwd: root }),
  },
  check: { tools: true, run: check },
  bench: { tools: true, run: (node, args) => runChild(node, [quiet, join(root, 'bench', 'main.ts'), ...args]) },
};

const [name, ...args] = process.argv.slice(2);
try {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (command === undefined) stop(2, `Usage: node scripts/run.mjs ${Object.keys(commands).join('|')} [ARGUMENTS]`);
  await setUp(root, command);
  const node = findNode(root);
  if (node === undefined) {
    stop(
      3,
      `Node.js ${oldestNode.join('.')} or later is needed, and no package carries it for this machine\n` +
        `(${runtimePackage}). Install Node.js 24, or name one in INFUSEBRIDGE_NODE, then try again.`,
    );
  }
  endLike(await command.run(node, args));
} catch (error) {
  stop(3, error.message);
}

// Runs every step even after a failure, so that one run tells everything that is wrong.
async function check(node, names) {
  const [first = '', ...rest] = names;
  if (Object.hasOwn(studies, first)) return runChild(node, [...studies[first], ...rest], { cwd: root });
  const unknown = names.filter((step) => !Object.hasOwn(checks, step));
  if (unknown.length > 0)
    stop(
      2,
      `No such check: ${unknown.join(', ')}. There are: ${[...Object.keys(checks), ...Object.keys(studies)].join(', ')}.`,
    );
  const failed = [];
  for (const step of names.length > 0 ? names : always) {
    console.error(`check: ${step}`);
    const ended = await runChild(node, checks[step], { cwd: root });
    if (ended.signal !== null) return ended;
    if (ended.code !== 0) failed.push(step);
  }
  console.error(failed.length === 0 ? 'check: all good' : `check: failed: ${failed.join(', ')}`);
  return { code: failed.length === 0 ? 0 : 1, signal: null };
}

function tool(path) {
  return join(root, 'node_modules', ...path.split('/'));
}

function stop(code, message) {
  console.error(message);
  process.exit(code);
}
