import { type Diagnostic, DiagnosticError } from '../../../src/core/diagnostics/diagnostic.ts';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { createMacroLibrary } from '../../../src/core/template/macro-library.ts';
import { parseTemplate, type Template } from '../../../src/core/template/parse-template.ts';
import {
  type Rendered,
  type RenderOptions,
  renderTemplate,
} from '../../../src/core/template/render-template.ts';
import type { Value } from '../../../src/core/template/value.ts';

/** Parses, or throws what is wrong. */
export function template(text: string, path = 'models/a.sql'): Template {
  const problems = new Problems();
  const parsed = parseTemplate({ path, text }, problems);
  if (parsed === undefined) throw new DiagnosticError(problems.all);
  return parsed;
}

export interface Setting {
  readonly globals?: Readonly<Record<string, Value>>;
  /** Macro files by path. */
  readonly macros?: Readonly<Record<string, string>>;
  readonly stepLimit?: number;
  readonly load?: NonNullable<RenderOptions['load']>;
}

export function render(text: string, setting: Setting = {}): Rendered {
  const problems = new Problems();
  const files = Object.entries(setting.macros ?? {}).map(([path, body]) => template(body, path));
  const macros = createMacroLibrary(files, problems);
  problems.throwIfErrors();
  return renderTemplate(template(text), {
    globals: new Map(Object.entries(setting.globals ?? {})),
    macros,
    ...(setting.stepLimit !== undefined && { stepLimit: setting.stepLimit }),
    ...(setting.load !== undefined && { load: setting.load }),
  });
}

/** The one diagnostic that rendering ends in. */
export function failure(text: string, setting: Setting = {}): Diagnostic {
  try {
    render(text, setting);
  } catch (error) {
    if (error instanceof DiagnosticError && error.diagnostics.length === 1) {
      const [only] = error.diagnostics;
      if (only !== undefined) return only;
    }
    throw error;
  }
  throw new Error(`it renders: ${text}`);
}

/** `line:column code message`, as most tests look at a diagnostic. */
export function summary({ code, message, location }: Diagnostic): string {
  return `${location?.line}:${location?.column} ${code}: ${message}`;
}
