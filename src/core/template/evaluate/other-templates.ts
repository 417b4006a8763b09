import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Template } from '../parse-template.ts';
import { bodiesOf } from '../syntax/bodies.ts';
import type {
  Expression,
  ExtendsStatement,
  FromImportStatement,
  ImportStatement,
  IncludeStatement,
  Statement,
} from '../syntax/syntax-tree.ts';
import { toText, type Value } from '../value.ts';
import type { RunStatements } from './define-macro.ts';
import { evaluate } from './evaluate-expression.ts';
import { type BlockBody, childFrame, childScope, type Frame, failAt } from './frame.ts';
import { createOutput, type Output } from './output.ts';

const MAX_TEMPLATE_DEPTH = 50;

/** Runs a whole template; one that extends another runs for its blocks, which the other one prints. */
export function runTemplate(
  template: Template,
  frame: Frame,
  output: Output,
  run: RunStatements,
): void {
  const { root, source } = template;
  const inner: Frame = { ...frame, source, blocks: withBlocksOf(template, frame.blocks) };
  const index = root.findIndex(({ kind }) => kind === 'extends');
  const extension = root[index];
  if (extension?.kind !== 'extends') {
    run(root, inner, output);
    return;
  }
  run(root.slice(0, index), inner, output);
  // what stands outside the blocks is run, for what it sets, but not printed
  const rest = root.slice(index + 1).filter(({ kind }) => kind !== 'block');
  run(rest, inner, createOutput(output.budget));
  deeper(inner, extension, () => {
    runTemplate(loadAt(extension.template, inner, extension), inner, output, run);
  });
}

export function include(
  statement: IncludeStatement,
  frame: Frame,
  output: Output,
  run: RunStatements,
): void {
  const template = find(statement.template, frame, statement);
  if (template === undefined && statement.ignoresMissing) return;
  const found = template ?? loadAt(statement.template, frame, statement);
  const inner = { ...childFrame(frame), blocks: new Map<string, readonly BlockBody[]>() };
  deeper(frame, statement, () => runTemplate(found, inner, output, run));
}

/** `import … as name`: the macros and names of the other template, as attributes. */
export function importTemplate(statement: ImportStatement, frame: Frame, run: RunStatements): void {
  const { names, path } = exported(statement, frame, run);
  frame.scope.variables.set(statement.name, {
    kind: 'object',
    typeName: `template "${path}"`,
    attribute: (name) => names.get(name),
    attributeNames: () => names.keys(),
    toText: () =>
      failAt(
        frame,
        statement,
        'template-type',
        `the imported template "${path}" cannot be printed`,
      ),
  });
}

/** `from … import name as alias` */
export function importNames(
  statement: FromImportStatement,
  frame: Frame,
  run: RunStatements,
): void {
  const { names, path } = exported(statement, frame, run);
  for (const each of statement.names) {
    const value = names.get(each.name);
    if (value === undefined) {
      const message = `"${path}" has no macro "${each.name}"`;
      failAt(frame, each, 'template-undefined', message, didYouMean(each.name, names.keys()));
    }
    frame.scope.variables.set(each.alias, value);
  }
}

/** Runs the other template, which sees the globals only, and returns what it sets. */
function exported(
  statement: ImportStatement | FromImportStatement,
  frame: Frame,
  run: RunStatements,
): { names: ReadonlyMap<string, Value>; path: string } {
  const template = loadAt(statement.template, frame, statement);
  const inner: Frame = {
    environment: frame.environment,
    source: template.source,
    scope: childScope(undefined),
    isInMacro: false,
    blocks: new Map(),
  };
  const output = createOutput(frame.environment.engine.budget);
  deeper(frame, statement, () => runTemplate(template, inner, output, run));
  const names = [...inner.scope.variables].filter(([name]) => !name.startsWith('_'));
  return { names: new Map(names), path: template.source.path };
}

type FileStatement = IncludeStatement | ImportStatement | FromImportStatement | ExtendsStatement;

function find(
  expression: Expression,
  frame: Frame,
  { kind, start, end }: FileStatement,
): Template | undefined {
  const { load } = frame.environment;
  if (load === undefined) {
    const tag = kind === 'from-import' ? 'import' : kind;
    const hint =
      tag === 'import'
        ? 'leave it out: every macro in macros/ can be called by its name'
        : 'write a macro in macros/ and call it';
    return failAt(
      frame,
      { start, end },
      'template-unsupported',
      `the tag "${tag}" is not supported`,
      hint,
    );
  }
  return load(toText(evaluate(expression, frame)));
}

function loadAt(expression: Expression, frame: Frame, statement: FileStatement): Template {
  const template = find(expression, frame, statement);
  if (template !== undefined) return template;
  const name = toText(evaluate(expression, frame));
  return failAt(frame, expression, 'template-undefined', `there is no template "${name}"`);
}

function withBlocksOf(
  { root, source }: Template,
  before: ReadonlyMap<string, readonly BlockBody[]>,
): ReadonlyMap<string, readonly BlockBody[]> {
  const blocks = new Map(before);
  function collect(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === 'block') {
        const { name, body } = statement;
        blocks.set(name, [...(blocks.get(name) ?? []), { body, source }]);
      }
      bodiesOf(statement).forEach(collect);
    }
  }
  collect(root);
  return blocks;
}

function deeper(frame: Frame, statement: FileStatement, action: () => void): void {
  const { environment } = frame;
  if (environment.depth >= MAX_TEMPLATE_DEPTH) {
    const message = `more than ${MAX_TEMPLATE_DEPTH} templates inside each other`;
    failAt(frame, statement, 'template-step-limit', message);
  }
  environment.depth += 1;
  try {
    action();
  } finally {
    environment.depth -= 1;
  }
}
