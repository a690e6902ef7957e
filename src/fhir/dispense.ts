/** What the pharmacy handed out for an order or an administration: product and quantity. */

import { good, type Outcome } from '../outcome.ts';
import type { Chart } from './chart.ts';
import { momentOf } from './dates.ts';
import { type DrugCandidates, drugOf } from './drug.ts';
import { type Acquisition, dispensedAcquisition } from './productFacts.ts';
import type { KnownResource, ResourceOf } from './resources.ts';
import { type Amount, amountOf } from './units.ts';

export interface DispensedProduct {
  /** `MedicationDispense/md1`. */
  readonly source: string;
  readonly drug: DrugCandidates;
  /** As dispensed, where told in a measure of drug or volume; a count of vials is in `containers`. */
  readonly quantity?: Amount;
  /** Whole containers, where the quantity counts vials, syringes, bags or plain units of issue. */
  readonly containers?: number;
  readonly on?: string;
  readonly acquisition?: Acquisition;
}

/** Words for a counted container, in codes and texts. */
const COUNTED =
  /^(vial|vials|syringe|syringes|bag|bags|ea|each|\{vial\}|\{each\}|\{syringe\}|\{bag\}|1|kit|ampule|ampoule)$/i;

/**
 * Dispenses that belong to `target` (by authorizingPrescription, or by partOf from the administration) and were
 * completed or are in progress. Issues of `drugOf` come along as they are.
 */
export function dispensesFor(
  chart: Chart,
  target: ResourceOf<'MedicationRequest'>,
): Outcome<readonly DispensedProduct[]> {
  const readings = chart
    .all('MedicationDispense')
    .filter((dispense) => dispense.status === 'completed' || dispense.status === 'in-progress')
    .filter((dispense) =>
      (dispense.authorizingPrescription ?? []).some((r) => chart.pointsAt(r, dispense, target as KnownResource)),
    )
    .map((dispense) => readDispense(chart, dispense));
  return good(
    readings.flatMap((reading) => (reading.ok ? [reading.value] : [])),
    readings.flatMap((reading) => reading.issues).map((issue) => ({ ...issue, severity: 'warning' as const })),
  );
}

function readDispense(chart: Chart, dispense: ResourceOf<'MedicationDispense'>): Outcome<DispensedProduct> {
  const drug = drugOf(chart, dispense);
  if (!drug.ok) return drug;
  const { quantity } = dispense;
  const counted = quantity !== undefined && (COUNTED.test(quantity.code ?? '') || COUNTED.test(quantity.unit ?? ''));
  const containers = counted && /^[1-9]\d{0,4}(\.0+)?$/.test(quantity.value ?? '') ? Number(quantity.value) : undefined;
  const amount = quantity === undefined || counted ? undefined : amountOf(quantity, 'MedicationDispense.quantity');
  const acquisition = dispensedAcquisition(dispense.extension);
  const on = momentOf(dispense.whenHandedOver ?? dispense.whenPrepared ?? '')?.date;
  return good(
    {
      source: chart.nameOf(dispense),
      drug: drug.value,
      ...(containers === undefined ? {} : { containers }),
      ...(amount?.ok ? { quantity: amount.value } : {}),
      ...(on === undefined ? {} : { on }),
      ...(acquisition === undefined ? {} : { acquisition }),
    },
    drug.issues,
  );
}
