import { readFileSync, writeFileSync } from 'node:fs';

// Loaded into the measured process by NODE_OPTIONS. Linux hands a child its parent's maxRSS through
// fork and exec, so there the kernel's high-water mark of this very address space is read instead.

const file = process.env['BENCH_USAGE_FILE'];
if (file !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
    writeFileSync(file, JSON.stringify({ peakBytes: peakBytes(), cpuSeconds }));
  });
}

function peakBytes() {
  try {
    const found = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (found !== null) return Number(found[1]) * 1024;
  } catch {
    // not Linux
  }
  return process.resourceUsage().maxRSS * 1024;
}
