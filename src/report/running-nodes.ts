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
  readonly fileStartedMs: number;
  readonly atMs: number;
}

const MAX_LINES = 8;
const MEGABYTE = 1_000_000;

export interface RunningNodes {
  record(event: RunEvent): void;
  /** One line for each node that runs at that time, the longest first. */
  lines(nowMs: number): readonly string[];
}

export function createRunningNodes(): RunningNodes {
  const running = new Map<NodeId, RunningNode>();
  return {
    record(event) {
      const at = Date.parse(event.at);
      if (event.type === 'node-started') {
        const { kind, relation } = event;
        running.set(event.node, { kind, relation, startedMs: at, progress: undefined });
      }
      if (event.type === 'node-finished') running.delete(event.result.node);
      if (event.type === 'run-finished') running.clear();
      if (event.type !== 'seed-progress') return;
      const node = running.get(event.node);
      if (node === undefined) return;
      const { file, rows, bytes, totalBytes } = event;
      const before = node.progress;
      const fileStartedMs =
        before?.file === file ? before.fileStartedMs : (before?.atMs ?? node.startedMs);
      const progress = { file, rows, bytes, totalBytes, fileStartedMs, atMs: at };
      running.set(event.node, { ...node, progress });
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

function runningLine(node: RunningNode, nowMs: number): string {
  const elapsed = formatDuration(Math.max(0, nowMs - node.startedMs));
  const line = `          …       ${node.kind.padEnd(6)} ${printable(node.relation)}  ${elapsed}`;
  return node.progress === undefined ? line : `${line}  ${progressText(node.progress, nowMs)}`;
}

/** `412,000 rows, 38 %, 310,000 rows/s, 21 MB/s` */
function progressText(progress: SeedProgress, nowMs: number): string {
  const { rows, bytes, totalBytes } = progress;
  const percent = totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes);
  const seconds = (nowMs - progress.fileStartedMs) / 1000;
  const rates =
    seconds < 0.2
      ? []
      : [
          `${formatCount(Math.round(rows / seconds))} rows/s`,
          `${(bytes / MEGABYTE / seconds).toFixed(1)} MB/s`,
        ];
  return [plural(rows, 'row'), `${percent} %`, ...rates].join(', ');
}
