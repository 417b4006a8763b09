/** What is compared, and whether asof did as well as it means to. */
export type Measurement =
  | {
      readonly status: 'measured';
      readonly what: string;
      /** undefined: the goal is a figure of its own. */
      readonly against: string | undefined;
      readonly unit: Unit;
      readonly asof: number;
      readonly baseline: number | undefined;
      readonly goal: Goal;
      /** What a reader must know to read the figures rightly. */
      readonly note?: string | undefined;
    }
  | {
      readonly status: 'not-measured';
      readonly what: string;
      readonly reason: string;
    };

export type Measured = Extract<Measurement, { readonly status: 'measured' }>;

export type Unit = 'seconds' | 'bytes';

export type Goal =
  /** asof divided by the baseline. */
  | { readonly type: 'ratio'; readonly atMost: number }
  /** The baseline divided by asof. */
  | { readonly type: 'times-faster'; readonly atLeast: number }
  /** asof minus the baseline, divided by `pieces`; in the measurement's unit. */
  | { readonly type: 'added'; readonly atMost: number; readonly pieces: number }
  /** The figure itself. */
  | { readonly type: 'value'; readonly atMost: number }
  | { readonly type: 'none' };
