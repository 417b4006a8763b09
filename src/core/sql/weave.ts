import type { SourceFile } from '../diagnostics/source-file.ts';
import type { CompiledSql, SqlPiece } from './compiled-sql.ts';
import { lexSql } from './lex-sql.ts';
import { quoteIdentifier } from './quote.ts';

/** A stretch of rendered text and where it was written. */
export interface RenderedSegment {
  readonly text: string;
  readonly source: SourceFile;
  readonly offset: number;
  readonly isLiteral: boolean;
}

/** What stands in a `from` where the template printed a marker. */
export interface Derived {
  /** The subselect, without its brackets. */
  readonly select: CompiledSql | string;
  /** Given where the template gives no alias of its own. */
  readonly alias: string;
  /** What is written in a comment or a string, where no subselect can stand. */
  readonly mention: string;
}

// two characters of a private use area: no template means them, and no string function splits them
const OPEN = '\uE000';
const CLOSE = '\uE001';

/** The text that a template prints in the place of a derived table. */
export function marker(index: number): string {
  return `${OPEN}${index}${CLOSE}`;
}

/**
 * Rendered segments with every marker replaced by its subselect. A subselect gets an alias where
 * the text behind it gives none: PostgreSQL 15 wants one, and the model may use the name.
 */
export function weave(
  segments: readonly RenderedSegment[],
  derived: readonly Derived[],
): CompiledSql {
  const whole = segments.map((segment) => segment.text).join('');
  const inCode = derived.length === 0 ? new Set<number>() : markersInCode(whole);
  const parts: string[] = [];
  const pieces: SqlPiece[] = [];
  let position = 0;

  function write(text: string, piece: Omit<SqlPiece, 'length'>): void {
    if (text === '') return;
    parts.push(text);
    pieces.push({ ...piece, length: text.length });
  }

  for (const segment of segments) {
    const { text, source, isLiteral } = segment;
    let from = 0;
    for (const match of text.matchAll(new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g'))) {
      const found = derived[Number(match[1])];
      const at = { source, offset: segment.offset, isLiteral: false };
      write(text.slice(from, match.index), {
        source,
        offset: segment.offset + (isLiteral ? from : 0),
        isLiteral,
      });
      from = match.index + match[0].length;
      if (found === undefined) continue;
      if (!inCode.has(position + match.index)) {
        write(found.mention, at);
        continue;
      }
      // `{{ model }}.id` is a column of what stands in the from under that name
      if (whole[position + from] === '.') {
        write(quoteIdentifier(found.alias), at);
        continue;
      }
      write('(', at);
      if (typeof found.select === 'string') write(found.select, at);
      else {
        write('\n', at);
        parts.push(found.select.sql);
        pieces.push(...found.select.pieces);
        write('\n', at);
      }
      const alias = hasAlias(whole, position + from) ? ')' : `) as ${quoteIdentifier(found.alias)}`;
      write(alias, at);
    }
    write(text.slice(from), { source, offset: segment.offset + (isLiteral ? from : 0), isLiteral });
    position += text.length;
  }
  return { sql: parts.join(''), pieces };
}

/** Where those markers begin that are not in a comment, a string or a quoted name. */
function markersInCode(sql: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { type, text, offset } of lexSql(sql)) {
    // the characters of a marker are such as a word may have
    if (type !== 'word') continue;
    for (let at = text.indexOf(OPEN); at >= 0; at = text.indexOf(OPEN, at + 1)) {
      found.add(offset + at);
    }
  }
  return found;
}

/** The words that may follow a table in a `from` and are not its alias. */
const NOT_AN_ALIAS = new Set(
  (
    'where join inner left right full cross natural on using group order having limit offset fetch ' +
    'union intersect except window for tablesample returning set when then else end and or'
  ).split(' '),
);

function hasAlias(sql: string, from: number): boolean {
  const next = lexSql(sql, from).next().value;
  if (next === undefined) return false;
  if (next.type === 'quoted-identifier') return true;
  return next.type === 'word' && !NOT_AN_ALIAS.has(next.text.toLowerCase());
}

/** The SQL without the semicolon that may end it, and the offset of any other semicolon. */
export function withoutFinalSemicolon(compiled: CompiledSql): {
  readonly compiled: CompiledSql;
  readonly strayOffset: number | undefined;
} {
  const tokens = [...lexSql(compiled.sql)];
  const semicolons = tokens.filter((token) => token.text === ';');
  const last = tokens.at(-1);
  if (last?.text !== ';') return { compiled, strayOffset: semicolons[0]?.offset };
  const stray = semicolons.find((token) => token !== last);
  return { compiled: truncate(compiled, last.offset), strayOffset: stray?.offset };
}

function truncate(compiled: CompiledSql, length: number): CompiledSql {
  const pieces: SqlPiece[] = [];
  let left = length;
  for (const piece of compiled.pieces) {
    if (left <= 0) break;
    pieces.push({ ...piece, length: Math.min(piece.length, left) });
    left -= piece.length;
  }
  return { sql: compiled.sql.slice(0, length), pieces };
}
