/** What `mappings/` says, once read: frozen data, every value with the file and the date it comes from. */

import type { Cents } from '../money.ts';
import type { Decimal } from '../quantity.ts';

/** One file of `mappings/`: its path relative to the folder that holds `mappings/`, and its text. */
export interface RulesFile {
  readonly path: string;
  readonly text: string;
}

export const CONTAINER_KINDS = ['single-dose', 'multi-dose', 'pharmacy-bulk'] as const;
export type ContainerKind = (typeof CONTAINER_KINDS)[number];
export const NDC_UNITS = ['ML', 'UN', 'GR', 'F2', 'ME'] as const;
export type NdcUnit = (typeof NDC_UNITS)[number];
export type ClaimForm = '837P' | '837I';

/** `0.5 mg`: an exact amount with the unit it is counted in. */
export interface Amount {
  readonly value: Decimal;
  readonly unit: string;
}

/** verified: compared with a second file or by a person. imported: from a public file. label: from a label or practice. */
export const STATUSES = ['verified', 'imported', 'label', 'unverified'] as const;
export type Status = (typeof STATUSES)[number];
/** The groups of values of a code that have a source each. */
export const VALUE_GROUPS = [
  'unit',
  'dates',
  'routes',
  'administration',
  'container',
  'ndc_uom',
  'opps',
  'mue',
  'authorization',
  'rxnorm',
] as const;
export type ValueGroup = (typeof VALUE_GROUPS)[number];
/** What a value rests on: a key of `mappings/codes/sources.yaml`, and how far it was checked. */
export interface Basis {
  readonly source: string;
  readonly status: Status;
}

/** A value and the first date of service it applies to. */
export interface Dated<T> {
  readonly from: string;
  readonly value: T;
  /** Where it comes from, if not from the source that its group has by default. */
  readonly source?: string;
}

/** Most units of one code for one patient on one day. MAI 2 knows no exception. */
export interface UnitLimit {
  readonly practitioner: number;
  readonly hospital: number;
  readonly mai: string | null;
}

export type AdministrationClass = 'chemo' | 'ther' | 'hyd' | 'hormonal' | 'payer' | 'by-drug';

/** A HCPCS code of a drug. */
export interface DrugCode {
  readonly hcpcs: string;
  /** Our own short name: `teclistamab-cqyv`. */
  readonly name: string;
  readonly ingredients: readonly string[];
  readonly brands: readonly string[];
  /** What one billing unit holds; null for unclassified codes, which have none. */
  readonly unit: Amount | null;
  /** Each started amount of this size is a unit, whatever the container holds. */
  readonly upTo: boolean;
  /** For combination units: how much of the counted drug, and of all drugs together, one unit holds. */
  readonly counts: Amount | null;
  readonly content: Amount | null;
  readonly routes: readonly string[];
  readonly administration: AdministrationClass;
  /** Set where every container sold under the code is of one kind. */
  readonly container: ContainerKind | null;
  readonly ndcUnit: NdcUnit | null;
  /** First and last date of service; null is open or not known. */
  readonly from: string | null;
  readonly to: string | null;
  readonly replacedBy: string | null;
  readonly replaces: readonly string[];
  readonly biosimilar: boolean;
  /** Set where one product has two codes, for patients on dialysis and for others. */
  readonly onDialysis: boolean | null;
  readonly oppsStatus: readonly Dated<string>[];
  readonly unitLimit: readonly Dated<UnitLimit>[];
  /** How usual prior authorization is: `always`, `usual`, `step-therapy`, `preferred-product`, `common`, `seldom`. */
  readonly authorization: string;
  readonly rxnormIngredients: readonly string[];
  readonly rxnormProducts: readonly string[];
  readonly note: string | null;
  readonly basis: Readonly<Record<ValueGroup, Basis>>;
  readonly confidence: string;
  /** `mappings/drugs/teclistamab.yaml`. */
  readonly file: string;
}

/** One NDC: what a container of it holds. */
export interface DrugPackage {
  /** Eleven digits. */
  readonly ndc11: string;
  /** `57894-0449-01`. */
  readonly hyphenated: string;
  readonly codes: readonly string[];
  readonly product: string;
  readonly amount: Amount;
  readonly volumeMl: Decimal | null;
  readonly containersPerPackage: number | null;
  /** null: as its code says. unknown: nobody has looked, whatever the code says of its other packages. */
  readonly container: ContainerKind | 'unknown' | null;
  readonly ndcUnit: NdcUnit | null;
  /** Key in `mappings/codes/sources.yaml`: who lists this NDC under these codes. */
  readonly source: string;
  readonly basis: {
    readonly codes: Basis;
    /** Amount and volume of a container. */
    readonly content: Basis;
    readonly container: Basis;
    readonly ndcUnit: Basis;
  };
  readonly note: string | null;
  readonly file: string;
}

/** Charges per unit of one fee schedule. */
export interface FeeSchedule {
  readonly id: string;
  readonly file: string;
  readonly charges: ReadonlyMap<string, readonly Dated<Cents>[]>;
}
