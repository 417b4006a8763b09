import createXxhash from 'xxhash-wasm';

const { create64 } = await createXxhash();

/** One frame of zstd that is not compressed, in blocks of 100 bytes. */
export function storedZstd(bytes: Buffer, { hasChecksum = false } = {}): Buffer {
  const parts: Uint8Array[] = [Buffer.of(0x28, 0xb5, 0x2f, 0xfd, hasChecksum ? 0x04 : 0x00, 0x58)];
  for (let at = 0; at === 0 || at < bytes.length; at += 100) {
    const block = bytes.subarray(at, at + 100);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (at + 100 >= bytes.length ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  if (hasChecksum) {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(Number(BigInt.asUintN(32, create64().update(bytes).digest())));
    parts.push(checksum);
  }
  return Buffer.concat(parts);
}

/** Bytes that a reader of zstd passes over. */
export function skippableZstd(bytes: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a53);
  header.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}
