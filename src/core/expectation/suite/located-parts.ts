import type { LocatedEntry, LocatedValue } from '../../diagnostics/located-value.ts';

export function entriesOf(value: LocatedValue | undefined): readonly LocatedEntry[] {
  return value?.type === 'map' ? value.entries : [];
}

/** A text that stands for what the entry holds, at its place. */
export function locatedText(text: string, { value }: LocatedEntry): LocatedValue {
  return { type: 'scalar', value: text, text, location: value.location };
}
