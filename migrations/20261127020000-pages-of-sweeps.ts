import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A sweep of many pages is followed by a longer rest. A column with a constant default: no table is rewritten. */
export class PagesOfSweeps20261127020000 implements MigrationInterface {
  readonly name = 'PagesOfSweeps20261127020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(column);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/** How many pages of the sweep that is under way were seen, or of the last one. */
const column = `alter table cursor add column pages integer not null default 0;`;
