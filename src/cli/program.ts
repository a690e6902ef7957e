/** The command `infusebridge`: one subcommand a file, results on stdout, progress and logs on stderr. */

import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { Fault } from '../ports.ts';
import { exit } from './exit.ts';
import { processIo } from './io.ts';
import type { ImportOptions } from './mappings/import/import.ts';
import { scriptList } from './payer/scriptList.ts';

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let code: number = exit.done;
  const finished = (result: number): void => {
    code = result;
  };
  try {
    await program(finished).parseAsync([...args], { from: 'user' });
    return code;
  } catch (problem) {
    return failure(problem);
  }
}

function failure(problem: unknown): number {
  // Commander has printed its own message; help and version are no failures.
  if (problem instanceof CommanderError) return problem.exitCode === 0 ? exit.done : exit.usage;
  if (problem instanceof Fault) {
    processIo.err(`infusebridge: ${problem.message}\n`);
    return exit.fault;
  }
  throw problem;
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

type Finished = (code: number) => void;

function program(finished: Finished): Command {
  const root = new Command('infusebridge')
    .description(
      'Turns infusion orders and administrations (FHIR R4) into X12 278 and 837, and answers into the chart.',
    )
    .version(version(), '-V, --version', 'the version of this program')
    .exitOverride()
    // Subcommands inherit it: help goes where results go, and ends quietly when nobody reads on.
    .configureOutput({ writeOut: processIo.out })
    .showHelpAfterError('Run `infusebridge --help` for the commands.')
    .configureHelp({ showGlobalOptions: true });
  demoCommand(root, finished);
  startCommand(root, finished);
  mapCommand(root, finished);
  codeCommand(root, finished);
  readCommand(root, finished);
  replayCommand(root, finished);
  validateCommand(root, finished);
  explainCommand(root, finished);
  payerCommand(root, finished);
  doctorCommand(root, finished);
  mappingsCommand(root, finished);
  return root;
}

function demoCommand(root: Command, finished: Finished): void {
  root
    .command('demo')
    .description('runs six stories end to end on this machine: order, authorization, doses, claims, payment')
    .option('--keep', 'resume the state in ./demo-data instead of starting afresh')
    .addHelpText('after', '\nExample:\n  infusebridge demo')
    .action(async (options: { keep?: boolean }) => {
      const { demo } = await import('./demo/demo.ts');
      finished(await demo({ keep: options.keep ?? false, directory: 'demo-data' }, processIo));
    });
}

function startCommand(root: Command, finished: Finished): void {
  root
    .command('start')
    .description('the service: takes in changes of the EHR, works the queues, exchanges files with the partner')
    .option('--role <roles>', 'what this process does: api, worker, poller, separated by commas (all by default)')
    .addHelpText('after', '\nExample:\n  INFUSEBRIDGE_CONFIG=infusebridge.yaml infusebridge start --role api,worker')
    .action(async (options: { role?: string }) => {
      const { start, stopSignal } = await import('./start.ts');
      const place = { environment: process.env, workingDirectory: process.cwd() };
      finished(await start({ ...options, ...place, stopped: stopSignal() }, processIo));
    });
}

function doctorCommand(root: Command, finished: Finished): void {
  root
    .command('doctor')
    .description('checks configuration, database, queue, EHR and partners; says what to do for each failure')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  INFUSEBRIDGE_CONFIG=infusebridge.yaml infusebridge doctor')
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('./doctor/doctor.ts');
      const place = { environment: process.env, workingDirectory: process.cwd() };
      finished(await doctor({ json: options.json ?? false, ...place }, processIo));
    });
}

function mapCommand(root: Command, finished: Finished): void {
  root
    .command('map')
    .description('FHIR in, X12 out, no database: a 278 for orders that need one, a claim for administrations')
    .argument('<bundle.json...>', 'a Bundle, a single resource, or an array of them')
    .option('--payer <id>', 'payer profile in mappings/payers, instead of the one the Coverage names')
    .option('--as-of <date>', 'the day to map on (YYYY-MM-DD); it also fixes control numbers and the clock')
    .option('--out <dir>', 'write the X12 files there')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  infusebridge map order.json --payer example-commercial --out out')
    .action(async (files: string[], options: { payer?: string; asOf?: string; out?: string; json?: boolean }) => {
      const { map } = await import('./map/map.ts');
      finished(await map(files, { ...options, json: options.json ?? false }, processIo));
    });
}

function codeCommand(root: Command, finished: Finished): void {
  root
    .command('code')
    .description('billing cases to claim lines with their proof')
    .argument('<case.json...>', 'one case a file')
    .option('--json', 'one JSON document on stdout; an array for several files')
    .addHelpText('after', '\nExample:\n  infusebridge code case.json --json')
    .action(async (files: string[], options: { json?: boolean }) => {
      const { code } = await import('./code.ts');
      finished(await code(files, { json: options.json ?? false }, processIo));
    });
}

function readCommand(root: Command, finished: Finished): void {
  root
    .command('read')
    .description('any X12 file to business values, issues and balances')
    .argument('<file.x12...>')
    .option('--json', 'one JSON document on stdout; an array for several files')
    .addHelpText('after', '\nExample:\n  infusebridge read remittance.x12 --json')
    .action(async (files: string[], options: { json?: boolean }) => {
      const { read } = await import('./read/read.ts');
      finished(await read(files, { json: options.json ?? false }, processIo));
    });
}

