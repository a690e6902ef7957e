/** Containers of a drug that were opened: what they hold, what is left in them for whom. */

import { Decimal, formatDecimal } from '../quantity.ts';
import { basisText } from '../rules/basis.ts';
import { containerOf } from '../rules/lookup.ts';
import type { ContainerKind, DrugCode } from '../rules/types.ts';
import type { CasePackage } from './case.ts';
import type { Choice } from './codeChoice.ts';
import type { Findings } from './findings.ts';
import type { Content } from './ndc.ts';
import { inCodeUnit } from './units.ts';

/** Containers of one NDC that were opened for a drug; amounts in the unit of its code. */
export interface Opened extends Content {
  readonly ndc11: string;
  readonly containers: number;
  /** null: nobody knows whether leftovers are waste. */
  readonly kind: ContainerKind | null;
  readonly kindFrom: string;
  readonly path: string;
}

/** The case's own words first, then the NDC's, then the code's; what nobody knows is null. */
export function openedOf(item: CasePackage, choice: Choice, perContainer: Decimal, unit: string, path: string): Opened {
  const volume = item.volume_ml_per_container;
  const volumeMl = volume == null ? (choice.row?.volumeMl ?? null) : new Decimal(volume);
  const known = containerOf(choice.row, choice.code);
  const [kind, kindFrom] =
    item.container_type != null
      ? [item.container_type, 'as charted']
      : known === undefined
        ? [null, 'not known']
        : [known.kind, `by ${known.by} (${known.file}, ${basisText(known.basis)})`];
  const ndcUnit = item.ndc_uom ?? choice.row?.ndcUnit ?? choice.code.ndcUnit ?? null;
  return {
    ndc11: choice.ndc11,
    containers: item.containers_opened,
    perContainer,
    unit,
    volumeMl,
    ndcUnit,
    kind,
    kindFrom,
    path,
  };
}

/** The charted content wins over the table (labels change first), but a difference is worth a look. */
export function checkLabel(
  choice: Choice,
  code: DrugCode,
  perContainer: Decimal,
  path: string,
  findings: Findings,
): void {
  const label =
    choice.row === undefined ? undefined : inCodeUnit(choice.row.amount, code, choice.row.amount, choice.row.amount);
  if (label === undefined || label.eq(perContainer)) return;
  findings.warn(
    'PACKAGE_CONTENT_MISMATCH',
    `a container is charted with ${formatDecimal(perContainer)} ${code.unit?.unit ?? ''}, the table says ${formatDecimal(label)}; check the package that was scanned`,
    path,
  );
}
