import { mix } from './random.ts';

const NUMBERS = 10_000;
const LETTERS = 26 ** 5;
const FIRST = { number: 7590, letters: 'VHVEG' };

/**
 * The user_id at a position: four digits, a dash, five capitals. Unique by construction (a Feistel network permutes the
 * 118,813,760,000 ids), so no set of the ids given out is kept; the first is 7590-VHVEG.
 */
export function userIdAt(position: number): string {
  const scrambled = permute(position);
  const number = (scrambled.number + OFFSET.number) % NUMBERS;
  const letters = (scrambled.letters + OFFSET.letters) % LETTERS;
  return `${String(number).padStart(4, '0')}-${spell(letters)}`;
}

interface Halves {
  readonly number: number;
  readonly letters: number;
}

function permute(position: number): Halves {
  let number = position % NUMBERS;
  let letters = Math.floor(position / NUMBERS) % LETTERS;
  for (let round = 1; round <= 4; round += 1) {
    letters = (letters + mix(number + round * 0x10001)) % LETTERS;
    number = (number + mix(letters + round * 0x20003)) % NUMBERS;
  }
  return { number, letters };
}

/** What turns the permutation's first id into the one that the reference's files begin with. */
const OFFSET = offsetTo(permute(0), { number: FIRST.number, letters: unspell(FIRST.letters) });

function offsetTo(from: Halves, to: Halves): Halves {
  return {
    number: (to.number - from.number + NUMBERS) % NUMBERS,
    letters: (to.letters - from.letters + LETTERS) % LETTERS,
  };
}

function spell(letters: number): string {
  let text = '';
  let rest = letters;
  for (let i = 0; i < 5; i += 1) {
    text = String.fromCharCode(65 + (rest % 26)) + text;
    rest = Math.floor(rest / 26);
  }
  return text;
}

function unspell(text: string): number {
  let letters = 0;
  for (let i = 0; i < text.length; i += 1) letters = letters * 26 + text.charCodeAt(i) - 65;
  return letters;
}
