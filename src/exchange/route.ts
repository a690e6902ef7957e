/** The ends of the line to a trading partner, as our files name them. */

import type { CharacterSet } from '../x12/characters.ts';

export interface End {
  readonly qualifier: string;
  readonly id: string;
  readonly name: string;
}
export interface Route {
  /** The TradingPartner that takes the files. */
  readonly partner: string;
  readonly sender: End;
  readonly receiver: End;
  /** T test, P production: bound to the environment, never to a file. */
  readonly usage: 'T' | 'P';
  /** What the partner takes in data: the extended set when nothing is said. */
  readonly characters?: CharacterSet;
}

/** The control-number sequence of a route: one per sender, receiver and usage, for ever. */
export const sequenceOf = ({ sender, receiver, usage }: Route): string =>
  `interchange ${sender.qualifier}${sender.id} ${receiver.qualifier}${receiver.id} ${usage}`;
