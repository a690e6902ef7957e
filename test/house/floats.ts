/**
 * Binary floats where doses, units and amounts are. Forbidden, by the syntax tree: dividing numbers, taking remainders
 * of them, `parseFloat`, `Number(...)`, a unary plus, `Math.round` and its kin, `toFixed` and `toNumber` of what becomes
 * a number, and number literals with decimals. What is left is whole numbers, Decimal and Cents.
 */

import { parseAst } from 'vitest/node';
import type { Source } from './source.ts';
import { type Violation, violation } from './violation.ts';

/** Where quantities and amounts are worked out. */
export const WITHOUT_FLOATS = ['src/coding/', 'src/claim/', 'src/remittance/', 'src/money.ts', 'src/quantity.ts'];

export interface Allowed {
  readonly path: string;
  /** The expression as it stands there, in one line. */
  readonly code: string;
  readonly why: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const ROUNDING = ['round', 'floor', 'ceil', 'trunc', 'fround'];

/** Every number operation that could make a fraction, but for the allowed ones. */
export function checkFloats(source: Source, allowed: readonly Allowed[]): Violation[] {
  const tree: unknown = parseAst(source.text, { lang: 'ts' });
  return nodesIn(tree).flatMap((node) => {
    const why = faultOf(node, source.text);
    const code = source.text.slice(node.start, node.end).replace(/\s+/g, ' ');
    const known = allowed.some((one) => one.path === source.path && one.code === code);
    return why === undefined || known ? [] : [violation('float', source, node.start, `\`${code}\` ${why}`)];
  });
}

function faultOf(node: Node, text: string): string | undefined {
  if (node.type === 'BinaryExpression' || node.type === 'AssignmentExpression') {
    const sides = [node['left'], node['right']] as readonly Node[];
    const isBig = sides.some((side) => /^\(?.*\b\d+n\b/.test(text.slice(side.start, side.end)));
    if (['/', '/=', '%', '%=', '**'].includes(String(node['operator'])) && !isBig)
      return 'makes a fraction; use Decimal, or bigint';
  }
  if (node.type === 'UnaryExpression' && node['operator'] === '+') return 'reads a number; use parseDecimal';
  if (node.type === 'Literal' && typeof node['value'] === 'number' && !Number.isInteger(node['value']))
    return 'is a binary fraction; write decimal text';
  if (node.type === 'CallExpression' && argumentsOf(node).some((one) => text.slice(one.start, one.end) === 'Number'))
    return 'reads numbers; use parseDecimal, or say why they are whole';
  if (node.type === 'CallExpression' || node.type === 'NewExpression') return faultOfCall(node['callee'] as Node, text);
  return undefined;
}

const argumentsOf = (node: Node): readonly Node[] => (node['arguments'] ?? []) as readonly Node[];

function faultOfCall(callee: Node, text: string): string | undefined {
  const name = text.slice(callee.start, callee.end);
  if (/^(Number\.)?parseFloat$/.test(name)) return 'reads a binary fraction; use parseDecimal';
  if (name === 'Number') return 'reads a number; use parseDecimal, or say why it is whole';
  if (name.startsWith('Math.') && ROUNDING.includes(name.slice(5)))
    return 'rounds a number that should not be one; use Decimal';
  if (name.endsWith('.toNumber')) return 'leaves Decimal; say why it is whole';
  return undefined;
}

function nodesIn(value: unknown): readonly Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nodesIn);
  return 'type' in value && 'start' in value ? [value as Node, ...inner] : inner;
}
