import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CopySink } from '../../../../src/run/seed/copy/copy-sink.ts';
import { createRowFlow } from '../../../../src/run/seed/copy/row-flow.ts';

/** A server that takes what it gets at once, or in turns, and may refuse it from some byte on. */
function fakeSink({ isSlow, refusesAt }: { isSlow: boolean; refusesAt: number | undefined }) {
  const sent: Uint8Array[] = [];
  let bytes = 0;
  let isFed = false;
  const isRefused = () => refusesAt !== undefined && bytes > refusesAt;
  const sink: CopySink = {
    write(rows) {
      if (isRefused()) return;
      sent.push(rows);
      bytes += rows.length;
      isFed = isSlow;
    },
    isFed: () => isFed && !isRefused(),
    async progress() {
      isFed = false;
    },
    finish: async () => undefined,
    giveUp: async () => {},
    isOpen: () => !isRefused(),
    isRefused,
  };
  return { sink, sent: () => Buffer.concat(sent).toString() };
}

const chunks = fc.array(
  fc
    .tuple(fc.constantFrom('a', 'bc\n'), fc.integer({ min: 1, max: 400_000 }))
    .map(([text, times]) => text.repeat(times)),
  { maxLength: 8 },
);

test('all bytes are looked at once, in order, and sent once', async () => {
  const law = fc.asyncProperty(
    chunks,
    fc.boolean(),
    fc.boolean(),
    async (texts, isSlow, isSentUnseen) => {
      const { sink, sent } = fakeSink({ isSlow, refusesAt: undefined });
      const seen: Uint8Array[] = [];
      const flow = createRowFlow({
        sink,
        isSentUnseen,
        async look(bytes) {
          seen.push(bytes);
          if (!isSentUnseen) sink.write(bytes);
          return bytes.length;
        },
        isFull: () => false,
        signal: undefined,
      });
      for (const text of texts) await flow.take(Buffer.from(text));
      await flow.drain();
      expect(Buffer.concat(seen).toString() === texts.join('')).toBe(true);
      expect(sent() === texts.join('')).toBe(true);
    },
  );
  await fc.assert(law, { numRuns: 30 });
});

test('of what the server refuses all rows are looked at to their ends, and then no more is wanted', async () => {
  const law = fc.asyncProperty(
    chunks,
    fc.boolean(),
    fc.integer({ min: 0, max: 1_000_000 }),
    async (texts, isSlow, refusesAt) => {
      const { sink, sent } = fakeSink({ isSlow, refusesAt });
      let seen = '';
      let judged = 0;
      const flow = createRowFlow({
        sink,
        isSentUnseen: true,
        async look(bytes) {
          seen += Buffer.from(bytes).toString();
          const before = judged;
          judged = seen.lastIndexOf('\n') + 1;
          return judged - before;
        },
        isFull: () => false,
        signal: undefined,
      });
      let isWhole = true;
      for (const text of texts) {
        await flow.take(Buffer.from(text));
        isWhole = flow.isWanted();
        if (!isWhole) break;
      }
      await flow.drain();
      expect(seen.startsWith(sent())).toBe(true);
      // a row without its end is looked at when the file has ended
      expect(flow.isWanted()).toBe(!sink.isRefused() || judged < sent().length);
      expect(isWhole || judged >= sent().length).toBe(true);
    },
  );
  await fc.assert(law, { numRuns: 30 });
});

test('an abort is heard between two slices', async () => {
  const controller = new AbortController();
  let seen = 0;
  const flow = createRowFlow({
    sink: undefined,
    isSentUnseen: false,
    async look(bytes) {
      seen += bytes.length;
      controller.abort();
      return bytes.length;
    },
    isFull: () => false,
    signal: controller.signal,
  });
  await expect(flow.take(Buffer.from('x\n'.repeat(100_000)))).rejects.toThrow('aborted');
  expect(seen).toBeLessThan(200_000);
});
