/** Which diagnoses a line points at: four at most, the reason for the encounter or the anaemia first. */

import type { Rules } from '../rules/parse.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase } from './case.ts';

export function withDiagnoses(lines: readonly CodedLine[], visit: BillingCase, rules: Rules): readonly CodedLine[] {
  const diagnoses = visit.diagnoses ?? [];
  if (diagnoses.length === 0) return lines;
  const { encounter_diagnoses: encounter, anemia } = rules.coverage;
  const forAnemia = lines.some((line) => anemia.codes.includes(line.hcpcs));
  const leads = (diagnosis: string): boolean =>
    encounter.includes(diagnosis) || (forAnemia && anemia.first_diagnoses.some((start) => diagnosis.startsWith(start)));
  const positions = diagnoses.map((diagnosis, index) => ({ diagnosis, position: index + 1 }));
  const ordered = [
    ...positions.filter(({ diagnosis }) => leads(diagnosis)),
    ...positions.filter(({ diagnosis }) => !leads(diagnosis)),
  ];
  const pointers = ordered.slice(0, 4).map(({ position }) => position);
  const leading = positions.some(({ diagnosis }) => leads(diagnosis));
  const why = leading ? 'the reason for the encounter or the anaemia first' : 'in the order of the claim';
  const proof = `points at diagnosis ${pointers.join(', ')}: ${why} (mappings/codes/coverage.yaml)`;
  return lines.map((line) => ({ ...line, dx_pointers: pointers, proof: [...line.proof, proof] }));
}
