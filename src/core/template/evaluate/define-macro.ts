import { fail } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { counted } from '../builtins/builtin.ts';
import type { MacroDefinition, Statement } from '../syntax/syntax-tree.ts';
import {
  type CallArguments,
  type FunctionValue,
  type MacroResult,
  mapOf,
  tupleOf,
  undefinedValue,
} from '../value.ts';
import { evaluate } from './evaluate-expression.ts';
import { childFrame, type Frame } from './frame.ts';
import { createOutput, type Output, textOfOutput } from './output.ts';
import { ReturnSignal } from './return-signal.ts';

export type RunStatements = (
  statements: readonly Statement[],
  frame: Frame,
  output: Output,
) => void;

/** A macro, or the body of a call block, as a function that closes over where it is written. */
export function defineMacro(
  definition: MacroDefinition,
  outer: Frame,
  run: RunStatements,
): FunctionValue {
  const isCaller = definition.name === 'caller';
  function render(args: CallArguments): MacroResult {
    const frame = { ...childFrame(outer), isInMacro: outer.isInMacro || !isCaller };
    bindParameters(definition, args, frame);
    const output = createOutput(frame.environment.engine.budget);
    try {
      run(definition.body, frame, output);
    } catch (error) {
      // what a caller returns, the macro around it returns
      if (error instanceof ReturnSignal && !isCaller) return { kind: 'value', value: error.value };
      throw error;
    }
    return { kind: 'text', segments: output.segments };
  }
  return {
    kind: 'function',
    name: definition.name,
    render,
    call: (args) => {
      const result = render(args);
      return result.kind === 'value' ? result.value : textOfOutput(result);
    },
  };
}

function bindParameters(
  { name, parameters, reads }: MacroDefinition,
  { positional, named }: CallArguments,
  frame: Frame,
): void {
  const { variables } = frame.scope;
  const names = parameters.map((parameter) => parameter.name);
  const extra = positional.slice(parameters.length);
  if (reads.has('varargs')) variables.set('varargs', tupleOf(extra));
  else if (extra.length > 0) {
    fail(
      'template-type',
      `"${name}" takes ${counted(names.length, 'argument')} at most, not ${positional.length}`,
    );
  }
  const others = [...named].filter(([argument]) => !names.includes(argument));
  const takenByCaller = reads.has('caller')
    ? others.filter(([argument]) => argument === 'caller')
    : [];
  for (const [argument, value] of takenByCaller) variables.set(argument, value);
  const rest = others.filter((each) => !takenByCaller.includes(each));
  if (reads.has('kwargs')) variables.set('kwargs', mapOf(rest));
  else for (const [argument] of rest) refuseArgument(name, argument, names);
  for (const [index, parameter] of parameters.entries()) {
    const byName = named.get(parameter.name);
    const byPosition = positional[index];
    if (byName !== undefined && byPosition !== undefined) {
      fail('template-type', `"${name}" is given "${parameter.name}" twice`);
    }
    const given = byPosition === undefined ? byName : byPosition;
    variables.set(
      parameter.name,
      given !== undefined
        ? given
        : parameter.default !== undefined
          ? evaluate(parameter.default, frame)
          : undefinedValue(
              `"${name}" was called without its parameter "${parameter.name}"`,
              `give "${parameter.name}" in the call, or a default in the macro`,
            ),
    );
  }
}

function refuseArgument(name: string, argument: string, names: readonly string[]): never {
  if (argument === 'caller') {
    return fail('template-type', `"${name}" does not use its caller`, {
      hint: `print {{ caller() }} in "${name}", or call it in {{ }}`,
    });
  }
  return fail('template-type', `"${name}" has no parameter "${argument}"`, {
    hint: didYouMean(argument, names),
  });
}
