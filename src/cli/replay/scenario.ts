/** A scenario folder: story.md, config.json, in/ in order, out/. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { bad, error, good, type Issue, type Outcome } from '../../outcome.ts';

const configuration = z.strictObject({
  /** Business time of the first step, with its offset. */
  clock: z.iso.datetime({ offset: true }),
  /** Business time of later steps, by file name; a step without one happens at the time of the one before. */
  times: z.record(z.string(), z.iso.datetime({ offset: true })).default({}),
  /** Starts every reference and claim number. */
  seed: z.string().regex(/^[A-Z]{1,4}$/),
  payer: z.string(),
  partner: z.string(),
});
export type ScenarioConfig = z.infer<typeof configuration>;

export interface Step {
  readonly name: string;
  readonly kind: 'fhir' | 'x12' | 'person';
  readonly text: string;
  readonly at: Date;
}
export interface Scenario {
  readonly folder: string;
  readonly config: ScenarioConfig;
  readonly steps: readonly Step[];
  /** out/ as it is now, by file name. */
  readonly expected: ReadonlyMap<string, string>;
}

/** Reads a folder. Issues: SCENARIO_UNREADABLE, SCENARIO_INVALID, SCENARIO_EMPTY, SCENARIO_STEP_UNKNOWN,
 * SCENARIO_STEP_UNREADABLE. */
export async function readScenario(folder: string): Promise<Outcome<Scenario>> {
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return bad(unreadable(folder, 'config.json'));
  const config = configuration.safeParse(jsonOrNothing(text));
  if (!config.success) {
    return bad(
      ...config.error.issues.map(({ message, path }) =>
        error('SCENARIO_INVALID', `${message}.`, { path: `${folder}/config.json: ${path.join('.')}` }),
      ),
    );
  }
  const inputs = await texts(join(folder, 'in'));
  if (inputs === undefined || inputs.size === 0)
    return bad(error('SCENARIO_EMPTY', 'The scenario has no in/ folder with files.', { path: folder }));
  const issues: Issue[] = [];
  let at = new Date(config.data.clock);
  const steps = [...inputs].flatMap(([name, content]): Step[] => {
    const kind = kindOf(name);
    if (kind === undefined) {
      issues.push(
        error(
          'SCENARIO_STEP_UNKNOWN',
          'A step is a FHIR bundle (.json), a file from the partner (.x12) or what a person decides (.person.json).',
          {
            path: `${folder}/in/${name}`,
          },
        ),
      );
      return [];
    }
    if (kind === 'fhir' && !isBundle(content)) {
      issues.push(
        error('SCENARIO_STEP_UNREADABLE', 'This is no FHIR Bundle whose entries hold resources with an id.', {
          path: `${folder}/in/${name}`,
        }),
      );
      return [];
    }
    at = config.data.times[name] === undefined ? at : new Date(config.data.times[name]);
    return [{ name, kind, text: content, at }];
  });
  const expected = (await texts(join(folder, 'out'))) ?? new Map<string, string>();
  return issues.length > 0 ? bad(...issues) : good({ folder, config: config.data, steps, expected });
}

const kindOf = (name: string): Step['kind'] | undefined => {
  if (name.endsWith('.person.json')) return 'person';
  return name.endsWith('.json') ? 'fhir' : name.endsWith('.x12') ? 'x12' : undefined;
};

const bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.looseObject({ resource: z.looseObject({ resourceType: z.string(), id: z.string() }) })),
});
const isBundle = (text: string): boolean => bundle.safeParse(jsonOrNothing(text)).success;

/** The files of a folder in order of their names; undefined: there is no such folder. */
async function texts(folder: string): Promise<Map<string, string> | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  const files = await Promise.all(
    [...names].sort().map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
  );
  return new Map(files);
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unreadable = (folder: string, name: string): Issue =>
  error('SCENARIO_UNREADABLE', `There is no ${name} here. Name a folder of fixtures/scenarios.`, { path: folder });
