import type { Problems } from '../diagnostics/problems.ts';
import { type Location, locate, type SourceFile } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import {
  type Criterion,
  type Depth,
  type Intersection,
  METHODS,
  type Method,
  type Selector,
} from './selector.ts';

const CRITERION =
  /^(?<at>@)?(?:(?<above>\d*)\+)?(?:(?<method>[A-Za-z_.]+):)?(?<value>[^+@:,\s]+)(?:\+(?<below>\d*))?$/;

/** What dbt calls some methods. */
const ALIASES: Readonly<Record<string, Method>> = {
  fqn: 'name',
  file: 'path',
  resource_type: 'kind',
};

/**
 * Reads `+a,tag:b c+2` as dbt does: white space joins, a comma intersects. What is wrong with it
 * is located in the text, named by the flag it was given to.
 */
export function parseSelector(
  text: string,
  problems: Problems,
  flag = '--select',
): Selector | undefined {
  const source: SourceFile = { path: flag, text };
  const union: Intersection[] = [];
  let isWhole = true;
  for (const group of text.matchAll(/\S+/g)) {
    const criteria: Criterion[] = [];
    let offset = group.index;
    for (const written of group[0].split(',')) {
      const criterion = parseCriterion(written, locate(source, offset, written.length), problems);
      if (criterion === undefined) isWhole = false;
      else criteria.push(criterion);
      offset += written.length + 1;
    }
    union.push(criteria);
  }
  if (union.length === 0) {
    return problems.error('selector-syntax', `${flag} is given nothing to select`, {
      hint: 'name a node, or leave the flag out to mean all of them',
    });
  }
  return isWhole ? { source, union } : undefined;
}

function parseCriterion(
  text: string,
  location: Location,
  problems: Problems,
): Criterion | undefined {
  if (text === '') {
    return problems.error('selector-syntax', 'there is nothing on one side of a comma', {
      location,
      hint: 'write a comma only between two selectors, without spaces',
    });
  }
  const groups = CRITERION.exec(text)?.groups;
  const value = groups?.['value'];
  if (groups === undefined || value === undefined) {
    return problems.error('selector-syntax', `"${text}" is not a selector`, {
      location,
      hint: 'write a name, "tag:…" or "path:…", with "+" or "n+" before or after it to reach along the graph',
    });
  }
  const { at, above, below, method: word } = groups;
  if (at !== undefined && (above !== undefined || below !== undefined)) {
    return problems.error('selector-syntax', `"${text}" has both "@" and "+"`, {
      location,
      hint: '"@" already takes all descendants and what they need',
    });
  }
  const method = word === undefined ? defaultMethod(value) : methodOf(word);
  if (method === undefined) {
    return problems.error('selector-syntax', `there is no selector method "${word}"`, {
      location,
      hint: didYouMean(word ?? '', METHODS),
    });
  }
  return {
    method,
    value: method === 'path' ? value.replace(/^\.\//, '') : value,
    ancestors: depth(above),
    descendants: depth(below),
    isBuildable: at !== undefined,
    text,
    location,
  };
}

function methodOf(word: string): Method | undefined {
  return METHODS.find((method) => method === word) ?? ALIASES[word];
}

function defaultMethod(value: string): Method {
  return value.includes('/') || /\.(sql|csv|ya?ml)$/.test(value) ? 'path' : 'name';
}

function depth(written: string | undefined): Depth {
  if (written === undefined) return 0;
  return written === '' ? 'all' : Number(written);
}
