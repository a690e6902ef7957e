/** Who set aside which edit, when and why. */

export interface EditOverride {
  /** Code of the issue it is against: `UNITS_EXCEED_MUE`. */
  readonly edit: string;
  /** The code it is about; without one, every code the edit names. */
  readonly hcpcs?: string;
  /** Who decided, as the person's own system names them: `jmiller`. */
  readonly by: string;
  /** YYYY-MM-DD */
  readonly on: string;
  readonly reason: string;
  /** Of a pair of codes: another encounter, site or practitioner, or something else. */
  readonly apart?: 'encounter' | 'site' | 'practitioner' | 'other';
}
