import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DiagnosticError, diagnostic } from '../diagnostics/diagnostic.ts';
import type { LocatedEntry, LocatedValue } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { Location, SourceFile } from '../diagnostics/source-file.ts';
import { firstMistake } from './yaml-error.ts';

/** Aliases may repeat a value so often that a small file becomes an enormous one. */
const MAX_ALIASED_VALUES = 100_000;
const MAX_DEPTH = 100;

/** The file's one document, each part with its place; an empty file is an empty map. */
export function parseYaml(source: SourceFile, problems: Problems): LocatedValue | undefined {
  const lines = new LineCounter();
  const document = parseDocument(source.text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    merge: true,
    logLevel: 'error',
  });
  const reader = new Reader(source, lines);
  const mistake = firstMistake(document, source.text);
  if (mistake !== undefined) {
    const location = reader.locate(mistake.start, mistake.end);
    return problems.error('yaml-syntax', mistake.message, { location, hint: mistake.hint });
  }
  try {
    const value = document.contents === null ? reader.empty() : reader.read(document.contents, 0);
    for (const found of reader.found) problems.add(found);
    return reader.found.length > 0 ? undefined : value;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const found of [...reader.found, ...error.diagnostics]) problems.add(found);
    return undefined;
  }
}

/** Turns the library's nodes into located values; collects what only shows on the way. */
class Reader {
  readonly found: Diagnostic[] = [];
  readonly #source: SourceFile;
  readonly #lines: LineCounter;
  /** undefined while the anchored value is being read: an alias within it would never end. */
  readonly #anchors = new Map<string, LocatedValue | undefined>();
  #aliased = 0;

  constructor(source: SourceFile, lines: LineCounter) {
    this.#source = source;
    this.#lines = lines;
  }

  locate(start: number, end: number): Location {
    const { line, col } = this.#lines.linePos(start);
    const length = Math.min(end, this.#lineEnd(start)) - start;
    return { file: this.#source.path, line, column: Math.max(1, col), length: Math.max(1, length) };
  }

  empty(): LocatedValue {
    return { type: 'map', entries: [], location: this.locate(0, 1) };
  }

  read(node: Node, depth: number): LocatedValue {
    if (depth > MAX_DEPTH) this.#fail(node, `more than ${MAX_DEPTH} levels are nested here`);
    if (isAlias(node)) return this.#readAlias(node.source, node);
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const value = this.#readNode(node, depth);
    if (anchor !== undefined) this.#anchors.set(anchor, value);
    return value;
  }

  #readNode(node: Node, depth: number): LocatedValue {
    if (isMap(node)) return this.#readMap(node, depth);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#readItem(item, node, depth));
      return { type: 'list', items, location: this.#locateNode(node) };
    }
    if (isScalar(node)) return this.#readScalar(node);
    return this.#fail(node, 'this is neither a map, a list nor a value');
  }

  #readItem(item: unknown, parent: Node, depth: number): LocatedValue {
    if (isNode(item)) return this.read(item, depth + 1);
    return { type: 'scalar', value: null, text: '', location: this.#locateNode(parent) };
  }

  #readMap(node: YAMLMap, depth: number): LocatedValue {
    const entries = new Map<string, LocatedEntry>();
    const merged: LocatedEntry[] = [];
    for (const pair of node.items) {
      const key = this.#readKey(pair);
      const value = isNode(pair.value)
        ? this.read(pair.value, depth + 1)
        : this.#nothingAfter(pair.key);
      if (key.text === '<<' && key.isPlain) {
        merged.push(...this.#readMerge(value));
        continue;
      }
      const before = entries.get(key.text);
      if (before !== undefined) this.#addDuplicate(key.text, key.location, before.keyLocation);
      else entries.set(key.text, { key: key.text, keyLocation: key.location, value });
    }
    for (const entry of merged) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    return { type: 'map', entries: [...entries.values()], location: this.#locateNode(node) };
  }

  #readKey(pair: Pair): { text: string; location: Location; isPlain: boolean } {
    const key = pair.key;
    if (isScalar(key) && (key.value !== null || (key.source ?? '') !== '')) {
      return {
        text: textOf(key),
        location: this.#locateNode(key),
        isPlain: key.type === 'PLAIN',
      };
    }
    if (isMap(key) && this.#source.text[(key.range?.[0] ?? 1) - 1] === '{') {
      return fail(
        this.#locateNode(key),
        'a template is not quoted',
        'write it in quotes: "{{ … }}"',
      );
    }
    if (isNode(key)) return this.#fail(key, 'a key must be text');
    return fail(this.locate(0, 1), 'a key must be text');
  }

  #readScalar(node: Scalar): LocatedValue {
    const { value } = node;
    const location = this.#locateNode(node);
    const text = textOf(node);
    if (value === null || typeof value === 'boolean')
      return { type: 'scalar', value, text, location };
    if (typeof value === 'number' && Number.isFinite(value)) {
      return { type: 'scalar', value, text, location };
    }
    if (typeof value === 'string' || typeof value === 'number') {
      return { type: 'scalar', value: text, text, location };
    }
    return this.#fail(node, 'this is a value that JSON cannot hold');
  }

