/** One thing the doctor looked at. */

export interface Check {
  readonly name: string;
  /** `warning`: it works, but somebody should know. */
  readonly state: 'ok' | 'warning' | 'fault';
  /** What was seen; never a secret, never a patient. */
  readonly saw: string;
  /** What to do about it. */
  readonly advice?: string;
}

export const ok = (name: string, saw: string): Check => ({ name, state: 'ok', saw });
export const warn = (name: string, saw: string, advice: string): Check => ({ name, state: 'warning', saw, advice });
export const fault = (name: string, saw: string, advice: string): Check => ({ name, state: 'fault', saw, advice });
