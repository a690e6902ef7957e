/** A planned dose as the chart would tell it once it was given. */

import { chooseVials } from '../coding/vialChoice.ts';
import type { GivenDose } from '../fhir/administration.ts';
import type { Moment } from '../fhir/dates.ts';
import type { OrderedTreatment, Phase } from '../fhir/order.ts';
import type { PackageOpened } from '../fhir/productFacts.ts';
import { ceilUnits, Decimal } from '../quantity.ts';
import type { Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';
import { convert } from '../rules/units.ts';

/** The dose of a phase on a day, as if it had been given as ordered: whole vials, as long as ordered or an hour. */
export function asGiven(
  source: string,
  treatment: OrderedTreatment,
  phase: Phase,
  code: DrugCode,
  start: Moment,
  rules: Rules,
): GivenDose {
  const { dose, route, technique, schedule } = phase;
  const isInjected = route === 'SC' || route === 'IM' || technique === 'sc_im';
  const { push_at_most: push } = rules.administration.times;
  const minutes = isInjected
    ? undefined
    : technique === 'push'
      ? push
      : schedule?.durationMinutes === undefined
        ? HOUR_MINUTES
        : ceilUnits(schedule.durationMinutes);
  return {
    source,
    disposition: 'given',
    drug: treatment.drug,
    dose,
    start,
    ...(minutes === undefined ? {} : { minutes }),
    ...(route === undefined ? {} : { route }),
    ...(technique === undefined ? {} : { technique }),
    product: { packages: vialsFor(treatment, phase, code, rules) },
    request: source,
    partOf: [],
  };
}
/** What a request for authorization counts on, too. */
const HOUR_MINUTES = 60;

/** The vials that waste least, of the product that is ordered by NDC or else of any under its code. */
function vialsFor(treatment: OrderedTreatment, phase: Phase, code: DrugCode, rules: Rules): readonly PackageOpened[] {
  const unit = (code.content ?? code.unit)?.unit;
  const amount = unit === undefined ? undefined : convert(phase.dose.amount, unit);
  if (unit === undefined || amount === undefined) return [];
  const ofCode = [...rules.packages.values()].filter((pack) => pack.codes.includes(code.hcpcs));
  const ordered = ofCode.filter(({ ndc11 }) => treatment.drug.ndc11.includes(ndc11));
  const sizes = new Map(
    (ordered.length > 0 ? ordered : ofCode).flatMap((pack) => {
      const size = convert(pack.amount, unit)?.toFixed();
      return size === undefined ? [] : [[size, pack] as const];
    }),
  );
  const single = [...sizes].filter(([, pack]) => (pack.container ?? code.container) === 'single-dose');
  const best = chooseVials(
    amount.toFixed(),
    single.map(([size]) => size),
  );
  const [first] = sizes;
  const chosen =
    best !== undefined
      ? [...best.vials]
      : first === undefined
        ? []
        : [[first[0], ceilUnits(amount.div(new Decimal(first[0])))] as const];
  return chosen.flatMap(([size, count]) => {
    const pack = sizes.get(size);
    return pack === undefined ? [] : [{ ndc: pack.hyphenated, ndc11: pack.ndc11, count }];
  });
}
