import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Links may be `skipped`: the mapping says that the record does not flow. The new check is proved without keeping writers out:
 * every link of before fits it.
 */
export class SkippedLinks20261126010000 implements MigrationInterface {
  readonly name = 'SkippedLinks20261126010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table link drop constraint link_state_check');
    await runner.query(`alter table link add constraint link_state_check
      check (state in ('pending', 'synced', 'held', 'parked', 'conflict', 'offered', 'gone', 'skipped')) not valid`);
    await runner.query('alter table link validate constraint link_state_check');
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}
