import { lexSql } from '../../sql/lex-sql.ts';

const BRACKETS: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

/**
 * Why a piece of the user's SQL would not keep to its place in a statement: what it opens and
 * does not close, closes and did not open, or ends. undefined where it stands on its own.
 */
export function sqlFragmentProblem(sql: string): string | undefined {
  const open: string[] = [];
  let isEmpty = true;
  for (const { type, text } of lexSql(sql)) {
    isEmpty = false;
    if (type === 'string' && isUnclosedDollarQuote(text))
      return `${text.slice(0, 20)} is not closed`;
    if (type !== 'symbol') continue;
    if (text === "'" || text === '"') return `a quote ${text} is not closed`;
    if (text === ';') return 'it holds a ";"';
    const closing = BRACKETS[text];
    if (closing !== undefined) open.push(closing);
    if ((text === ')' || text === ']') && open.pop() !== text) return `a "${text}" closes nothing`;
  }
  if (open.length > 0) return `a "${open.at(-1)}" is missing`;
  if (hasOpenComment(sql)) return 'a comment /* is not closed';
  return isEmpty ? 'it is empty' : undefined;
}

function isUnclosedDollarQuote(text: string): boolean {
  const tag = /^\$\w*\$/.exec(text)?.[0];
  return tag !== undefined && (text.length < 2 * tag.length || !text.endsWith(tag));
}

/** lexSql takes an unclosed comment as running to the end, which matters only here. */
function hasOpenComment(sql: string): boolean {
  // with a bracket behind it, the SQL has one token more exactly where nothing swallows it
  return [...lexSql(`${sql}\n)`)].length === [...lexSql(sql)].length;
}
