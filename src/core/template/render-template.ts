import { fail } from '../diagnostics/diagnostic.ts';
import { locate } from '../diagnostics/source-file.ts';
import { createEngine } from './builtins/engine.ts';
import { defineMacro } from './evaluate/define-macro.ts';
import { childScope, type Environment, type Frame } from './evaluate/frame.ts';
import { runTemplate } from './evaluate/other-templates.ts';
import { createOutput, textOfOutput } from './evaluate/output.ts';
import { ReturnSignal } from './evaluate/return-signal.ts';
import { runStatements } from './evaluate/run-statements.ts';
import { standardGlobals } from './evaluate/standard-globals.ts';
import { createBudget, DEFAULT_STEP_LIMIT } from './limits.ts';
import type { MacroLibrary } from './macro-library.ts';
import type { Template } from './parse-template.ts';
import type { FunctionValue, PlacedText, Value } from './value.ts';

export interface RenderOptions {
  readonly globals: ReadonlyMap<string, Value>;
  readonly macros: MacroLibrary;
  /** How much work the template may do: about one step for each expression, statement and item. */
  readonly stepLimit?: number;
  /** Finds what the template includes, imports or extends; without it those tags are refused. */
  readonly load?: (name: string) => Template | undefined;
}

/** A part of the rendered text, and where in the user's files it was written. */
export type Segment = PlacedText;

export interface Rendered {
  readonly text: string;
  /** In order and without gaps: their texts are the text. */
  readonly segments: readonly Segment[];
}

/**
 * The text that a template prints, with Jinja's meaning; whatever has none here, and every use of what is
 * not defined, throws a `DiagnosticError` with its place and the macros on the way there.
 */
export function renderTemplate(template: Template, options: RenderOptions): Rendered {
  const frame = createFrame(template, options);
  const output = createOutput(frame.environment.engine.budget);
  try {
    runTemplate(template, frame, output, runStatements);
  } catch (error) {
    throw asProblem(error, template);
  }
  return { text: textOfOutput(output), segments: output.segments };
}

function createFrame(
  { source }: Template,
  { globals, macros, stepLimit = DEFAULT_STEP_LIMIT, load }: RenderOptions,
): Frame {
  const engine = createEngine(createBudget(stepLimit));
  const defined = new Map<string, FunctionValue>();
  const environment: Environment = {
    engine,
    globals: new Map([...standardGlobals(engine), ...globals]),
    macro,
    macroNames: () => macros.macros.keys(),
    load,
    depth: 0,
  };

  function macro(name: string): FunctionValue | undefined {
    const known = defined.get(name);
    const found = known === undefined ? macros.macros.get(name) : undefined;
    if (found === undefined) return known;
    // a macro of the library sees the globals and the other macros, not what its caller has set
    const own = { ...frame, source: found.source, scope: childScope(undefined) };
    const value = defineMacro(found.definition, own, runStatements);
    defined.set(name, value);
    return value;
  }

  const frame: Frame = {
    environment,
    source,
    scope: childScope(undefined),
    isInMacro: false,
    blocks: new Map(),
  };
  return frame;
}

/** Nesting that outgrows the JavaScript stack is the template's doing as well. */
function asProblem(error: unknown, { source }: Template): unknown {
  if (error instanceof ReturnSignal) {
    return fail('template-unsupported', '"return" is called outside its macro', {
      location: locate(source, 0),
    });
  }
  if (!(error instanceof RangeError)) return error;
  return fail(
    'template-step-limit',
    'the template has values or expressions too deep inside each other',
    {
      location: locate(source, 0),
      hint: 'set parts of it to names of their own',
    },
  );
}
