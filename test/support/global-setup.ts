/**
 * One throw-away Postgres for the whole run, with a migrated template that test files clone. TEST_DATABASE_FOLDER tells
 * test files where its socket is. Quick and not durable: fsync is off.
 */
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/embedded-postgres';
import { migrateSchema } from '../../src/store/schema';
import { makeServerFolder } from './server-folder';

declare global {
  var testPostgres: { readonly server: EmbeddedPostgres; readonly folder: string } | undefined;
}

const setup = async (): Promise<void> => {
  const folder = makeServerFolder();
  const settings = { max_wal_size: '256MB' };
  const server = await startEmbeddedPostgres({ folder: join(folder, 'pg'), durable: false, settings });
  globalThis.testPostgres = { server, folder };
  const at = { host: server.socketFolder, port: server.port, user: server.superuser };
  const admin = new Client({ ...at, database: 'postgres' });
  await admin.connect();
  await admin.query('create database template_tandem');
  await admin.end();
  await migrateSchema({ socketFolder: at.host, port: at.port, user: at.user, database: 'template_tandem' });
  process.env['TEST_POSTGRES'] = JSON.stringify(at);
};
module.exports = setup;
