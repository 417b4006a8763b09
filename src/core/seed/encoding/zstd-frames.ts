/** A stretch of a file compressed with zstd that belongs to one frame. */
export interface FramePart {
  readonly bytes: Uint8Array;
  /** With the last bytes of a frame: what the frame says of its content, if it says anything. */
  readonly end: { readonly checksum: number | undefined } | undefined;
}

export interface FrameSplitter {
  push(chunk: Uint8Array): readonly FramePart[];
  /** Whether the bytes so far end where a frame does. */
  isWhole(): boolean;
}

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const HAS_CHECKSUM = 0b100;
const IS_SINGLE_SEGMENT = 0b100000;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;
const RUN_LENGTH = 1;

type Field = 'magic' | 'skippable-size' | 'descriptor' | 'block' | 'checksum';
const FIELD_BYTES = {
  magic: 4,
  'skippable-size': 4,
  descriptor: 1,
  block: 3,
  checksum: 4,
} as const satisfies Record<Field, number>;

/**
 * Finds where the frames of a file end, by RFC 8878, without decompressing them. A file that is of
 * another format throws a RangeError.
 */
export function createFrameSplitter(): FrameSplitter {
  let field: Field = 'magic';
  let held: number[] = [];
  /** Bytes that are not looked at before the next field. */
  let toSkip = 0;
  let isLastBlock = false;
  let hasChecksum = false;
  let isInFrame = false;

  /** Reads a field; answers the end of a frame where this is one. */
  function read(): FramePart['end'] {
    const value = littleEndian(held);
    held = [];
    switch (field) {
      case 'magic':
        isInFrame = value === FRAME;
        if (!isInFrame && (value & 0xfffffff0) >>> 0 !== SKIPPABLE) {
          throw new RangeError('a frame does not begin as one');
        }
        field = isInFrame ? 'descriptor' : 'skippable-size';
        return undefined;
      case 'skippable-size':
        toSkip = value;
        field = 'magic';
        return undefined;
      case 'descriptor':
        hasChecksum = (value & HAS_CHECKSUM) !== 0;
        toSkip = headerBytes(value);
        field = 'block';
        return undefined;
      case 'block':
        isLastBlock = (value & 1) === 1;
        toSkip = ((value >> 1) & 3) === RUN_LENGTH ? 1 : value >> 3;
        return isLastBlock && toSkip === 0 ? endOfBlocks() : undefined;
      case 'checksum':
        field = 'magic';
        return { checksum: value };
    }
  }

  function endOfBlocks(): FramePart['end'] {
    isLastBlock = false;
    field = hasChecksum ? 'checksum' : 'magic';
    return hasChecksum ? undefined : { checksum: undefined };
  }

  return {
    push(chunk) {
      const parts: FramePart[] = [];
      let from = 0;
      let at = 0;
      const emit = (end: FramePart['end']): void => {
        const bytes = chunk.subarray(from, at);
        from = at;
        if (bytes.length > 0 || end !== undefined) parts.push({ bytes, end });
      };
      while (at < chunk.length) {
        let end: FramePart['end'];
        if (toSkip > 0) {
          const skipped = Math.min(toSkip, chunk.length - at);
          toSkip -= skipped;
          at += skipped;
          if (toSkip === 0 && field === 'block' && isLastBlock) end = endOfBlocks();
        } else {
          held.push(chunk[at] ?? 0);
          at += 1;
          if (held.length === FIELD_BYTES[field]) end = read();
        }
        if (end !== undefined) emit(end);
      }
      emit(undefined);
      return parts;
    },
    isWhole: () => field === 'magic' && held.length === 0 && toSkip === 0,
  };
}

function headerBytes(descriptor: number): number {
  const isSingle = (descriptor & IS_SINGLE_SEGMENT) !== 0;
  const sizeFlag = descriptor >> 6;
  const contentSize = sizeFlag === 0 && isSingle ? 1 : (CONTENT_SIZE_BYTES[sizeFlag] ?? 0);
  return (isSingle ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0) + contentSize;
}

function littleEndian(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte, index) => sum + byte * 2 ** (8 * index), 0);
}
