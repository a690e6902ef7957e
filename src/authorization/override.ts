/** A person's decision against the schedule gate. */

/** A person lets a visit be scheduled against the gate's answer. Kept for ever, with the name and the reason. */
export interface GateOverride {
  /** Who decided, as the person's own system names them: `jmiller`. */
  readonly person: string;
  readonly reason: string;
  /** The visit it is for: its day (CCYYMMDD) and the order or the HCPCS code that was asked about. */
  readonly date: string;
  readonly about: string;
  /** What the gate had said. */
  readonly against: 'stop' | 'ask';
}
