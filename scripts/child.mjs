// Runs one program in our place: same terminal, same signals, same exit.
// Plain JavaScript for Node 18 and later: this file runs before anything is installed.
import { spawn } from 'node:child_process';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program to its end and gives how it ended: `{ code, signal }`, one of the two null. */
export async function runChild(command, args, options) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  // Ctrl-C in a terminal reaches the child too: passing it on would ask it to stop twice.
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const passOn = (signal) => {
    if (signal !== 'SIGINT' || !atTerminal) child.kill(signal);
  };
  for (const signal of PASSED_ON) process.on(signal, passOn);
  const watch = watchParent(() => child.kill('SIGTERM'));
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve({ code, signal }));
    });
  } finally {
    clearInterval(watch);
    for (const signal of PASSED_ON) process.off(signal, passOn);
  }
}

// npm gives a signal to the shell between it and us, which may die of it without a word: then we are an orphan.
// Without npm nobody stands between, and outliving the parent (nohup) is what was asked for.
function watchParent(onOrphaned) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onOrphaned();
  }, 500);
  return watch;
}

/** Ends this process the way the child ended. */
export function endLike({ code, signal }) {
  if (signal === null) process.exit(code);
  process.kill(process.pid, signal);
}
