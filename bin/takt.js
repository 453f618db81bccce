#!/usr/bin/env node
/** The command `takt`. In a clone that was not built yet it is built first. */
import { existsSync } from 'node:fs';

const program = new URL('../dist/main/takt.js', import.meta.url);
if (!existsSync(program)) {
  const { prepare } = await import('../scripts/prepare.mjs');
  prepare();
}
await import(program.href);
