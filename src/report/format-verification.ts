import { diagnosticJson } from '../core/diagnostics/diagnostic-json.ts';
import { exactJson } from '../core/diagnostics/exact-json.ts';
import type { Json } from '../core/diagnostics/json.ts';
import type { Verification, VerifiedNode } from '../core/plan/verification.ts';
import { formatDuration } from './duration.ts';
import { formatTable } from './format-table.ts';
import { formatCount, plural } from './plural.ts';

const COLUMNS = [
  { name: '', align: 'left' },
  { name: 'relation', align: 'left' },
  { name: 'kind', align: 'left' },
  { name: 'seals', align: 'right' },
  { name: 'rows', align: 'right' },
] as const;

/** What was compared, a line a node, and how much of it; what differs is shown as diagnostics. */
export function formatVerification({ nodes }: Verification, durationMs: number): string {
  const table = formatTable(COLUMNS, nodes.map(nodeCells));
  const seals = nodes.reduce((sum, node) => sum + node.seals.length, 0);
  const rows = nodes.reduce((sum, node) => sum + node.rowCount, 0);
  const total = `verified ${plural(seals, 'seal')} and ${plural(rows, 'row')} in ${formatDuration(durationMs)}`;
  return `${[...table, '', total].join('\n')}\n`;
}

/** The kinds whose rows are counted. */
const COUNTED = new Set(['snapshot', 'history', 'seed']);

function nodeCells(node: VerifiedNode): readonly string[] {
  const hasErrors = node.findings.some((each) => each.severity === 'error');
  return [
    hasErrors ? 'FAIL' : 'ok',
    node.relation,
    node.kind,
    node.kind === 'snapshot' ? formatCount(node.seals.length) : '',
    COUNTED.has(node.kind) ? formatCount(node.rowCount) : '',
  ];
}

/** The object that `verify --json` prints. */
export function verificationJson({ nodes, stale }: Verification): Json {
  const findings = [...nodes.flatMap((node) => node.findings), ...stale];
  return {
    seals: nodes.flatMap(({ node, seals }) =>
      seals.map((seal) => ({
        node,
        as_of: seal.asOf,
        row_count: exactJson(seal.rowCount),
        checksum: seal.checksum,
        status: seal.status,
      })),
    ),
    findings: findings.map(diagnosticJson),
  };
}
