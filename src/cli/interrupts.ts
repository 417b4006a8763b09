import { setMaxListeners } from 'node:events';

export interface Interrupts extends Disposable {
  readonly signal: AbortSignal;
  /** From now on Ctrl-C is the business of a program that we started in the same terminal. */
  readonly passOn: () => void;
}

/** The first Ctrl-C aborts, so that the server can be asked to stop; the second leaves at once. */
export function watchInterrupts(
  process: NodeJS.Process,
  say: (text: string) => void,
  leave: () => never,
): Interrupts {
  const controller = new AbortController();
  // every task that waits for a connection listens: Node takes more than ten for a leak, and says so
  setMaxListeners(0, controller.signal);
  let isPassedOn = false;
  const interrupt = () => {
    if (isPassedOn) return;
    if (controller.signal.aborted) leave();
    say('\nstopping: cancelling what runs (once more to leave at once)\n');
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    passOn: () => {
      isPassedOn = true;
    },
    [Symbol.dispose]() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
