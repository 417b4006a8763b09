import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { constants, Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import envPaths from 'env-paths';

/** What V8 made of a file in an earlier process. */
interface KeptCode {
  readonly code: Buffer;
  /** How long that process had run: a longer one has used more of the file. */
  readonly afterMs: number;
}

/** Much longer, and V8 would have dropped again what only the start of the process needs. */
const LATEST_MS = 5000;
/** A process that ran so many times as long as the one that kept its code keeps its own. */
const LONGER = 2;
const HEADER_BYTES = 8;
const UNUSED_AFTER_MS = 90 * 86_400_000;

/**
 * Loads a CommonJS file and those beside it that it requires, and has V8 go on from what it compiled of
 * them in earlier processes, as Node does by itself from version 22 on. `purpose` tells processes apart
 * that use other parts of the files. A file's name must tell its content, as V8 compares nothing but the
 * length. Without a directory for caches, or under NODE_DISABLE_COMPILE_CACHE, nothing is kept.
 */
export function requireCompiled(file: string, purpose: string): Exports {
  const loaded = new Map<string, { readonly exports: Exports }>();
  const compiled: Compiled[] = [];
  const load = (path: string): Exports => {
    const before = loaded.get(path);
    if (before !== undefined) return before.exports;
    const module = { exports: {} };
    loaded.set(path, module);
    const requireOther = createRequire(path);
    const requireFrom = (id: string): unknown =>
      id.startsWith('./') ? load(join(dirname(path), id)) : requireOther(id);
    const found = compile(path, keptFile(path, purpose));
    compiled.push(found);
    const wrapper = found.script.runInThisContext();
    wrapper(module.exports, requireFrom, module, path, dirname(path));
    return module.exports;
  };
  keepLater(compiled);
  return load(file);
}

type Exports = Readonly<Record<string, unknown>>;

interface Compiled {
  readonly script: Script;
  /** Where its code is kept, if anywhere. */
  readonly keptFile: string | undefined;
  /** What the script was made of, if V8 took it. */
  readonly found: KeptCode | undefined;
}

function compile(file: string, keptFile: string | undefined): Compiled {
  const found = keptFile === undefined ? undefined : readKept(keptFile);
  const script = new Script(
    // ASCII, which needs no decoding
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`,
    {
      filename: file,
      cachedData: found?.code,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    },
  );
  return { script, keptFile, found: script.cachedDataRejected === true ? undefined : found };
}

function keptFile(file: string, purpose: string): string | undefined {
  // coverage counts nothing in code that comes compiled
  if (process.env['NODE_DISABLE_COMPILE_CACHE'] || process.env['NODE_V8_COVERAGE'])
    return undefined;
  try {
    const directory = envPaths('asof', { suffix: '' }).cache;
    const name = [basename(file, '.cjs'), process.version, process.arch, purpose].join('-');
    return join(directory, 'compiled', name);
  } catch {
    return undefined;
  }
}

/** Only what is whole, which V8 does not check, and this user's own, as it is run. */
function readKept(path: string): KeptCode | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    if (fstatSync(descriptor).uid !== (process.geteuid?.() ?? 0)) return undefined;
    const bytes = readFileSync(descriptor);
    const code = bytes.subarray(HEADER_BYTES);
    if (crc32(code) !== bytes.readUInt32LE(0)) return undefined;
    return { code, afterMs: bytes.readUInt32LE(4) };
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Keeps what is compiled after some seconds of the process or by its end, if that is worth it. */
function keepLater(compiled: readonly Compiled[]): void {
  let done = 0;
  const keep = (): void => {
    const afterMs = Math.round(process.uptime() * 1000);
    for (const { script, keptFile, found } of compiled.slice(done)) {
      if (keptFile === undefined || afterMs < LONGER * (found?.afterMs ?? 0)) continue;
      writeKept(keptFile, { code: script.createCachedData(), afterMs });
    }
    done = compiled.length;
  };
  setTimeout(keep, LATEST_MS).unref();
  process.on('exit', (exitCode) => {
    // what could not run at all has not used what others will
    if (exitCode <= 1) keep();
  });
}

function writeKept(path: string, { code, afterMs }: KeptCode): void {
  const directory = dirname(path);
  const written = `${path}.${process.pid}.tmp`;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(crc32(code), 0);
  header.writeUInt32LE(afterMs, 4);
  // a disk that is full or read-only: the next process compiles again
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    try {
      writeFileSync(written, Buffer.concat([header, code]), { mode: 0o600 });
      renameSync(written, path);
    } catch {
      rmSync(written, { force: true });
    }
    dropUnused(directory);
  } catch {}
}

/** Of versions that are gone. */
function dropUnused(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (Date.now() - statSync(path).mtimeMs > UNUSED_AFTER_MS) rmSync(path, { force: true });
  }
}
