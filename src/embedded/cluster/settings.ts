import { statfsSync } from 'node:fs';

/** What of the server's configuration depends on whom it serves. */
export interface DurabilityOptions {
  /** False for throwaway clusters: a crash of the machine may ruin them. */
  readonly durable: boolean;
}

/**
 * postgresql.conf, written anew at every start. What a user sets with `alter system` stands in postgresql.auto.conf and
 * wins over it.
 */
export function renderSettings({ durable }: DurabilityOptions): string {
  const settings: Readonly<Record<string, string>> = {
    max_connections: '100',
    shared_buffers: '256MB',
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    dynamic_shared_memory_type: dynamicSharedMemory(),
    // Nothing replicates from it, and a bulk load into a new table then writes no WAL.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    timezone: 'UTC',
    log_timezone: 'UTC',
    datestyle: 'iso, mdy',
    default_text_search_config: 'pg_catalog.english',
    // Failing statements are their client's to report, and may hold what no log should.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  return `# Written by asof at every start; use "alter system" to change a setting.\n${lines.join('')}`;
}

/** pg_hba.conf. On a socket that its owner alone can open, there is no one to keep out. */
export function renderAuthentication(): string {
  return process.platform === 'win32'
    ? 'host all all 127.0.0.1/32 scram-sha-256\n'
    : 'local all all trust\n';
}

/** Containers often have a /dev/shm of 64 MB, which one parallel hash join overflows. */
function dynamicSharedMemory(): string {
  if (process.platform === 'win32') return 'windows';
  if (process.platform !== 'linux') return 'posix';
  try {
    const { blocks, bsize } = statfsSync('/dev/shm');
    return blocks * bsize >= 512 * 1024 * 1024 ? 'posix' : 'mmap';
  } catch {
    return 'mmap';
  }
}
