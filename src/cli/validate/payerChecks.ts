/** What a payer's file in `mappings/payers` says of a message to it. */

import type { Issue } from '../../outcome.ts';
import type { Payer } from '../../rules/parse.ts';
import type { PayerGuides } from '../../rules/payerGuides.ts';
import { request278 } from '../../x12/guides/278-request.ts';
import { claim837i } from '../../x12/guides/837i.ts';
import { claim837p } from '../../x12/guides/837p.ts';
import type { Narrowing } from '../../x12/narrow.ts';
import type { AnyGuide } from '../../x12/schema.ts';
import { at, type Placed, wrong } from './checks.ts';

/** The guide as the payer's file narrows it; undefined where it does not. */
export function narrowedFor(payer: Payer, guide: AnyGuide): AnyGuide | undefined {
  const name = asGuideName(guide.name);
  return name === undefined || payer.x12.overlays?.[name] === undefined ? undefined : payer.guides[name];
}

/**
 * What the payer takes less of than the guide allows.
 *
 * @param narrowed issues of the same set read by `narrowedFor`
 * @param known issues of the reading by the guide itself, which are not the payer's
 */
export function overlayIssues(
  payer: Payer,
  guide: AnyGuide,
  narrowed: readonly Issue[],
  known: readonly Issue[],
): readonly Issue[] {
  const name = asGuideName(guide.name);
  const overlay = name === undefined ? undefined : payer.x12.overlays?.[name];
  if (overlay === undefined) return [];
  const told = new Set(known.map(keyOf));
  return narrowed
    .filter((issue) => !told.has(keyOf(issue)))
    .map((issue) => ({ ...issue, rule: `${payer.file}: ${sourceOf(overlay, issue)}` }));
}

const asGuideName = (name: string): keyof PayerGuides | undefined =>
  name === '837P' || name === '837I' || name === '278 request' ? name : undefined;
const keyOf = ({ code, segment, ref, path }: Issue): string => `${code} ${segment} ${ref} ${path}`;

/** Who says so: the narrowing of that place that speaks of the element. */
function sourceOf(overlay: readonly Narrowing[], { path = '', ref = '' }: Issue): string {
  const [loop = '', segment = ''] = path
    .replace(/\[\d+\]/g, '')
    .split('/')
    .slice(-2);
  const here = overlay.filter(
    ({ at }) => at === loop || at === `${loop}/${segment}` || at.startsWith(`${loop}/${segment}*`),
  );
  const exact = here.find(({ elements }) => elements !== undefined && ref in elements);
  return (exact ?? here.find(({ elements }) => elements === undefined) ?? here[0])?.source ?? payerSays;
}
const payerSays = 'its overlay';

/** Whether the payer's file says anything about messages of this guide. */
const speaksOf = (guide: AnyGuide): boolean => [claim837p, claim837i, request278].some((one) => one === guide);

/**
 * The payer is named by the number it wants, the subscriber's coverage by the line of business it files claims under,
 * and a request for authorization by the type of service it expects.
 */
export function payerIssues(payer: Payer, guide: AnyGuide, one: Placed): readonly Issue[] {
  if (!speaksOf(guide)) return [];
  const { payer_id, claim_filing } = payer.x12;
  const filing = guide === claim837i ? claim_filing['837I'] : claim_filing['837P'];
  const { segment, step } = one;
  if (segment.id !== 'NM1' && segment.id !== 'SBR' && segment.id !== 'UM') return [];
  const expect = (isHere: boolean, element: number, wanted: string, what: string) => {
    const seen = at(segment, element);
    if (!isHere || seen === '' || seen === wanted) return [];
    const ref = `${segment.id}${String(element).padStart(2, '0')}`;
    return [wrong('PAYER_RULE', `${what}: ${payer.name} wants ${wanted} here.`, one, ref, payer.file)];
  };
  const isDestination = /\/2010BB\/NM1$|\/2010A\/NM1$/.test(step.path);
  const isOwnCoverage = /\/2000B(\[\d+\])?\/SBR$/.test(step.path) && at(segment, 1) === 'P';
  return [
    ...expect(isDestination, 9, payer_id, 'The payer has another number'),
    ...expect(isOwnCoverage, 9, filing, 'The claim is filed under another line of business'),
    ...expect(segment.id === 'UM', 3, payer.authorization.service_type, 'The request is for another type of service'),
  ];
}
