import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A conflict whose sides have moved is `superseded` by another with its own number. The new check is proved without keeping
 * writers out: every conflict of before fits it.
 */
export class ConflictsThatMoved20261128050000 implements MigrationInterface {
  readonly name = 'ConflictsThatMoved20261128050000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table conflict drop constraint conflict_outcome_check');
    await runner.query(`alter table conflict add constraint conflict_outcome_check
      check (outcome in ('ours', 'theirs', 'equal', 'superseded')) not valid`);
    await runner.query('alter table conflict validate constraint conflict_outcome_check');
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}