function replayCommand(root: Command, finished: Finished): void {
  root
    .command('replay')
    .description(
      'reproduces every file of a scenario folder byte for byte and shows what differs; without out/ tells what became of the files of the partner',
    )
    .argument('<dir...>', 'scenario folders')
    .option('--update', 'write what is produced into out/ instead of comparing')
    .addHelpText('after', '\nExample:\n  infusebridge replay fixtures/scenarios/01-pembrolizumab')
    .action(async (folders: string[], options: { update?: boolean }) => {
      const { replay } = await import('./replay/replay.ts');
      finished(await replay(folders, { update: options.update ?? false }, processIo));
    });
}

function validateCommand(root: Command, finished: Finished): void {
  root
    .command('validate')
    .description('lists everything wrong with a file, where it is, and writes the TA1 and 999 that answer it')
    .argument('<file.x12>')
    .option('--payer <id>', 'check what this payer profile of mappings/payers says, too')
    .option('--ack <dir>', 'write the TA1 and 999 there')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  infusebridge validate 837-0001.x12 --payer example-commercial --ack answers')
    .action(async (file: string, options: { payer?: string; ack?: string; json?: boolean }) => {
      const { validate } = await import('./validate/validate.ts');
      finished(await validate(file, { ...options, json: options.json ?? false }, processIo));
    });
}

function explainCommand(root: Command, finished: Finished): void {
  root
    .command('explain')
    .description('prints a message segment by segment with names, values and meanings; patients are masked')
    .argument('<file.x12>')
    .option('--reveal', 'show what may identify a patient, and segments that no guide knows')
    .option('--proof <file>', 'JSON with the lines and their proofs; without it decisions.json beside the message')
    .option('--ledger', 'take the proofs from the ledger of the service that is configured here; only reads')
    .option('--json', 'one JSON document instead of a page')
    .addHelpText('after', '\nExample:\n  infusebridge explain 837-0001.x12 | less')
    .action(async (file: string, options: { reveal?: boolean; proof?: string; ledger?: boolean; json?: boolean }) => {
      const { explain } = await import('./explain/explain.ts');
      const colour = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
      const here = { environment: process.env, workingDirectory: process.cwd() };
      finished(
        await explain(
          file,
          {
            reveal: options.reveal ?? false,
            colour,
            json: options.json ?? false,
            proof: options.proof,
            ledger: options.ledger === true ? here : undefined,
          },
          processIo,
        ),
      );
    });
}

function payerCommand(root: Command, finished: Finished): void {
  root
    .command('payer')
    .description('answers a 278 or 837 file as the synthetic payer: TA1, 999, 277CA, 278 response, 835')
    .argument('<file.x12>')
    .option('--script <name>', 'how the payer behaves (below); without it requests are approved and claims are paid')
    .requiredOption('--out <dir>', 'write the answers there')
    .addHelpText('after', () => `\nScripts:\n${scriptList().trimEnd()}`)
    .addHelpText('after', '\nExample:\n  infusebridge payer 278-0001.x12 --script deny --out answers')
    .action(async (file: string, options: { script?: string; out: string }) => {
      const { payer } = await import('./payer/payer.ts');
      finished(await payer(file, options, processIo));
    });
}

function mappingsCommand(root: Command, finished: Finished): void {
  const group = root
    .command('mappings')
    .description('the reviewed data of mappings/: check it, or show what applies on a date')
    .addHelpText(
      'after',
      '\nExamples:\n  infusebridge mappings check [--folder DIR] [--json]\n  infusebridge mappings show J9380 [--on 2026-11-21] [--json]\n  infusebridge mappings import --asp crosswalk.csv [--on 2027-01-01] [--write]',
    );
  group
    .command('check')
    .description('lists everything wrong with the mappings')
    .option('--folder <dir>', 'a folder with drugs, codes and payers, instead of the one that ships')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  infusebridge mappings check')
    .action(async (options: { folder?: string; json?: boolean }) => {
      const { checkMappings } = await import('./mappings/check.ts');
      const here = { environment: process.env, workingDirectory: process.cwd() };
      finished(await checkMappings({ ...options, ...here, json: options.json ?? false }, processIo));
    });
  group
    .command('import')
    .description('what quarterly files of CMS change in the mappings; nothing is written without --write')
    .option('--asp <file...>', 'ASP NDC-HCPCS crosswalk, as CSV')
    .option('--mue <file...>', 'MUE tables, practitioner and outpatient hospital, as CSV')
    .option('--hcpcs <file...>', 'HCPCS quarterly update, as CSV')
    .option('--on <date>', 'first day of the quarter (YYYY-MM-DD), where no title of a file names it')
    .option('--folder <dir>', 'the mappings to change, instead of the ones that ship')
    .option('--write', 'write the changes')
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExample:\n  infusebridge mappings import --asp crosswalk.csv --mue practitioner.csv hospital.csv --hcpcs update.csv',
    )
    .action(
      async (options: Partial<Pick<ImportOptions, 'asp' | 'mue' | 'hcpcs' | 'on' | 'folder' | 'write' | 'json'>>) => {
        const { importMappings } = await import('./mappings/import/import.ts');
        const none = { asp: [], mue: [], hcpcs: [], write: false, json: false };
        const here = { environment: process.env, workingDirectory: process.cwd() };
        finished(await importMappings({ ...none, ...options, ...here }, processIo));
      },
    );
  group
    .command('show')
    .description('what applies to a HCPCS code, an NDC, an RxNorm number or a drug name, with sources')
    .argument('<code|ndc|rxcui>')
    .option('--on <date>', 'date of service (YYYY-MM-DD); today without it')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  infusebridge mappings show 57894-0449-01 --on 2026-11-21')
    .action(async (asked: string, options: { on?: string; json?: boolean }) => {
      const { showMapping } = await import('./mappings/show.ts');
      finished(await showMapping(asked, { ...options, json: options.json ?? false }, processIo));
    });
}
