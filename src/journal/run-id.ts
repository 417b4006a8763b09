declare const brand: unique symbol;

/** `01J9Z3N5…`: 26 characters that sort by the time the run began (a ULID). */
export type RunId = string & { readonly [brand]: 'RunId' };

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes an id from a time in milliseconds and 16 random bytes. */
export function createRunId(nowMs: number, random: Uint8Array): RunId {
  let time = '';
  for (let rest = nowMs, digit = 0; digit < 10; digit += 1, rest = Math.floor(rest / 32)) {
    time = ALPHABET.charAt(rest % 32) + time;
  }
  const tail = [...random.slice(0, 16)].map((byte) => ALPHABET.charAt(byte % 32)).join('');
  return (time + tail) as RunId;
}
