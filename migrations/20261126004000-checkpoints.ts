import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a connector keeps of the long jobs of a stream, so that a restart picks them up. A new column without values: no table is rewritten. */
export class Checkpoints20261126004000 implements MigrationInterface {
  readonly name = 'Checkpoints20261126004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table stream add column checkpoint text');
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}
