/** What a run was made on: figures of two machines are not compared. */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { require, root } from './stage.mjs';

const { findBinaries } = require(join(root, 'dist/src/platform/embedded-postgres/binaries.js'));

/** What a program prints, or null where there is none. */
const said = (program, ...parameters) => {
  const { status, stdout } = spawnSync(program, parameters, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
};

export function describeMachine() {
  const changed = said('git', 'status', '--porcelain', '--untracked-files=no');
  const commit = said('git', 'rev-parse', '--short', 'HEAD');
  return {
    system: type(),
    node: process.version,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? null,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    postgres: /[\d.]+$/.exec(said(join(findBinaries(), 'bin/postgres'), '--version') ?? '')?.[0] ?? null,
    commit: commit && (changed ? `${commit}, changed` : commit),
    /** Before the first measure: what others were doing. */
    load: Math.round(loadavg()[0] * 100) / 100,
  };
}
