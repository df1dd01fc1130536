import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An erasure finds the answers that are kept of a person by the numbers that they tell of. Columns without a value, and three small
 * indexes over the answers of a day: milliseconds.
 */
export class AnswersByNumber20261128030000 implements MigrationInterface {
  readonly name = 'AnswersByNumber20261128030000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(numbers);
    await runner.query(unnumbered);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * It parsed every answer of the tenant's last day: 1,000 answers to batches of 1,000 took 20 s, in which nothing else of the object type
 * was settled. Few answers have a number, and of a tenant few requests are under way: hence partial.
 */
const numbers = `
alter table idempotency add column change_seq bigint, add column conflict_seq bigint;
create index idempotency_by_change on idempotency (tenant_id, change_seq) where change_seq is not null;
create index idempotency_by_conflict on idempotency (tenant_id, conflict_seq) where conflict_seq is not null;
create index idempotency_under_way on idempotency (tenant_id) where status is null;
`;

/** Those of before, but for batches: what they tell of nobody noted. A repetition does its request once more, which all of them bear. */
const unnumbered = `delete from idempotency where answer not like '{"results":%';`;
