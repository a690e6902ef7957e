// `npm run -s bench -- NAME [--json]`: ours and a peer, measured in turns in one run. Progress goes to stderr.
import { parseArgs } from 'node:util';
import { benchCoding } from './coding.ts';
import { asJson, asTable, type Report, rounded } from './report.ts';
import { benchWeb } from './web.ts';
import { benchX12, type Sizes, usualSizes } from './x12.ts';

const USAGE = `Usage: npm run -s bench -- NAME [--json] [--mb N] [--large-mb N] [--claims N] [--rounds N]

  x12      reading an 835 and writing an 837P; the sizes can be made smaller for a look
  coding   coding a visit with proof
  web      the schedule gate over HTTP
`;
/** Named by the contract; what they measure has no bench yet, and no figure is better than a guess. */
const WITHOUT = ['pipeline', 'intake'];

const say = (text: string) => process.stderr.write(`${text}\n`);

const stop = (text: string): undefined => {
  say(text);
  process.exitCode = 2;
  return undefined;
};

function parse() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { json: flag, help: flag, mb: text, 'large-mb': text, claims: text, rounds: text };
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (problem) {
    return stop(`${problem instanceof Error ? problem.message : ''}\n${USAGE}`);
  }
}

async function measure(name: string, sizes: Sizes): Promise<Report | undefined> {
  if (name === 'x12') return benchX12(sizes, say);
  if (name === 'coding') return benchCoding();
  if (name === 'web') return benchWeb();
  if (WITHOUT.includes(name)) return stop(`There is no benchmark of ${name} yet. There are: x12, coding, web.`);
  return stop(name === '' ? USAGE : `There is no benchmark ${name}.\n${USAGE}`);
}

const given = parse();
if (given?.values.help === true) process.stdout.write(USAGE);
else if (given !== undefined) {
  const { values, positionals } = given;
  const size = (value: string | undefined, usual: number) => (value === undefined ? usual : Number(value));
  const sizes: Sizes = {
    megabytes: size(values.mb, usualSizes.megabytes),
    largeMegabytes: size(values['large-mb'], usualSizes.largeMegabytes),
    claims: size(values.claims, usualSizes.claims),
    rounds: size(values.rounds, usualSizes.rounds),
  };
  const isSound = Object.values(sizes).every((each) => Number.isFinite(each) && each > 0);
  const report = isSound ? await measure(positionals[0] ?? '', sizes) : stop(`Sizes are positive numbers.\n${USAGE}`);
  if (report !== undefined) {
    const rows = report.rows.map((row) => ({
      ...row,
      ours: rounded(row.ours),
      theirs: rounded(row.theirs),
      ratio: rounded(row.ratio),
    }));
    process.stdout.write(values.json === true ? asJson({ ...report, rows }) : asTable(report));
  }
}
