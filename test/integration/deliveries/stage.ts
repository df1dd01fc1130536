/** What deliveries work with: a database with changes in its feeds, a receiver, a clock that a test pushes ahead, and a log. */
import { Writable } from 'node:stream';
import { toView } from '../../../src/http/changes.controller';
import { claimDelivery, deliver, type Delivering } from '../../../src/jobs/deliver';
import { findDestination, sayDestination, type WantedDestination } from '../../../src/operate/destination';
import { createLogger } from '../../../src/platform/logger';
import { openSecretKeys } from '../../../src/platform/secret-keys';
import { appendChanges, listChanges, takeSeqs, type Change } from '../../../src/store/changes';
import { DestinationLost, type Destination } from '../../../src/store/destinations';
import { inTenant, type DataSource } from '../../../src/store/transaction';
import { Waker } from '../../../src/store/wake';
import { storeSampleConnection } from '../../support/connection';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { Receiver } from '../../support/receiver';

/** In every change; must stand in no log. */
export const personal = { firstName: 'Žofie-Personal', email: 'zofie@personal.example' };
const stream = { connectionId: 'crm', object: 'customer' } as const;

export class Stage {
  nowMs = Math.floor(Date.now() / 1_000) * 1_000;
  log = '';
  readonly keys = openSecretKeys({ secretKey: 'seals the secrets of this test', previousSecretKey: null, dataDir: '' });

  private constructor(
    readonly database: TestDatabase,
    readonly app: DataSource,
    readonly waker: Waker,
    readonly receiver: Receiver,
  ) {}

  static async start(): Promise<Stage> {
    const database = await createTestDatabase();
    const app = await database.open();
    for (const tenant of ['one', 'two']) {
      await database.createTenant(tenant);
      await storeSampleConnection(app, tenant, 'crm');
    }
    return new Stage(database, app, new Waker(database.app), await Receiver.start());
  }

  async close(): Promise<void> {
    await this.receiver.close();
    await this.database.drop();
  }

  now(): Date {
    return new Date(this.nowMs);
  }

  /** As a process has it. */
  parts(over: Partial<Delivering> = {}): Delivering {
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done): void => {
        this.log += chunk.toString();
        done();
      },
    });
    return {
      database: this.app,
      clock: { now: () => this.now(), stop: () => undefined },
      waker: this.waker,
      logger: createLogger('debug', sink),
      keys: this.keys,
      random: () => 0.5,
      leaseMs: 60_000,
      deadlineMs: 15_000,
      allowedOrigins: [this.receiver.origin],
      sayChange: toView,
      ...over,
    };
  }

  /** Puts changes into the feed of a tenant, as settling a look does. Answers their numbers. */
  async offer(count: number, tenantId = 'one'): Promise<readonly number[]> {
    return inTenant(this.app, tenantId, async (tx) => {
      const first = await takeSeqs(tx, tenantId, count);
      const changes = Array.from({ length: count }, (_, n) => ({
        seq: first + n,
        sourceId: `c${n % 3}`,
        externalId: `${n % 3}`,
        news: {
          kind: 'changed' as const,
          fields: {
            firstName: { from: null, to: `${personal.firstName} ${first + n}` },
            email: { from: null, to: personal.email },
          },
        },
      }));
      await appendChanges(tx, tenantId, stream, { changes, now: this.now() });
      return changes.map(({ seq }) => seq);
    });
  }

  /** Has changes sent to the receiver, or as said. Answers the secret. */
  async say(wanted: WantedDestination = {}, tenantId = 'one'): Promise<string> {
    const url = `${this.receiver.origin}/hook?key=personal-in-the-url`;
    const said = await sayDestination(this.parts(), tenantId, { url, ...wanted });
    return said?.secret ?? '';
  }

  async destination(tenantId = 'one'): Promise<Destination> {
    const found = await findDestination({ database: this.app }, tenantId);
    if (!found) throw new Error(`${tenantId} has no destination`);
    return found;
  }

  changes(tenantId = 'one'): Promise<readonly Change[]> {
    return inTenant(this.app, tenantId, (tx) => listChanges(tx, tenantId, { after: 0, limit: 1_000 }));
  }

  /** Turns until nothing is due, as one process has them. Answers how many there were. */
  async run(over: Partial<Delivering> = {}): Promise<number> {
    const parts = this.parts(over);
    for (let turns = 0; ; turns += 1) {
      const claimed = await claimDelivery(parts);
      if (claimed === null) return turns;
      await deliver(parts, claimed, () => false).catch((error: unknown) => {
        if (!(error instanceof DestinationLost)) throw error;
      });
    }
  }
}
