import { entryOf, type LocatedValue } from '../../diagnostics/located-value.ts';

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
      return typeof value.value === 'string' ? value.value.trim() || undefined : undefined;
  }
}
