import type { ExportManifest } from '../core/plan/export.ts';
import { plural } from './plural.ts';

/** `exported 7,043 rows of public.training_set as of 2024-01-31 to train.csv` and what vouches for them. */
export function formatExport(manifest: ExportManifest, path: string): string {
  const { relation, node, asOf, rowCount, seals, sha256 } = manifest;
  const of = asOf === undefined ? '' : ` as of ${asOf}`;
  const sealed = seals.length === 0 ? '' : `, from ${plural(seals.length, 'seal')}`;
  return `exported ${plural(rowCount, 'row')} of ${relation ?? node}${of} to ${path}${sealed}
sha256 ${sha256}
`;
}
