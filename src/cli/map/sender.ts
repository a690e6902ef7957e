/** Who sends the files of `map`: the site of the configuration where INFUSEBRIDGE_CONFIG names one, else an invented clinic. */

import type { Environment } from '../../config/environment.ts';
import { type Config, loadConfig } from '../../config.ts';
import { good, type Outcome } from '../../outcome.ts';
import type { Settings } from '../../world.ts';
import { exampleSettings } from '../exampleSettings.ts';

/** Issues: those of `loadConfig`. */
export function senderOf(environment: Environment, workingDirectory: string): Outcome<Settings> {
  if ((environment['INFUSEBRIDGE_CONFIG'] ?? '') === '') return good(exampleSettings);
  const config = loadConfig({ environment, workingDirectory });
  return config.ok ? good(settingsOf(config.value), config.issues) : config;
}

/** The files go to the first partner; nothing is sent, so they are marked as tests whatever the site does. */
function settingsOf({ practice, partners, sites, timeZone, orderSettleMs, visitSettleMs }: Config): Settings {
  const [partner] = partners;
  if (partner === undefined) throw new Error('a configuration names at least one partner');
  const { name, sender, receiver } = partner;
  const { taxonomy, address, ...who } = practice;
  const { line2, ...where } = address;
  return {
    instance: exampleSettings.instance,
    practice: {
      ...who,
      ...(taxonomy === undefined ? {} : { taxonomy }),
      address: { ...where, ...(line2 === undefined ? {} : { line2 }) },
    },
    route: { partner: name, sender, receiver, usage: 'T' },
    sites,
    timeZone,
    orderSettleMs,
    visitSettleMs,
  };
}
