// Installs what package-lock.json names when it is not installed yet, and shows that it is at work.
// Plain JavaScript for Node 18 and later: this file runs before anything is installed.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { runChild } from './child.mjs';
import { findNode, pathOutside, runtimePackage } from './runtime.mjs';

// Says that an `npm ci` of ours is running, to the scripts that npm might start from within it.
const NESTED = 'INFUSEBRIDGE_SETUP';

/**
 * Makes sure that node_modules holds exactly what package-lock.json names; `tools` asks for the
 * development dependencies too. Throws an Error whose message tells a person what to do.
 */
export async function setUp(root, { tools }) {
  if (isInstalled(root, tools)) return;
  if (process.env[NESTED]) throw new Error('Setup was started from within setup. Run `npm ci`, then try again.');
  await alone(root, async () => {
    if (isInstalled(root, tools)) return;
    const code = await install(root);
    if (code !== 0) {
      throw new Error(`\`npm ci\` failed (exit code ${code}); its messages are above. Correct that, then try again.`);
    }
    if (!isInstalled(root, true)) {
      throw new Error('`npm ci` finished, yet packages are missing. Run `npm ci --include=dev --include=optional`.');
    }
  });
}

/**
 * True when everything needed is there. npm writes node_modules/.package-lock.json last, after the packages:
 * an interrupted installation has none.
 */
export function isInstalled(root, tools) {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  const wanted = packagesOf(join(root, 'package-lock.json'));
  if (wanted === undefined) throw new Error('package-lock.json is missing: this is not a complete checkout.');
  if (installed === undefined) return false;
  const differs = Object.entries(wanted).some(([path, entry]) => {
    if (path === '' || (entry.dev && !tools)) return false;
    const there = installed[path];
    // An optional package may be for another machine; this machine's Node may only be missing if another will do.
    if (there === undefined && entry.optional) {
      return path === `node_modules/${runtimePackage}` && findNode(root) === undefined;
    }
    return there === undefined || there.version !== entry.version || there.integrity !== entry.integrity;
  });
  return !differs;
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

async function install(root) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  console.error('Installing the packages named in package-lock.json (npm ci). This happens once and takes a minute.');
  const ticker = setInterval(() => console.error(`  still installing, ${seconds()}`), 5_000);
  const quiet = process.env.npm_config_loglevel === undefined ? ['--loglevel=error'] : [];
  // Said on the command line, which is stronger than whatever npm_config_* or NODE_ENV says.
  const options = [
    '--include=dev',
    '--include=optional',
    '--no-dry-run',
    '--no-global',
    '--no-engine-strict',
    ...quiet,
  ];
  const [command, before] = npmCommand(root);
  try {
    const { code, signal } = await runChild(command, [...before, 'ci', ...options], {
      cwd: root,
      env: { ...process.env, PATH: pathOutside(root), [NESTED]: '1' },
      // npm's own output goes to stderr, so that a result on stdout stays clean.
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32' && before.length === 0,
    });
    console.error(`  npm ci ended after ${seconds()}`);
    return code ?? signal;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Error('npm was not found. Install npm (it comes with Node.js), then try again.');
  } finally {
    clearInterval(ticker);
  }
}

// The npm that started us, on the Node it runs on, unless that Node is about to be deleted by `npm ci`.
function npmCommand(root) {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  const isNpm = script !== undefined && basename(script) === 'npm-cli.js' && existsSync(script);
  if (isNpm && node !== undefined && existsSync(node) && !node.startsWith(join(root, 'node_modules') + sep)) {
    return [node, [script]];
  }
  return ['npm', []];
}

// Two commands started at once in a fresh clone must not both delete and fill node_modules.
async function alone(root, work) {
  const lock = join(root, '.setup.lock');
  let waiting = false;
  while (!take(lock)) {
    if (!waiting) console.error(`Another setup is at work; waiting. If none is, delete ${lock}.`);
    waiting = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isStale(lock)) rmSync(lock, { force: true });
    return false;
  }
}

// A lock whose owner is gone, or that has been empty for longer than it takes to write a number.
function isStale(lock) {
  try {
    const owner = Number(readFileSync(lock, 'utf8'));
    if (owner === 0) return Date.now() - statSync(lock).mtimeMs > 5_000;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
