/** Whether the text as a whole matches `*`, `?` and `[…]`; without those, whether it is equal. */
export function globMatches(glob: string, text: string): boolean {
  return glob === text || globPattern(glob, '.').test(text);
}

/** As `globMatches`, but only `**` reaches over a `/`. */
export function pathGlobMatches(glob: string, path: string): boolean {
  return glob === path || globPattern(glob, '[^/]').test(path);
}

export function hasWildcard(glob: string): boolean {
  return /[*?[]/.test(glob);
}

function globPattern(glob: string, one: '.' | '[^/]'): RegExp {
  const pattern = glob.replace(
    /\*\*\/|\*\*|\*|\?|\[!?[^\]]+\]|[\\^$.|?*+()[\]{}]/g,
    (part: string) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return `${one}*`;
      if (part === '?') return one;
      if (part.length > 1) return characterSet(part);
      return `\\${part}`;
    },
  );
  return new RegExp(`^${pattern}$`, 'su');
}

/** `[!a-c]` as a regular expression says it; a range that runs backwards matches nothing. */
function characterSet(part: string): string {
  const isNegated = part.startsWith('[!');
  const inner = part.slice(isNegated ? 2 : 1, -1);
  const escaped = inner.replace(/[\\^\]&~|[{}()/]/g, '\\$&');
  const isOrdered = [...inner.matchAll(/(.)-(.)/gsu)].every(
    ([, low, high]) => (low ?? '') <= (high ?? ''),
  );
  return isOrdered ? `[${isNegated ? '^' : ''}${escaped}]` : '(?!)';
}
