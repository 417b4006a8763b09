import { join } from 'node:path';
import type { SeedNode } from '../../core/manifest/node.ts';
import { asideOf } from '../../core/materialization/aside-name.ts';
import type { SeedFile } from '../../core/seed/seed-settings.ts';
import { partitionOf } from '../../core/sql/as-of-partition.ts';
import type { Relation } from '../../core/sql/relation.ts';

/** What is loaded, checked and committed at once: one as_of of a seed, or a seed without as_ofs. */
export interface SeedUnit {
  readonly node: SeedNode;
  readonly asOf: string | undefined;
  readonly files: readonly SeedFile[];
  /** The project's, absolute. */
  readonly directory: string;
}

/** The table that holds the rows of the unit and of no other. */
export function relationOfUnit({ node, asOf }: Pick<SeedUnit, 'node' | 'asOf'>): Relation {
  return asOf === undefined ? node.relation : partitionOf(node.relation, asOf);
}

/** The table that a unit is loaded into, which no other unit and no other run uses. */
export function asideOfUnit(unit: SeedUnit, runToken: string): Relation {
  return asideOf(relationOfUnit(unit), runToken);
}

/**
 * The key that a seed's rows have in its table, as_of left out. Without as_ofs the declared key is
 * unique within one file only, and what the path captured says which file that is.
 */
export function tableKey({ settings, temporality, files }: SeedNode): readonly string[] {
  const key = settings.uniqueKey;
  if (key.length === 0 || temporality === 'dated') return key;
  const captured = Object.keys(files[0]?.captures ?? {});
  return [...captured.filter((name) => !key.includes(name)), ...key];
}

export function absolutePath(unit: SeedUnit, file: SeedFile): string {
  return join(unit.directory, file.path);
}
