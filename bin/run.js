#!/usr/bin/env node
// CommonJS, by the package.json beside it: to import the first module takes Node longer than to load it
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');

const entry = join(__dirname, '../dist/start.cjs');
if (existsSync(entry)) {
  require(entry).start();
} else {
  process.stderr.write('asof is not built yet\nhint: run "npm run build" in its directory\n');
  process.exitCode = 2;
}
