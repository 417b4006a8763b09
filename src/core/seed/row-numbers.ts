import { bug } from '../diagnostics/bug.ts';

/** The numbers of some rows of a file: a byte for most of them, where a list would take eight. */
export interface RowNumbers extends Iterable<number> {
  readonly count: () => number;
}

export interface GrowingRowNumbers extends RowNumbers {
  /** Adds a number that is greater than all before. */
  readonly add: (number: number) => void;
}

const FIRST_BYTES = 64;
const MAX_BYTES_OF_ONE = 8;

/** Ascending whole numbers from 1, each held as its distance to the one before, seven bits a byte. */
export function createRowNumbers(): GrowingRowNumbers {
  let bytes = new Uint8Array(FIRST_BYTES);
  let length = 0;
  let count = 0;
  let last = 0;

  function makeRoom(): void {
    if (length + MAX_BYTES_OF_ONE <= bytes.length) return;
    const larger = new Uint8Array(2 * bytes.length);
    larger.set(bytes);
    bytes = larger;
  }

  return {
    count: () => count,
    add(number) {
      if (number <= last) bug(`row ${number} comes after row ${last}`);
      makeRoom();
      let rest = number - last;
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
        bytes[length] = (rest % 0x80) | 0x80;
        length += 1;
      }
      bytes[length] = rest;
      length += 1;
      count += 1;
      last = number;
    },
    *[Symbol.iterator]() {
      let number = 0;
      let distance = 0;
      let scale = 1;
      for (let at = 0; at < length; at += 1) {
        const byte = bytes[at] ?? 0;
        distance += (byte & 0x7f) * scale;
        scale *= 0x80;
        if (byte >= 0x80) continue;
        number += distance;
        yield number;
        distance = 0;
        scale = 1;
      }
    },
  };
}
