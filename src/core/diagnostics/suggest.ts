import { distance } from 'fastest-levenshtein';

/** The candidate most like `name`, if any is near enough to be what was meant. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const apart = differences(name.toLowerCase(), candidate.toLowerCase());
    if (apart < bestDistance) {
      best = candidate;
      bestDistance = apart;
    }
  }
  return best;
}

/** The edit distance, with two neighbours in the wrong order as one mistake: it is the commonest. */
function differences(a: string, b: string): number {
  const at = a.split('').findIndex((unit, index) => unit !== b[index]);
  const swapped = a.slice(0, at) + a.charAt(at + 1) + a.charAt(at) + a.slice(at + 2);
  return at >= 0 && swapped === b ? 1 : distance(a, b);
}

/** `did you mean "orders"?`, else the list of what there is, else nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  const near = nearest(name, all);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (all.length === 0 || all.length > 12) return undefined;
  return `there ${all.length === 1 ? 'is' : 'are'} ${all.map((each) => `"${each}"`).join(', ')}`;
}
