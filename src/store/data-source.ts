/** Connections to Postgres: the service's, as `tandem_app`, and the owner's, for schema migrations and first keys. */
import { types, type ClientBase } from 'pg';
import { DataSource } from 'typeorm';
import { FirstLight20261122000000 } from '../../migrations/20261122000000-first-light';
import { KeysAndIdempotency20261123000000 } from '../../migrations/20261123000000-keys-and-idempotency';
import { MarksWithoutAForeignKey20261123000050 } from '../../migrations/20261123000050-marks-without-a-foreign-key';
import { Standing20261123000100 } from '../../migrations/20261123000100-standing';
import { LeastRights20261123000200 } from '../../migrations/20261123000200-least-rights';
import { RecordsInOneCall20261123000300 } from '../../migrations/20261123000300-records-in-one-call';
import { UnseenRecordsInOneCall20261125000000 } from '../../migrations/20261125000000-unseen-records-in-one-call';
import { TokenRefresh20261125000100 } from '../../migrations/20261125000100-token-refresh';
import { IntentsOfABatch20261125000200 } from '../../migrations/20261125000200-intents-of-a-batch';
import { RemoteSignals20261125000300 } from '../../migrations/20261125000300-remote-signals';
import { Cursors20261125000400 } from '../../migrations/20261125000400-cursors';
import { MarksThatAreThere20261126000000 } from '../../migrations/20261126000000-marks-that-are-there';
import { Changes20261126000100 } from '../../migrations/20261126000100-changes';
import { Destination20261126000200 } from '../../migrations/20261126000200-destination';
import { Strangers20261126000300 } from '../../migrations/20261126000300-strangers';
import { Erasure20261126000400 } from '../../migrations/20261126000400-erasure';
import { UnansweredOffers20261126002100 } from '../../migrations/20261126002100-unanswered-offers';
import { CustomFieldsThatAreTold20261126003000 } from '../../migrations/20261126003000-custom-fields-that-are-told';
import { Messages20261126005000 } from '../../migrations/20261126005000-messages';
import { EventStreams20261126005100 } from '../../migrations/20261126005100-event-streams';
import { SkippedLinks20261126010000 } from '../../migrations/20261126010000-skipped-links';
import { EmailVerdicts20261126010100 } from '../../migrations/20261126010100-email-verdicts';
import { Described20261126010200 } from '../../migrations/20261126010200-described';
import { Checkpoints20261126004000 } from '../../migrations/20261126004000-checkpoints';
import { MappingVersions20261126010300 } from '../../migrations/20261126010300-mapping-versions';
import { ReasonsOfLinks20261126010400 } from '../../migrations/20261126010400-reasons-of-links';
import { MappedFieldsThatAreTold20261126010600 } from '../../migrations/20261126010600-mapped-fields-that-are-told';
import { Quota20261127010100 } from '../../migrations/20261127010100-quota';
import { UsageReadings20261127010600 } from '../../migrations/20261127010600-usage-readings';
import { UsageReadingsAreLeased20261127010700 } from '../../migrations/20261127010700-usage-readings-are-leased';
import { Searches20261127010800 } from '../../migrations/20261127010800-searches';
import { PagesOfSweeps20261127020000 } from '../../migrations/20261127020000-pages-of-sweeps';
import { ClaimsByIndex20261127030000 } from '../../migrations/20261127030000-claims-by-index';
import { KeysBeginWithIds20261127040000 } from '../../migrations/20261127040000-keys-begin-with-ids';
import { MarksOfAStream20261127040100 } from '../../migrations/20261127040100-marks-of-a-stream';
import { RepeatsWithoutAFlush20261128000000 } from '../../migrations/20261128000000-repeats-without-a-flush';
import { Markings20261128010000 } from '../../migrations/20261128010000-markings';
import { MarkingsOfWhatIsHeld20261128020000 } from '../../migrations/20261128020000-markings-of-what-is-held';
import { ConflictsThatMoved20261128050000 } from '../../migrations/20261128050000-conflicts-that-moved';

import { AnswersByNumber20261128030000 } from '../../migrations/20261128030000-answers-by-number';
import { Migrations20261127010400 } from '../../migrations/20261127010400-migrations';
import { BulkAfter20261127010200 } from '../../migrations/20261127010200-bulk-after';
import { WhatWasSaidInWhichCall20261126002000 } from '../../migrations/20261126002000-what-was-said-in-which-call';
import { Schedule20261127010500 } from '../../migrations/20261127010500-schedule';

/** Where a database is: a URL, or the embedded one's socket. */
export type DatabaseAddress =
  | { readonly url: string }
  | { readonly socketFolder: string; readonly port: number; readonly user: string; readonly database: string };

// bigint as number: sequences and fences stay far below 2^53, and a string would compare "9" > "10".
types.setTypeParser(types.builtins.INT8, Number);

/** All schema migrations, in order. */
const schemaMigrations = [
  FirstLight20261122000000,
  KeysAndIdempotency20261123000000,
  MarksWithoutAForeignKey20261123000050,
  Standing20261123000100,
  LeastRights20261123000200,
  RecordsInOneCall20261123000300,
  UnseenRecordsInOneCall20261125000000,
  TokenRefresh20261125000100,
  IntentsOfABatch20261125000200,
  RemoteSignals20261125000300,
  Cursors20261125000400,
  MarksThatAreThere20261126000000,
  Changes20261126000100,
  Destination20261126000200,
  Strangers20261126000300,
  Erasure20261126000400,
  WhatWasSaidInWhichCall20261126002000,
  UnansweredOffers20261126002100,
  CustomFieldsThatAreTold20261126003000,
  Checkpoints20261126004000,
  Messages20261126005000,
  EventStreams20261126005100,
  SkippedLinks20261126010000,
  EmailVerdicts20261126010100,
  Described20261126010200,
  MappingVersions20261126010300,
  ReasonsOfLinks20261126010400,
  MappedFieldsThatAreTold20261126010600,
  Quota20261127010100,
  BulkAfter20261127010200,
  Migrations20261127010400,
  Schedule20261127010500,
  UsageReadings20261127010600,
  UsageReadingsAreLeased20261127010700,
  Searches20261127010800,
  PagesOfSweeps20261127020000,
  ClaimsByIndex20261127030000,
  KeysBeginWithIds20261127040000,
  MarksOfAStream20261127040100,
  RepeatsWithoutAFlush20261128000000,
  Markings20261128010000,
  MarkingsOfWhatIsHeld20261128020000,
  ConflictsThatMoved20261128050000,

  AnswersByNumber20261128030000,
];

/**
 * A server that cuts a connection in the moment it is made tells so before anybody has taken the connection, and an
 * error that nobody hears ends the process (so pg 8.23 reads; a service ended once in a test that cuts all connections).
 * Whoever takes the connection then finds it broken and is told so.
 */
function hearErrors(client: ClientBase): void {
  client.on('error', () => undefined);
}

export function createDataSource(address: DatabaseAddress, poolSize: number): DataSource {
  const where =
    'url' in address
      ? { url: address.url }
      : { host: address.socketFolder, port: address.port, username: address.user, database: address.database };
  return new DataSource({
    type: 'postgres',
    ...where,
    applicationName: 'tandem',
    synchronize: false,
    migrations: schemaMigrations,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    extra: { max: poolSize, onConnect: hearErrors },
  });
}

/** How a plain `pg` client reaches the same database; LISTEN needs a connection outside the pool. */
export function clientOptions(address: DatabaseAddress): Record<string, unknown> {
  return 'url' in address
    ? { connectionString: address.url }
    : { host: address.socketFolder, port: address.port, user: address.user, database: address.database };
}
