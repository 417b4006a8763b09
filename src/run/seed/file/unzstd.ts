import { Decompress } from 'fzstd';
import createXxhash, { type XXHash } from 'xxhash-wasm';
import { createFrameSplitter } from '../../../core/seed/encoding/zstd-frames.ts';

/** What is wrong with bytes that should be zstd. */
export class ZstdError extends Error {
  override readonly name = 'ZstdError';
}

/**
 * The content of a file compressed with zstd, which may have several frames. Each frame's own
 * checksum is held against it, where it has one: a byte that was changed is no other text.
 */
export async function* unzstd(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { create64 } = await createXxhash();
  const splitter = createFrameSplitter();
  let frame = openFrame(create64);
  for await (const chunk of bytes) {
    for (const part of translated(() => splitter.push(chunk))) {
      yield* translated(() => frame.push(part.bytes, part.end !== undefined));
      if (part.end === undefined) continue;
      if (part.end.checksum !== undefined && part.end.checksum !== frame.checksum()) {
        throw new ZstdError('its content is not that of its checksum');
      }
      frame = openFrame(create64);
    }
  }
  if (!splitter.isWhole()) throw new ZstdError('it ends too early');
}

interface Frame {
  push(bytes: Uint8Array, isLast: boolean): readonly Uint8Array[];
  /** Of the content so far: the low half of its XXH64. */
  checksum(): number;
}

function openFrame(create64: () => XXHash<bigint>): Frame {
  const hash = create64();
  let out: Uint8Array[] = [];
  const stream = new Decompress((content) => {
    if (content.length === 0) return;
    // a view of a window that is written to again
    const kept = content.slice();
    hash.update(kept);
    out.push(kept);
  });
  return {
    push(bytes, isLast) {
      out = [];
      stream.push(bytes, isLast);
      return out;
    },
    checksum: () => Number(BigInt.asUintN(32, hash.digest())),
  };
}

/** Errors about the bytes as what they are. */
function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Error ? new ZstdError(error.message, { cause: error }) : error;
  }
}
