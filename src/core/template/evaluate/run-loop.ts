import { fail } from '../../diagnostics/diagnostic.ts';
import { itemsOf } from '../builtins/builtin.ts';
import { isEqual } from '../compare.ts';
import type { ForStatement } from '../syntax/syntax-tree.ts';
import { blankValue, hostFunction, type ObjectValue, tupleOf, type Value } from '../value.ts';
import { assign } from './assign.ts';
import type { RunStatements } from './define-macro.ts';
import { evaluate, isConditionTrue } from './evaluate-expression.ts';
import { at, childFrame, type Frame, failAt } from './frame.ts';
import { createOutput, type Output } from './output.ts';

interface Loop {
  readonly statement: ForStatement;
  readonly frame: Frame;
  readonly run: RunStatements;
  readonly depth: number;
}

/** `{% for … %}`: every round has variables of its own, so nothing set in it is seen after it. */
export function runLoop(
  statement: ForStatement,
  frame: Frame,
  output: Output,
  run: RunStatements,
): void {
  const iterable = evaluate(statement.iterable, frame);
  runOver(iterable, { statement, frame, run, depth: 1 }, output);
}

function runOver(iterable: Value, loop: Loop, output: Output): void {
  const { statement, frame, run } = loop;
  const all = at(frame, statement.iterable, () => itemsOf(iterable, frame.environment.engine));
  const items = statement.condition === undefined ? [...all] : chosen(all, loop);
  if (items.length === 0) {
    run(statement.otherwise, childFrame(frame), output);
    return;
  }
  const size = sizeOf(iterable);
  const changes: { last: Value | undefined } = { last: undefined };
  for (const [index, item] of items.entries()) {
    const round = childFrame(frame);
    assign(statement.target, item, round);
    round.scope.variables.set('loop', loopObject(items, index, changes, loop));
    run(statement.body, round, output);
    if (sizeOf(iterable) !== size) {
      const message = 'the loop changes what it goes through';
      failAt(frame, statement.iterable, 'template-type', message, 'go through a copy: | list');
    }
  }
}

function chosen(all: readonly Value[], { statement, frame }: Loop): Value[] {
  const { condition, target } = statement;
  return all.filter((item) => {
    const round = childFrame(frame);
    assign(target, item, round);
    return condition === undefined || isConditionTrue(condition, round);
  });
}

function sizeOf(value: Value): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (value.kind === 'list') return value.items.length;
  return value.kind === 'map' ? value.entries.size : 0;
}

export const LOOP_ATTRIBUTES = [
  'index',
  'index0',
  'revindex',
  'revindex0',
  'first',
  'last',
  'length',
  'depth',
  'depth0',
  'previtem',
  'nextitem',
  'cycle',
  'changed',
];

function loopObject(
  items: readonly Value[],
  index: number,
  changes: { last: Value | undefined },
  loop: Loop,
): ObjectValue {
  function attribute(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return BigInt(index + 1);
      case 'index0':
        return BigInt(index);
      case 'revindex':
        return BigInt(items.length - index);
      case 'revindex0':
        return BigInt(items.length - index - 1);
      case 'first':
        return index === 0;
      case 'last':
        return index === items.length - 1;
      case 'length':
        return BigInt(items.length);
      case 'depth':
        return BigInt(loop.depth);
      case 'depth0':
        return BigInt(loop.depth - 1);
      case 'previtem':
        return index === 0 ? blankValue('the first item has none before it') : items[index - 1];
      case 'nextitem':
        return index + 1 < items.length
          ? items[index + 1]
          : blankValue('the last item has none after it');
      case 'cycle':
        return hostFunction('cycle', ({ positional }) =>
          positional.length === 0
            ? fail('template-type', '"cycle" needs an item at least')
            : (positional[index % positional.length] ?? null),
        );
      case 'changed':
        return hostFunction('changed', ({ positional }) => {
          const now = tupleOf(positional);
          const isSame = changes.last !== undefined && isEqual(changes.last, now);
          changes.last = now;
          return !isSame;
        });
      default:
        return undefined;
    }
  }
  return {
    kind: 'object',
    typeName: 'loop',
    attribute,
    attributeNames: () => LOOP_ATTRIBUTES,
    toText: () => fail('template-type', 'a loop cannot be printed', { hint: 'print loop.index' }),
    call: {
      kind: 'function',
      name: 'loop',
      call: () =>
        fail('template-type', 'this loop is not recursive', { hint: 'add "recursive" to its tag' }),
      ...(loop.statement.isRecursive && {
        render: ({ positional: [inner = null] }) => {
          const output = createOutput(loop.frame.environment.engine.budget);
          runOver(inner, { ...loop, depth: loop.depth + 1 }, output);
          return { kind: 'text', segments: output.segments };
        },
      }),
    },
  };
}
