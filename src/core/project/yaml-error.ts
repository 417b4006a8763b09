import { type Document, isScalar, visit, type YAMLError } from 'yaml';

/** What is wrong with a YAML file, in the words of its author. Offsets are into the file's text. */
export interface YamlMistake {
  readonly message: string;
  readonly hint: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** The first error of a document: those after it mostly follow from it. */
export function firstMistake(document: Document, text: string): YamlMistake | undefined {
  const error = document.errors[0] ?? document.warnings[0];
  if (error === undefined) return undefined;
  const [start, end] = error.pos;
  return { start, end, ...explain(error, document, text) };
}

type Explanation = Pick<YamlMistake, 'message' | 'hint'> & Partial<YamlMistake>;

function explain(error: YAMLError, document: Document, text: string): Explanation {
  const written = text.slice(...error.pos);
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { message: 'a tab cannot indent YAML', hint: 'indent with spaces' };
    case 'BAD_INDENT':
      return explainIndent(error, text);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return explainNestedKey(error, text);
    case 'MULTILINE_IMPLICIT_KEY':
      return explainNoColon(error, text);
    case 'RESOURCE_EXHAUSTION':
      return { message: 'too many levels are nested here', hint: undefined };
    case 'MISSING_CHAR':
      return explainMissing(error, document, text);
    case 'BAD_SCALAR_START':
      return {
        message: `a value cannot start with "${written.slice(0, 1)}" unless it is quoted`,
        hint: 'quote the value',
      };
    case 'BAD_DQ_ESCAPE':
      return {
        message: `a text in double quotes knows no escape "${text.slice(error.pos[0], error.pos[0] + 2)}"`,
        hint: 'write the text in single quotes, or each backslash twice',
      };
    case 'MULTIPLE_DOCS':
      return {
        message: 'the file holds more than one YAML document',
        hint: 'remove the "---", or put each document in a file of its own',
        end: error.pos[0] + 3,
      };
    case 'TAG_RESOLVE_FAILED':
      return { message: `the tag "${written}" has no meaning here`, hint: 'remove the tag' };
    case 'UNEXPECTED_TOKEN':
      if (/['"] *$/.test(text.slice(0, error.pos[0]))) {
        return {
          message: 'text follows a quote that ends the value',
          hint: 'double a quote that is part of the text, or quote with the other kind',
        };
      }
      return {
        message: 'this does not belong here',
        hint: 'check the indentation of this line and of those above it',
      };
    default:
      return {
        message: error.message.charAt(0).toLowerCase() + error.message.slice(1),
        hint: undefined,
      };
  }
}

function explainIndent(error: YAMLError, text: string): Explanation {
  const bracket = /end with a ([}\]])/.exec(error.message)?.[1];
  return bracket === undefined ? badIndent(error, text) : notClosed(bracket);
}

function badIndent(error: YAMLError, text: string): Explanation {
  return {
    message: 'the line is indented like no line above it',
    hint: 'align it with the keys that it belongs to',
    ...lineFrom(error, text),
  };
}

/** What is written on the line, from its first character that is no space. */
function lineFrom(error: YAMLError, text: string): Pick<YamlMistake, 'start' | 'end'> {
  const lineStart = text.lastIndexOf('\n', error.pos[0] - 1) + 1;
  const start = lineStart + text.slice(lineStart).search(/[^ ]|$/);
  return { start: Math.max(start, error.pos[0]), end: lineEndAfter(text, error.pos[0]) };
}

function notClosed(bracket: string): Explanation {
  return {
    message: `a "${bracket}" is missing here`,
    hint: `close the "${bracket === '}' ? '{' : '['}", or indent its lines deeper than its key`,
  };
}

function explainNestedKey(error: YAMLError, text: string): Explanation {
  const start = error.pos[0];
  const end = lineEndAfter(text, start);
  const line = text.slice(start, end);
  if (error.message.includes('sequence')) {
    return {
      message: 'the items of a list do not stand in one column',
      hint: 'align them',
      ...lineFrom(error, text),
    };
  }
  if (/:\s/.test(`${line}\n`)) {
    return {
      message: 'a value holds ": " and is not quoted',
      hint: 'quote the value, or begin its keys on a line of their own',
      end,
    };
  }
  const below = end + 1 + text.slice(end + 1).search(/\S|$/);
  return {
    message: 'a key is indented below a line that has a value already',
    hint: 'align the two keys, or remove the value of the first',
    start: below,
    end: lineEndAfter(text, below),
  };
}

/** A line that has its key and is still not one of the map is one that stands in no column of it. */
function explainNoColon(error: YAMLError, text: string): Explanation {
  const place = lineFrom(error, text);
  if (/^(?:- +)?[^\s#][^#]*?:(?:\s|$)/.test(text.slice(place.start, place.end))) {
    return badIndent(error, text);
  }
  return {
    message: 'a key has no ": " after it',
    hint: 'write "key: value", with a space',
    ...place,
  };
}

function lineEndAfter(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

function explainMissing(error: YAMLError, document: Document, text: string): Explanation {
  const bracket = /end with a ([}\]])/.exec(error.message)?.[1];
  if (bracket !== undefined) return notClosed(bracket);
  if (!error.message.includes('quote')) return explainNoColon(error, text);
  const open = openQuoteBefore(document, error.pos[0]);
  return {
    message: 'a quote is not closed',
    hint: 'close it, or double it where it is part of the text',
    ...(open === undefined ? {} : { start: open, end: open + 1 }),
  };
}

/** The library reports where the text ends; where it begins is what helps. */
function openQuoteBefore(document: Document, end: number): number | undefined {
  let open: number | undefined;
  visit(document, {
    Scalar: (_, node) => {
      const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
      const [start = end, stop = 0] = node.range ?? [];
      if (isScalar(node) && isQuoted && start < end && stop >= end) open = start;
    },
  });
  return open;
}
