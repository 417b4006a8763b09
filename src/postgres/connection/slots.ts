/** A number of places of which each can be taken by one at a time, first come, first served. */
export interface Slots {
  /** Waits for a place; gives the function that frees it. Rejects with the signal's reason. */
  take(signal?: AbortSignal): Promise<() => void>;
}

export function createSlots(size: number): Slots {
  let free = size;
  const waiting = new Set<() => void>();

  function giveBack(): void {
    free += 1;
    const next = waiting.values().next().value;
    if (next === undefined) return;
    waiting.delete(next);
    next();
  }

  function takeNow(): () => void {
    free -= 1;
    let isTaken = true;
    return () => {
      if (isTaken) giveBack();
      isTaken = false;
    };
  }

  return {
    take: (signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        if (free > 0) {
          resolve(takeNow());
          return;
        }
        const onAbort = (): void => {
          waiting.delete(onTurn);
          reject(signal?.reason);
        };
        const onTurn = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve(takeNow());
        };
        waiting.add(onTurn);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}
