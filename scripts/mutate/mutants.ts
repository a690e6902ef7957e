/** Small mistakes that could be made in a source: each is one change of its text. Types and comments are left alone. */

import { parseAst } from 'vitest/node';

export interface Mutant {
  /** Line and column of the change, 1-based. */
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
  /** What stands there, and what is put there instead. */
  readonly was: string;
  readonly becomes: string;
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number; readonly end: number };
/** Replaces the text of a node, or some part of it. */
type Put = (becomes: string, at?: { readonly start: number; readonly end: number }) => void;
type Rule = (node: Node, text: (node: Node) => string, put: Put, parent: Node | undefined) => void;

/** All mutants of a source, in the order of the file: the same list for the same text. */
export function mutantsOf(source: string): readonly Mutant[] {
  const found = new Map<string, Mutant>();
  const text = ({ start, end }: { readonly start: number; readonly end: number }) => source.slice(start, end);
  const put = (becomes: string, at: { readonly start: number; readonly end: number }) => {
    const was = text(at);
    if (was === becomes) return;
    const before = source.slice(0, at.start).split('\n');
    const place = { line: before.length, column: (before.at(-1) ?? '').length + 1, start: at.start, end: at.end };
    found.set(`${at.start} ${at.end} ${becomes}`, { ...place, was, becomes });
  };
  const visit = (node: Node, parent: Node | undefined): void => {
    if (/^(TS(?!AsExpression|NonNull|Satisfies)|Import)/.test(node.type)) return;
    rules[node.type]?.(node, text, (becomes, at = node) => put(becomes, at), parent);
    for (const [key, item] of Object.entries(node)) {
      if (key === 'typeAnnotation' || key === 'typeArguments' || key === 'typeParameters' || key === 'returnType')
        continue;
      for (const one of Array.isArray(item) ? item : [item]) if (isNode(one)) visit(one, node);
    }
  };
  const tree: unknown = parseAst(source, { lang: 'ts' });
  if (isNode(tree)) visit(tree, undefined);
  return [...found.values()].sort((a, b) => a.start - b.start || a.end - b.end || (a.becomes < b.becomes ? -1 : 1));
}

/** The source with one mutant in it. */
export const withMutant = (source: string, { start, end, becomes }: Mutant): string =>
  source.slice(0, start) + becomes + source.slice(end);

const isNode = (item: unknown): item is Node =>
  typeof item === 'object' && item !== null && 'type' in item && typeof item.type === 'string' && 'start' in item;

const operators: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&': ['|'],
  '|': ['&'],
  '<<': ['>>'],
  '>>': ['<<'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
  '|=': ['&='],
  '??=': ['&&='],
};
const methods: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  min: 'max',
  max: 'min',
  findLast: 'find',
  findLastIndex: 'findIndex',
  padStart: 'padEnd',
  padEnd: 'padStart',
};
/** Calls that give something of the kind they are called on. */
const dropped = ['trim', 'trimEnd', 'trimStart', 'slice', 'sort', 'filter', 'reverse', 'toUpperCase', 'replace'];

const child = (node: Node, key: string): Node | undefined => (isNode(node[key]) ? node[key] : undefined);
const isText = (node: Node | undefined): boolean =>
  node?.type === 'TemplateLiteral' || (node?.type === 'Literal' && typeof node['value'] === 'string');
/** A sentence for people: golden files hold those, word for word. */
const isSentence = (text: string): boolean => / /.test(text.trim());

/** Left operand, operator, right operand. */
const infix: Rule = (node, text, put) => {
  const [left, right] = [child(node, 'left'), child(node, 'right')];
  const operator = String(node['operator']);
  if (left === undefined || right === undefined || (operator === '+' && (isText(left) || isText(right)))) return;
  const between = text({ ...node, start: left.end, end: right.start });
  const start = left.end + between.indexOf(operator);
  for (const other of operators[operator] ?? []) put(other, { start, end: start + operator.length });
};
const condition: Rule = (node, _text, put) => {
  const test = child(node, 'test');
  if (test === undefined) return;
  if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') put('true', test);
  put('false', test);
};
const statement: Rule = (_node, _text, put) => put(';');

const rules: Readonly<Record<string, Rule>> = {
  BinaryExpression: infix,
  LogicalExpression: infix,
  AssignmentExpression: infix,
  UpdateExpression(node, text, put) {
    const argument = child(node, 'argument');
    if (argument === undefined) return;
    const other = node['operator'] === '++' ? '--' : '++';
    put(node['prefix'] === true ? other + text(argument) : text(argument) + other);
  },
  UnaryExpression(node, text, put) {
    const argument = child(node, 'argument');
    if (argument !== undefined && (node['operator'] === '!' || node['operator'] === '-')) put(text(argument));
  },
  IfStatement: condition,
  ConditionalExpression: condition,
  WhileStatement: condition,
  ForStatement: condition,
  ExpressionStatement: statement,
  BreakStatement: statement,
  ContinueStatement: statement,
  ThrowStatement: statement,
  ReturnStatement(node, _text, put) {
    const argument = child(node, 'argument');
    if (argument === undefined) put(';');
    else if (argument.type !== 'Literal' && argument['name'] !== 'undefined') put('return undefined;');
  },
  ArrowFunctionExpression(node, _text, put) {
    const body = child(node, 'body');
    if (body === undefined || body.type === 'BlockStatement' || body['name'] === 'undefined') return;
    put('undefined', body);
  },
  CallExpression(node, text, put) {
    const callee = child(node, 'callee');
    const [object, name] = callee === undefined ? [] : [child(callee, 'object'), child(callee, 'property')];
    if (callee?.type !== 'MemberExpression' || object === undefined || name === undefined) return;
    const word = text(name);
    const other = Object.hasOwn(methods, word) ? methods[word] : undefined;
    if (other !== undefined) put(other, name);
    if (dropped.includes(word)) put(text(object));
  },
  ArrayExpression(node, _text, put) {
    if (Array.isArray(node['elements']) && node['elements'].length > 0) put('[]');
  },
  Literal(node, text, put, parent) {
    const { value } = node;
    if (/^(Import|Export)/.test(parent?.type ?? '') || (parent?.type === 'Property' && parent['key'] === node)) return;
    if (parent?.type === 'ExpressionStatement') return;
    if (typeof value === 'boolean') put(String(!value));
    if (typeof value === 'number') put(String(value + 1));
    if (typeof value === 'string' && !isSentence(value)) put(value === '' ? "'mutated'" : "''");
    if ('regex' in node) for (const other of patterns(text(node))) put(other);
  },
};

/** A pattern without its start, without its end, with one repetition more or less. */
const patterns = (pattern: string): readonly string[] => [
  pattern.replace(/^\/\^/, '/'),
  pattern.replace(/\$(?=\/[a-z]*$)/, ''),
  pattern.replace(/\+(?=[^\]]*$)/, ''),
  pattern.replace(/\{(\d+)/, (_all, count: string) => `{${Number(count) + 1}`),
];
