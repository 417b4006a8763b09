import type { NodeState } from './node-state.ts';
import { parseVersion, type Version } from './version.ts';

/** What is to be built, as far as time is concerned. */
export interface Question {
  readonly asOf: string | undefined;
  /** The version that a build now would have; undefined: never skipped (undated sources, clocks). */
  readonly version: Version | undefined;
  readonly state: NodeState;
  /** Whether the relation in the database is the one that the journal speaks of. */
  readonly isRelationInForce: boolean;
  /** The current inputs that stand at another as_of than the one being built. */
  readonly strayInputs: readonly StrayInput[];
  /** The as_ofs that the inputs hold, on disk or loaded. */
  readonly heldAsOfs: readonly string[];
  readonly isSnapshot: boolean;
  /** Of a history that knows as_ofs: what it holds of the one being built. */
  readonly history: { readonly version: string | undefined } | undefined;
  /** Rebuild although nothing changed. */
  readonly isForced: boolean;
  /** Whether what is sealed, or was let go, may be replaced. */
  readonly isRestating: boolean;
}

export interface StrayInput {
  readonly name: string;
  /** undefined: never built. */
  readonly asOf: string | undefined;
}

export type Decision =
  | { readonly type: 'build' }
  /** The rows are in force, but expectations were declared or changed since. */
  | { readonly type: 'recheck' }
  | { readonly type: 'unchanged' }
  | { readonly type: 'superseded'; readonly watermark: string }
  | { readonly type: 'refused'; readonly because: 'stray-inputs' | 'retired' }
  | {
      readonly type: 'refused';
      readonly because: 'gap';
      readonly held: string;
      readonly watermark: string;
    };

/** Whether a node is built at an as_of. The laws are those of docs/architecture.md, "Time". */
export function decide(question: Question): Decision {
  if (question.history !== undefined) return decideHistory(question, question.history);
  return question.isSnapshot ? decideSnapshot(question) : decideRelation(question);
}

/** It takes an as_of whenever that comes: no other one reads differently for it. */
function decideHistory(
  { version, isRelationInForce, isForced, strayInputs }: Question,
  held: { readonly version: string | undefined },
): Decision {
  const isHeld = isRelationInForce && held.version !== undefined;
  if (isHeld && !isForced && isSameContent(held.version ?? '', version)) {
    return hasSameGates(held.version ?? '', version) ? { type: 'unchanged' } : { type: 'recheck' };
  }
  return strayInputs.length > 0 ? { type: 'refused', because: 'stray-inputs' } : { type: 'build' };
}

function decideSnapshot(question: Question): Decision {
  const { state, version } = question;
  if (state.seal?.status === 'retired' && !question.isRestating) {
    return { type: 'refused', because: 'retired' };
  }
  const inForce = state.seal?.status === 'sealed' ? state.seal.version : undefined;
  if (question.isRelationInForce && inForce !== undefined && isSameContent(inForce, version)) {
    return hasSameGates(inForce, version) ? { type: 'unchanged' } : { type: 'recheck' };
  }
  if (question.strayInputs.length > 0) return { type: 'refused', because: 'stray-inputs' };
  return { type: 'build' };
}

function decideRelation(question: Question): Decision {
  const { asOf, state, version, strayInputs } = question;
  const watermark = state.watermark;
  if (watermark?.asOf !== undefined && asOf !== undefined && watermark.asOf > asOf) {
    const applied = state.versionAt;
    return applied !== undefined && isSameContent(applied, version)
      ? { type: 'unchanged' }
      : { type: 'superseded', watermark: watermark.asOf };
  }
  const isAtAsOf = watermark !== undefined && watermark.asOf === asOf;
  if (isAtAsOf && question.isRelationInForce && !question.isForced) {
    if (isSameContent(watermark.version, version)) {
      return hasSameGates(watermark.version, version) ? { type: 'unchanged' } : { type: 'recheck' };
    }
  }
  if (strayInputs.length > 0) return { type: 'refused', because: 'stray-inputs' };
  const held = gap(question);
  if (held !== undefined && watermark?.asOf !== undefined) {
    return { type: 'refused', because: 'gap', held, watermark: watermark.asOf };
  }
  return { type: 'build' };
}

/** The first as_of that the inputs hold and that building would jump over. */
function gap({ asOf, state, heldAsOfs }: Question): string | undefined {
  const from = state.watermark?.asOf;
  if (asOf === undefined || from === undefined) return undefined;
  return heldAsOfs.filter((held) => held > from && held < asOf).sort()[0];
}

function isSameContent(applied: string, version: Version | undefined): boolean {
  return version !== undefined && parseVersion(applied).content === version.content;
}

function hasSameGates(applied: string, version: Version | undefined): boolean {
  return version !== undefined && parseVersion(applied).gates === version.gates;
}
