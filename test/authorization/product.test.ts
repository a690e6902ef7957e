import { describe, expect, test } from 'vitest';
import { productOf } from '../../src/authorization/product.ts';
import { loadRules } from '../../src/cli/rules.ts';
import type { DrugCandidates } from '../../src/fhir/drug.ts';

const rules = await loadRules();
const ordered = (drug: Partial<DrugCandidates>): DrugCandidates => ({
  rxnorm: [],
  ndc11: [],
  ambiguousNdc: [],
  hcpcs: [],
  texts: [],
  ingredients: [],
  source: 'MedicationRequest/mr1',
  ...drug,
});
const told = (drug: Partial<DrugCandidates>): string => {
  const product = productOf(ordered(drug), 'IV', '2026-11-02', rules);
  return [product.ok ? product.value.hcpcs : 'none', ...product.issues.map(({ code }) => code)].join(' ');
};

describe('the product of an order with a HCPCS code in it', () => {
  test.each<[string, Partial<DrugCandidates>]>([
    ['J9022 HCPCS_DRUG_MISMATCH', { hcpcs: ['J9302'], rxnorm: ['1792776'], texts: ['atezolizumab'] }],
    ['J9022 HCPCS_DRUG_MISMATCH', { hcpcs: ['J9302'], texts: ['Tecentriq'] }],
    ['J9022 HCPCS_DRUG_MISMATCH', { hcpcs: ['J9302'], ndc11: ['50242091701'] }],
    ['J9022 HCPCS_DRUG_MISMATCH', { hcpcs: ['J9022', 'J9302'], texts: ['atezolizumab'] }],
    ['J9022', { hcpcs: ['J9022'], rxnorm: ['1792776'] }],
    ['J9302', { hcpcs: ['J9302'] }],
    ['J9302', { hcpcs: ['J9302'], texts: ['a name nobody knows'] }],
    ['Q5107', { hcpcs: ['Q5107'], texts: ['bevacizumab'] }],
    ['Q5107', { hcpcs: ['Q5107'], rxnorm: ['253337'], texts: ['bevacizumab'] }],
    ['J9022 NDC_HCPCS_MISMATCH', { hcpcs: ['J9024'], ndc11: ['50242091701'] }],
    ['none ROUTE_PRODUCT_MISMATCH', { hcpcs: ['J9024'], texts: ['atezolizumab'] }],
    ['none ROUTE_PRODUCT_MISMATCH', { texts: ['Tecentriq Hybreza'], hcpcs: ['J9024'] }],
    ['none DRUG_UNKNOWN', { texts: ['a name nobody knows'] }],
    ['none AMBIGUOUS_PRODUCT', { hcpcs: ['J9302'], texts: ['atezolizumab', 'ofatumumab'] }],
  ])('is %s', (expected, drug) => {
    expect(told(drug)).toBe(expected);
  });

  test('a product of another route is told with what that route has', () => {
    const { issues } = productOf(ordered({ hcpcs: ['J9024'], texts: ['atezolizumab'] }), 'IV', '2026-11-02', rules);
    expect(issues[0]?.message).toBe(
      'The product ordered, J9024 atezolizumab / hyaluronidase-tqjs (SC), is not given by the route ordered, IV. Given IV are J9022 atezolizumab. Order the product that is meant, or correct the route.',
    );
  });

  test('a code that means another drug is told with both, and where to correct it', () => {
    const product = productOf(ordered({ hcpcs: ['J9302'], texts: ['atezolizumab'] }), 'IV', '2026-11-02', rules);
    expect(product.issues).toEqual([
      {
        code: 'HCPCS_DRUG_MISMATCH',
        severity: 'warning',
        message:
          'The order carries J9302, which means ofatumumab, another drug. The drug decides: J9022 atezolizumab is asked for. Correct the order template.',
        path: 'MedicationRequest.medication[x]',
        rule: 'mappings/drugs/ofatumumab.yaml',
      },
    ]);
  });
});
