#!/usr/bin/env node
import { existsSync } from 'node:fs';

const entry = new URL('../dist/start.js', import.meta.url);
if (existsSync(entry)) {
  await (await import(entry.href)).start();
} else {
  process.stderr.write('asof is not built yet\nhint: run "npm run build" in its directory\n');
  process.exitCode = 2;
}
