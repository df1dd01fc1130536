import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Since when a link waits for the same reason, and when a look has found it so last. Null where nothing waits, and where it
 * waits since before there was this: then since it is in its state. Two columns without a value, so no row is written.
 */
export class ReasonsOfLinks20261126010400 implements MigrationInterface {
  readonly name = 'ReasonsOfLinks20261126010400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table link add column reason_since timestamptz, add column seen_at timestamptz');
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}
