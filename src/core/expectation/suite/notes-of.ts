import { entryOf, type LocatedValue } from '../../diagnostics/located-value.ts';

/** What a profiler writes for the person who would write notes. */
const PLACEHOLDER = /^_To add additional notes, edit the /;

/** Notes as Great Expectations keeps them: a text, a list of lines, or `{format, content}`. */
export function notesOf(value: LocatedValue | undefined): string | undefined {
  switch (value?.type) {
    case undefined:
      return undefined;
    case 'map':
      return notesOf(entryOf(value, 'content')?.value);
    case 'list':
      return (
        value.items
          .map((item) => notesOf(item) ?? '')
          .join('\n')
          .trim() || undefined
      );
    case 'scalar':
      if (typeof value.value !== 'string' || PLACEHOLDER.test(value.value)) return undefined;
      return value.value.trim() || undefined;
  }
}
