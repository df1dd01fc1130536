/** What an engine of a test is made of, but for its CRM and its limits: a time that stands still, chance that is none, a log nobody reads. */
import { Writable } from 'node:stream';
import { createLogger } from '../../src/platform/logger';
import { openSecretKeys } from '../../src/platform/secret-keys';
import type { DataSource } from '../../src/store/transaction';
import type { Waker } from '../../src/store/wake';
import type { Engine } from '../../src/sync/engine';

export const now = new Date('2026-03-01T12:00:00Z');
export const clock: Engine['clock'] = { now: () => now, stop: () => undefined };
const logger = createLogger('fatal', new Writable({ write: (_chunk, _encoding, done) => done() }));
const keys = openSecretKeys({ secretKey: 'seals nothing of worth', previousSecretKey: null, dataDir: '' });

type Parts = Pick<
  Engine,
  'database' | 'clock' | 'waker' | 'logger' | 'keys' | 'observer' | 'random' | 'describeSeconds'
>;

export const engineParts = (database: DataSource, waker: Waker): Parts => ({
  database,
  clock,
  waker,
  logger,
  keys,
  observer: { synced: () => undefined, called: () => undefined },
  random: () => 0.5,
  describeSeconds: 3_600,
});
