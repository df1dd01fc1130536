import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Searches have a limit of their own beside all calls. Two columns without a value: no table is rewritten. */
export class Searches20261127010800 implements MigrationInterface {
  readonly name = 'Searches20261127010800';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(columns);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/** As `tokens` and `filled_at`; null: none was given yet. */
const columns = `
alter table quota add column search_tokens double precision, add column search_filled_at timestamptz;
`;
