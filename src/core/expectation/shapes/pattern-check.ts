import { quoteLiteral } from '../../sql/quote.ts';
import type { ArgumentProblem, Kwargs, Parameter, RowCheck } from '../check.ts';
import { requiredText, scalarsOf, textOf } from './kwargs.ts';
import { requireFamily } from './require-family.ts';
import { valueCheck } from './value-check.ts';

/** How PostgreSQL holds a text against a pattern. */
type Matching = 'regex' | 'like';

const OPERATORS = {
  regex: { is: '~', isNot: '!~' },
  like: { is: 'like', isNot: 'not like' },
} as const satisfies Record<Matching, unknown>;

type Words = Pick<RowCheck, 'name' | 'fullName' | 'description' | 'example'>;

interface PatternCheck extends Words {
  readonly matching: Matching;
  /** Whether it is a match that is unexpected. */
  readonly isNegated: boolean;
}

/** A check that holds every value against one pattern: the argument `regex` or `like_pattern`. */
export function patternCheck({ matching, isNegated, ...words }: PatternCheck): RowCheck {
  const parameter = matching === 'regex' ? 'regex' : 'like_pattern';
  const { is, isNot } = OPERATORS[matching];
  return valueCheck({
    ...words,
    parameters: { [parameter]: { type: 'string', required: true, description: WHERE[matching] } },
    principal: parameter,
    unexpected(value, kwargs, { column }) {
      requireFamily(column, ['text']);
      const pattern = quoteLiteral(requiredText(kwargs, parameter));
      return `${value} ${isNegated ? is : isNot} ${pattern}`;
    },
  });
}

/** The same with several patterns: the argument `regex_list` or `like_pattern_list`. */
export function patternListCheck({ matching, isNegated, ...words }: PatternCheck): RowCheck {
  const parameter = matching === 'regex' ? 'regex_list' : 'like_pattern_list';
  const { is, isNot } = OPERATORS[matching];
  return valueCheck({
    ...words,
    parameters: {
      [parameter]: {
        type: 'list',
        required: true,
        description: `the patterns, at least one; each ${WHERE[matching]}`,
      },
      ...(isNegated ? {} : { match_on: MATCH_ON }),
    },
    principal: parameter,
    verify: (kwargs) => verifyPatterns(kwargs, parameter),
    unexpected(value, kwargs, { column }) {
      requireFamily(column, ['text']);
      const texts = (scalarsOf(kwargs, parameter) ?? []).map((each) => quoteLiteral(String(each)));
      const patterns = `(array[${texts.join(', ')}]::text[])`;
      if (isNegated) return `${value} ${is} any ${patterns}`;
      return textOf(kwargs, 'match_on') === 'all'
        ? `${value} ${isNot} any ${patterns}`
        : `${value} ${isNot} all ${patterns}`;
    },
  });
}

const WHERE = {
  regex: 'found anywhere in the value unless anchored by ^ and $',
  like: 'held against the whole value: % is any text, _ any character, \\ takes their meaning away',
} as const satisfies Record<Matching, string>;

const MATCH_ON = {
  type: 'string',
  choices: ['any', 'all'],
  default: 'any',
  description: 'whether a value must match one of the patterns or each of them',
} as const satisfies Parameter;

function verifyPatterns(kwargs: Kwargs, parameter: string): readonly ArgumentProblem[] {
  const given = scalarsOf(kwargs, parameter) ?? [];
  if (given.length === 0) return [{ parameter, message: `"${parameter}" must name a pattern` }];
  const wrong = given.find((each) => typeof each !== 'string');
  if (wrong === undefined) return [];
  return [
    {
      parameter,
      message: `"${parameter}" must hold texts, and ${wrong} is none: put it in quotes`,
    },
  ];
}
