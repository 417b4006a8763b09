import { bug } from '../../../core/diagnostics/bug.ts';
import { lineSlices } from '../../../core/seed/csv/line-slices.ts';
import type { CopySink } from './copy-sink.ts';

/** The rows of a file between the disk, what looks at them and the server. */
export interface RowFlow {
  /** Takes the next bytes of the file, once neither the server nor what looks at them is far behind. */
  take(bytes: Uint8Array): Promise<void>;
  /** Looks at what is left. */
  drain(): Promise<void>;
  /** Whether there is a reason to go on. */
  readonly isWanted: () => boolean;
}

export interface RowFlowOptions {
  /** undefined: the rows are looked at, and not sent. */
  readonly sink: CopySink | undefined;
  /** Whether the server gets the bytes as they are, before they are looked at. */
  readonly isSentUnseen: boolean;
  /** Answers how many bytes the rows have that are whole by now: the start of one waits for its end. */
  readonly look: (bytes: Uint8Array) => Promise<number>;
  /** Whether enough was seen. */
  readonly isFull: () => boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Between two slices the server gets what it has room for: larger ones would let it run dry. Those
 * that are a message each are larger, as messages cost more than turns.
 */
const SLICE_BYTES = 8 * 1024;
const MESSAGE_BYTES = 64 * 1024;

/** Keeps the server at work until the code that looks at the rows is compiled. */
const MAX_BYTES_UNSEEN = 2 * 1024 * 1024;

export function createRowFlow(options: RowFlowOptions): RowFlow {
  const { sink, isSentUnseen, look, isFull, signal } = options;
  const sliceBytes = isSentUnseen ? SLICE_BYTES : MESSAGE_BYTES;
  const unseen: Uint8Array[] = [];
  let bytesUnseen = 0;
  let bytesSent = 0;
  let bytesJudged = 0;

  // what the server refuses is judged none the less, to its last row: what is wrong is said better here
  const isWanted = (): boolean =>
    !isFull() && (sink?.isRefused() !== true || bytesJudged < bytesSent);
  const isSending = (): boolean => isSentUnseen && sink?.isOpen() === true;

  async function lookAtNext(): Promise<void> {
    signal?.throwIfAborted();
    const slice = unseen.shift() ?? bug('there are no rows to look at');
    bytesUnseen -= slice.length;
    bytesJudged += await look(slice);
    // the socket has its turn
    await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    async take(bytes) {
      if (isSending()) {
        sink?.write(bytes);
        bytesSent += bytes.length;
      }
      unseen.push(...lineSlices(bytes, sliceBytes));
      bytesUnseen += bytes.length;
      while (isWanted()) {
        if (bytesUnseen > (isSending() ? MAX_BYTES_UNSEEN : 0)) await lookAtNext();
        else if (sink?.isFed() !== true) break;
        else if (bytesUnseen > 0) await lookAtNext();
        else await sink.progress();
      }
    },
    async drain() {
      while (isWanted() && bytesUnseen > 0) await lookAtNext();
    },
    isWanted,
  };
}
