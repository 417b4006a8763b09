/** A token of SQL; white space and comments are left out. */
export interface SqlToken {
  readonly type: 'word' | 'quoted-identifier' | 'string' | 'number' | 'symbol';
  readonly text: string;
  /** UTF-16 offset of its first character. */
  readonly offset: number;
}

const TOKEN =
  /(?<space>\s+|--[^\n]*)|(?<comment>\/\*)|(?<dollar>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)|(?<escaped>[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|\\?$))|(?<string>(?:[uU]&|[bBxXnN])?'(?:[^']|'')*(?:'|$))|(?<identifier>(?:[uU]&)?"(?:[^"]|"")*(?:"|$))|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<number>\d[\w.]*)|(?<symbol>::|[<>=!]+|[\s\S])/gy;

/**
 * The tokens of PostgreSQL's SQL: enough to find where a word, a bracket or a semicolon is really
 * one, and not part of a string or a comment. What is never closed runs to the end as one token.
 */
export function* lexSql(sql: string, from = 0): Generator<SqlToken> {
  const pattern = new RegExp(TOKEN.source, TOKEN.flags);
  pattern.lastIndex = from;
  for (let match = pattern.exec(sql); match !== null; match = pattern.exec(sql)) {
    const groups = match.groups ?? {};
    const offset = match.index;
    if (groups['space'] !== undefined) continue;
    if (groups['comment'] !== undefined) {
      pattern.lastIndex = endOfComment(sql, offset);
      continue;
    }
    if (groups['dollar'] !== undefined) {
      const close = sql.indexOf(groups['dollar'], pattern.lastIndex);
      pattern.lastIndex = close < 0 ? sql.length : close + groups['dollar'].length;
      yield { type: 'string', text: sql.slice(offset, pattern.lastIndex), offset };
      continue;
    }
    yield { type: typeOf(groups), text: match[0], offset };
  }
}

function typeOf(groups: Record<string, string | undefined>): SqlToken['type'] {
  if (groups['word'] !== undefined) return 'word';
  if (groups['identifier'] !== undefined) return 'quoted-identifier';
  if (groups['number'] !== undefined) return 'number';
  return groups['symbol'] === undefined ? 'string' : 'symbol';
}

/** Block comments nest in PostgreSQL. */
function endOfComment(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at += 1) {
    if (sql.startsWith('/*', at)) {
      depth += 1;
      at += 1;
    } else if (sql.startsWith('*/', at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return sql.length;
}
