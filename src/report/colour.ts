export interface ColourSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  /** `--no-color` was given. */
  readonly isForbidden: boolean;
}

/** Whether status words are coloured: `--no-color`, NO_COLOR, FORCE_COLOR, then the terminal. */
export function colourMode({ env, isTerminal, isForbidden }: ColourSources): 'none' | 'ansi' {
  if (isForbidden || isSet(env['NO_COLOR'])) return 'none';
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force === '0' || force === 'false' ? 'none' : 'ansi';
  return isTerminal && env['TERM'] !== 'dumb' ? 'ansi' : 'none';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

const ANSI = { red: 31, green: 32, yellow: 33, cyan: 36, grey: 90 } as const;
export type Colour = keyof typeof ANSI;

/** Colours a word, or leaves it alone. */
export type Paint = (colour: Colour, word: string) => string;

export function createPaint(mode: 'none' | 'ansi'): Paint {
  if (mode === 'none') return (_, word) => word;
  return (colour, word) => `\u001b[${ANSI[colour]}m${word}\u001b[39m`;
}

export const plainPaint: Paint = createPaint('none');
