import type { SourceFile } from '../../diagnostics/source-file.ts';
import type { Budget } from '../limits.ts';
import type { PlacedText } from '../value.ts';

/** Collects what a template prints. */
export interface Output {
  readonly segments: PlacedText[];
  readonly budget: Budget;
}

export function createOutput(budget: Budget): Output {
  return { segments: [], budget };
}

export function write(
  { segments, budget }: Output,
  text: string,
  source: SourceFile,
  place: { readonly offset: number; readonly isLiteral: boolean },
): void {
  if (text === '') return;
  budget.spendText(text.length);
  segments.push({ text, source, ...place });
}

export function writeAll(output: Output, segments: readonly PlacedText[]): void {
  for (const segment of segments) {
    output.budget.spend(1);
    output.segments.push(segment);
  }
}

export function textOfOutput({ segments }: { readonly segments: readonly PlacedText[] }): string {
  return segments.map(({ text }) => text).join('');
}
