import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Takes from the service what it never needs: it deletes no records, links, streams, connections or secrets, and reads no
 * hash of a key (a key is found by a function). And makes sure that it cannot put functions beside those which run with
 * the owner's rights: a database that was made before Postgres 15 still lets everybody create in `public`, and there a
 * function whose parameters fit better than a built-in one's would be taken instead. Locks no table for more than a moment.
 */
export class LeastRights20261123000200 implements MigrationInterface {
  readonly name = 'LeastRights20261123000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke delete on record, link, stream, connection, secret from tandem_app;
      revoke select on api_key from tandem_app;
      grant select (tenant_id, id, last_used_at) on api_key to tandem_app;

      revoke create on schema public from public;
      alter function delete_marks() set search_path = public, pg_temp;
      revoke execute on function delete_marks() from public;
    `);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}