  #readAlias(name: string, node: Node): LocatedValue {
    const value = this.#anchors.get(name);
    if (value === undefined) {
      const isOpen = this.#anchors.has(name);
      return this.#fail(
        node,
        isOpen ? `"*${name}" stands within what it names` : `there is no anchor "&${name}" above`,
      );
    }
    this.#aliased += sizeOf(value, MAX_ALIASED_VALUES);
    if (this.#aliased > MAX_ALIASED_VALUES) {
      this.#fail(node, `aliases repeat more than ${MAX_ALIASED_VALUES} values`);
    }
    return value;
  }

  #readMerge(value: LocatedValue): readonly LocatedEntry[] {
    if (value.type === 'map') return value.entries;
    if (value.type === 'list') return value.items.flatMap((item) => this.#readMerge(item));
    return fail(value.location, '"<<" merges maps, and this is none', 'name a map: <<: *anchor');
  }

  #nothingAfter(key: unknown): LocatedValue {
    const end = isNode(key) ? (key.range?.[1] ?? 0) : 0;
    return { type: 'scalar', value: null, text: '', location: this.locate(end, end) };
  }

  #addDuplicate(key: string, location: Location, first: Location): void {
    this.found.push(
      diagnostic('yaml-syntax', `the key "${key}" stands twice in one map`, {
        location,
        notes: [{ message: `"${key}" stands first`, location: first }],
        hint: 'remove one of them',
      }),
    );
  }

  #locateNode(node: Node): Location {
    const [start = 0, end = start] = node.range ?? [];
    return this.locate(start, end);
  }

  #lineEnd(offset: number): number {
    const end = this.#source.text.indexOf('\n', offset);
    return end < 0 ? this.#source.text.length : end;
  }

  #fail(node: Node, message: string): never {
    return fail(this.#locateNode(node), message);
  }
}

function fail(location: Location, message: string, hint?: string): never {
  throw new DiagnosticError([diagnostic('yaml-syntax', message, { location, hint })]);
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

/** A plain scalar as it is written: a number keeps its digits. */
function textOf(node: Scalar): string {
  if (typeof node.value === 'string') return node.value;
  return node.source ?? String(node.value);
}

/** How many values a value holds, itself included; counting stops at the limit. */
function sizeOf(value: LocatedValue, limit: number): number {
  if (value.type === 'scalar') return 1;
  const parts = value.type === 'list' ? value.items : value.entries.map((entry) => entry.value);
  let size = 1;
  for (const part of parts) {
    size += sizeOf(part, limit - size);
    if (size > limit) break;
  }
  return size;
}
