import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unzstd } from '../../../../src/run/seed/file/unzstd.ts';
import { skippableZstd, storedZstd } from './stored-zstd.ts';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function contentOf(bytes: Buffer, size: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of unzstd(inPieces(bytes, size))) parts.push(part);
  return Buffer.concat(parts);
}

const content = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
const frame = fc.oneof(
  content.map((bytes) => ({ stored: skippableZstd(bytes), bytes: Buffer.alloc(0) })),
  fc.record({ bytes: content, hasChecksum: fc.boolean() }).map(({ bytes, hasChecksum }) => ({
    stored: storedZstd(bytes, { hasChecksum }),
    bytes,
  })),
);

test('frames in any pieces hold what was put into them', () =>
  fc.assert(
    fc.asyncProperty(fc.array(frame), fc.integer({ min: 1, max: 500 }), async (frames, size) => {
      const file = Buffer.concat(frames.map(({ stored }) => stored));
      expect(await contentOf(file, size)).toEqual(Buffer.concat(frames.map(({ bytes }) => bytes)));
    }),
  ));

test('a file that was cut inside a frame is refused', () =>
  fc.assert(
    fc.asyncProperty(content, fc.boolean(), fc.nat(), async (bytes, hasChecksum, at) => {
      const stored = storedZstd(bytes, { hasChecksum });
      const cut = stored.subarray(0, 1 + (at % (stored.length - 1)));
      await expect(contentOf(cut, 64)).rejects.toThrow('it ends too early');
    }),
  ));

test('a bit of content that was changed is refused by the checksum', () =>
  fc.assert(
    fc.asyncProperty(
      content.filter(({ length }) => length > 0),
      fc.nat(),
      fc.integer({ min: 0, max: 7 }),
      async (bytes, at, bit) => {
        const stored = storedZstd(bytes, { hasChecksum: true });
        const place = 9 + (at % Math.min(bytes.length, 100));
        stored[place] = (stored[place] ?? 0) ^ (1 << bit);
        await expect(contentOf(stored, 64)).rejects.toThrow(
          'its content is not that of its checksum',
        );
      },
    ),
  ));

test('what the compressor itself wrote is read', async () => {
  const compressed = Buffer.from(
    'KLUv/WR2AX0EAJKGEBDA67bHbfXeJWkyJc5GldMD+d/v7fDi4fnfzq/RwsF26duu0XbCodnXtWux' +
      'osG1vi4lOISwCyHztw0dc60dgpXUYUmoIHRQyxqQkxZ0IARqoYJYByuYIlW9vOxdt6td9eq4nyN9' +
      'kYqhIUHq47FHuCMbtRbYwP2kSZtNDJwWsNLDQm5dnFdetTqiZEAproISOQ==',
    'base64',
  );
  const rows = Array.from(
    { length: 40 },
    (_, at) => `${at},row ${at % 7},${'abc'.repeat(at % 5)}\n`,
  );
  expect((await contentOf(compressed, 50)).toString()).toBe(rows.join(''));
});
