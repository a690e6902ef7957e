/**
 * Reads a TypeScript source just far enough to check the house rules: what it imports, and its code with
 * comments and the insides of strings and patterns blanked out, so that a rule never trips over prose.
 */

export interface Import {
  /** What stands between the quotes. */
  readonly from: string;
  /** The names as their module declares them (`createHash`); empty for `import 'x'`, `import('x')` and `* as`. */
  readonly names: readonly string[];
  readonly dynamic: boolean;
}
export interface Source {
  /** Path within the project: `src/x12/read.ts`. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of literals blanked out; offsets and lines stay the same. */
  readonly code: string;
  /** The text with everything but the comments blanked out. */
  readonly comments: string;
  /** Types count: a type is a dependency too. */
  readonly imports: readonly Import[];
}

export function parseSource(path: string, text: string): Source {
  const { code, comments, strings } = separate(text);
  return { path, text, code, comments, imports: importsOf(code, strings) };
}

/** 1-based line of an offset. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const FROM = /\b(?:import|export)\b(?!\s*\()([^;'"`()=]*?)\bfrom\s*(?=['"])/g;
const BARE = /\bimport\s*(?=['"])/g;
const CALL = /\b(?:import|require|getBuiltinModule)\s*\(\s*(?=['"`])/g;

function importsOf(code: string, strings: ReadonlyMap<number, string>): Import[] {
  const all = (pattern: RegExp, dynamic: boolean): Import[] =>
    [...code.matchAll(pattern)].flatMap((match) => {
      const from = strings.get(match.index + match[0].length);
      return from === undefined ? [] : [{ from, names: namesIn(match[1] ?? ''), dynamic }];
    });
  return [...all(FROM, false), ...all(BARE, false), ...all(CALL, true)];
}

function namesIn(clause: string): string[] {
  const names = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
  const declared = (name: string) =>
    name
      .trim()
      .replace(/^type\s+/, '')
      .replace(/\s+as\s+\w+$/, '');
  return names.split(',').map(declared).filter(Boolean);
}

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const STRING = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y;
const PATTERN = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
/** A template literal up to its end or its next `${`, or on from the `}` that closes one. */
const TEMPLATE = /[`}](?:\\[\s\S]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y;
/** A pattern can only stand where a value can: after an operator, an opening bracket or one of these words. */
const VALUE_NEXT = /(?:^|[([{},;:=!&|?+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|await))\s*$/;

function separate(text: string): { code: string; comments: string; strings: Map<number, string> } {
  const strings = new Map<number, string>();
  const openBraces: number[] = []; // per template literal we are inside of: braces open in its current ${ }
  let code = '';
  let comments = '';
  const take = (token: string, isComment: boolean, visible: string): void => {
    code += isComment ? blank(token) : visible;
    comments += isComment ? token : blank(token);
  };
  while (code.length < text.length) {
    const at = code.length;
    const next = (token: RegExp): string | undefined => {
      token.lastIndex = at;
      return token.exec(text)?.[0];
    };
    const here = text.charAt(at);
    const comment = next(COMMENT);
    const string = next(STRING);
    const pattern = here === '/' && VALUE_NEXT.test(code.slice(-200)) ? next(PATTERN) : undefined;
    const template = here === '`' || (here === '}' && openBraces.at(-1) === 0) ? next(TEMPLATE) : undefined;
    if (comment !== undefined) {
      take(comment, true, '');
    } else if (string !== undefined) {
      strings.set(at, string.slice(1, -1));
      take(string, false, here + blank(string.slice(1, -1)) + here);
    } else if (pattern !== undefined) {
      take(pattern, false, blank(pattern));
    } else if (template !== undefined) {
      const [opens, goesOn] = [here === '`', template.endsWith('${')];
      if (opens && goesOn) openBraces.push(0);
      if (!opens && !goesOn) openBraces.pop();
      if (opens && !goesOn) strings.set(at, template.slice(1, -1));
      take(template, false, (opens ? '`' : ' ') + blank(template.slice(1, -1)) + (goesOn ? ' ' : '`'));
    } else {
      if (openBraces.length > 0 && here === '{') openBraces.push((openBraces.pop() ?? 0) + 1);
      if (openBraces.length > 0 && here === '}') openBraces.push((openBraces.pop() ?? 0) - 1);
      take(here, false, here);
    }
  }
  return { code, comments, strings };
}

const blank = (token: string): string => token.replace(/[^\n]/g, ' ');
