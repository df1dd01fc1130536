import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a gate for e-mail addresses holds is marked by slices too, when another gate stands there (ADR 21). Replaces a check. */
export class MarkingsOfWhatIsHeld20261128020000 implements MigrationInterface {
  readonly name = 'MarkingsOfWhatIsHeld20261128020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table marking
        drop constraint marking_kind_check,
        add constraint marking_kind_check check (kind in ('unlinked', 'remapped', 'held-for-email'))`);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}
