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
    if ((type === 'string' || type === 'quoted-identifier') && swallowsMore(text)) {
      return `${text.startsWith('$') ? text.slice(0, 20) : `a quote ${quoteOf(text)}`} is not closed`;
    }
    if (type !== 'symbol') continue;
    if (text === ';') return 'it holds a ";"';
    const closing = BRACKETS[text];
    if (closing !== undefined) open.push(closing);
    if ((text === ')' || text === ']') && open.pop() !== text) return `a "${text}" closes nothing`;
  }
  if (open.length > 0) return `a "${open.at(-1)}" is missing`;
  if (swallowsMore(sql)) return 'a comment /* is not closed';
  return isEmpty ? 'it is empty' : undefined;
}

/** Whether what is open at the end of the SQL, a quote or a comment, would take in what follows. */
function swallowsMore(sql: string): boolean {
  // with a bracket behind it, the SQL has one token more exactly where nothing swallows it
  return [...lexSql(`${sql}\n)`)].length === [...lexSql(sql)].length;
}

function quoteOf(text: string): string {
  return /['"]/.exec(text)?.[0] ?? '';
}
