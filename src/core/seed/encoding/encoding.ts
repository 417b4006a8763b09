export const ENCODINGS = [
  'utf-8',
  'latin1',
  'windows-1252',
  'utf-16',
  'utf-16le',
  'utf-16be',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/**
 * Turns the bytes of a file, which come in chunks, into UTF-8 without a byte order mark. What has no
 * meaning in its encoding becomes bytes that are no UTF-8, so that its row is refused at its place.
 */
export interface Decoder {
  push(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
}
