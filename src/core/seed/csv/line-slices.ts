const LF = 0x0a;

/**
 * The text in slices of at most so many bytes, each cut behind a line where one ends in it: half a row
 * would have to be copied to its other half.
 */
export function* lineSlices(text: Uint8Array, maxBytes: number): Generator<Uint8Array> {
  for (let start = 0; start < text.length; ) {
    const most = text.subarray(start, start + maxBytes);
    const length = most.lastIndexOf(LF) + 1 || most.length;
    yield most.length === length ? most : most.subarray(0, length);
    start += length;
  }
}
