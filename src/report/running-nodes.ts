import type { NodeId } from '../core/graph/node-id.ts';
import type { RunEvent } from '../core/plan/run-event.ts';
import { formatDuration } from './duration.ts';
import { formatCount, plural } from './plural.ts';
import { printable } from './printable.ts';

interface RunningNode {
  readonly kind: string;
  readonly relation: string;
  readonly startedMs: number;
  readonly progress: SeedProgress | undefined;
}

interface SeedProgress {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

const MAX_LINES = 8;
const MEGABYTE = 1_000_000;

export interface RunningNodes {
  record(event: RunEvent): void;
  /** One line for each node that runs at that time, the longest first. */
  lines(nowMs: number): readonly string[];
}

export function createRunningNodes(): RunningNodes {
  // several as_ofs of one seed are loaded side by side
  const running = new Map<string, RunningNode>();
  return {
    record(event) {
      const at = Date.parse(event.at);
      if (event.type === 'node-started') {
        const { kind, relation, node, asOf } = event;
        running.set(keyOf(node, asOf), { kind, relation, startedMs: at, progress: undefined });
      }
      if (event.type === 'node-finished')
        running.delete(keyOf(event.result.node, event.result.asOf));
      if (event.type === 'run-finished') running.clear();
      if (event.type !== 'seed-progress') return;
      const key = keyOf(event.node, event.asOf);
      const node = running.get(key);
      if (node === undefined) return;
      const { file, rows, bytes, totalBytes } = event;
      running.set(key, { ...node, progress: { file, rows, bytes, totalBytes } });
    },
    lines(nowMs) {
      const nodes = [...running.values()];
      const hidden = nodes.length - MAX_LINES;
      return [
        ...nodes.slice(0, MAX_LINES).map((node) => runningLine(node, nowMs)),
        ...(hidden > 0 ? [`          … and ${plural(hidden, 'more node', 'more nodes')}`] : []),
      ];
    },
  };
}

function keyOf(node: NodeId, asOf: string | undefined): string {
  return `${node}@${asOf ?? ''}`;
}

function runningLine(node: RunningNode, nowMs: number): string {
  const elapsed = formatDuration(Math.max(0, nowMs - node.startedMs));
  const line = `          …       ${node.kind.padEnd(6)} ${printable(node.relation)}  ${elapsed}`;
  return node.progress === undefined
    ? line
    : `${line}  ${progressText(node.progress, nowMs - node.startedMs)}`;
}

/** `412,000 rows, 38 %, 310,000 rows/s, 21.0 MB/s, 3.20s left, month_001/users.csv` */
function progressText(progress: SeedProgress, elapsedMs: number): string {
  const { rows, bytes, totalBytes, file } = progress;
  const percent = totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes);
  const seconds = elapsedMs / 1000;
  const rates =
    seconds < 0.2 || bytes === 0
      ? []
      : [
          `${formatCount(Math.round(rows / seconds))} rows/s`,
          `${(bytes / MEGABYTE / seconds).toFixed(1)} MB/s`,
          `${formatDuration((1000 * seconds * (totalBytes - bytes)) / bytes)} left`,
        ];
  return [plural(rows, 'row'), `${percent} %`, ...rates, printable(file)].join(', ');
}
