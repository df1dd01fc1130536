/** A stream's turns for themselves: the real engine on a real database, before HubSpot in a box, at a time that stands still. */
import { catalogs } from '../../src/catalog/catalog';
import type { Connector } from '../../src/connectors/connector';
import { createHubspotConnector } from '../../src/connectors/hubspot/connector';
import { fixedToken } from '../../src/connectors/token';
import { lanes } from '../../src/core/lane';
import type { ObjectType } from '../../src/core/record';
import { receiveWrites } from '../../src/intake/records';
import { claimStream, type ClaimedStream } from '../../src/store/streams';
import { Waker } from '../../src/store/wake';
import type { Engine } from '../../src/sync/engine';
import { syncStream } from '../../src/sync/sync-stream';
import type { TurnWatch } from '../../src/sync/turn';
import { storeSampleConnection } from './connection';
import { Crm } from './crm';
import { createTestDatabase, type TestDatabase } from './database';
import { engineParts, now } from './engine-parts';
import { anyCalls } from './quota';

const owner = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const mute = { wake: () => undefined } as unknown as Waker;

/** Longer than any test: a call is held until the faults are cleared. */
export const heldMs = 600_000;

type Records = Readonly<Record<string, object>>;

export class TurnGround {
  private version = 0;

  private constructor(
    readonly database: TestDatabase,
    readonly engine: Omit<Engine, 'connectorFor'>,
    readonly crm: Crm,
    readonly hubspot: Connector,
  ) {}

  static async lay(): Promise<TurnGround> {
    const database = await createTestDatabase();
    const app = await database.open();
    const waker = new Waker(database.app);
    await waker.start();
    await database.createTenant('one');
    await storeSampleConnection(app, 'one', 'crm');
    const crm = await Crm.start();
    const hubspot = createHubspotConnector({
      token: fixedToken(crm.token),
      baseUrl: crm.url,
      keyProperty: 'tandem_id',
      callDeadlineMs: heldMs,
      parallelCalls: 3,
    });
    const made = ['tandem_id', 'tandem_revision', 'tandem_url'].map((name) => {
      return { name, label: name, description: '', type: 'text' as const, unique: name === 'tandem_id' };
    });
    const context = { beforeCall: () => Promise.resolve(), onCallout: () => undefined, now: () => now };
    for (const object of ['contacts', 'companies']) await hubspot.provision(context, object, made);
    const engine = {
      ...engineParts(app, waker),
      leaseMs: 1_300_000,
      callDeadlineMs: heldMs,
      catalogFor: () => catalogs.hubspot,
      quota: anyCalls,
    };
    return new TurnGround(database, engine, crm, hubspot);
  }

  /** As before the first change. */
  async clear(): Promise<void> {
    await this.database.query('truncate dirty, link, record, batch_intents');
    await this.database.query('update connection set bulk_after = null, throttled_until = null');
    await this.crm.resetCounters();
  }

  async close(): Promise<void> {
    this.hubspot.close();
    await this.crm.close();
    await this.engine.waker.stop();
    await this.database.drop();
  }

  /** Changes of the order system, in the lane that they come in, or in that of a migration. */
  async put(lane: 'live' | 'migration', object: ObjectType, records: Records): Promise<void> {
    this.version += 1;
    const writes = Object.entries(records).map(([sourceId, fields]) => ({
      verb: 'put' as const,
      object,
      sourceId,
      fields:
        object === 'customer' ? { email: `${sourceId}@example.com`, lastName: sourceId, ...fields } : { ...fields },
      updatedAt: new Date(now.getTime() + this.version),
    }));
    await receiveWrites({ ...this.engine, waker: lane === 'live' ? this.engine.waker : mute }, 'one', object, writes);
    if (lane === 'migration') {
      await this.database.query('update dirty set lane = $1 where source_id = any($2)', [
        lanes[lane],
        Object.keys(records),
      ]);
    }
  }

  claim(at = now): Promise<ClaimedStream | null> {
    return claimStream(this.engine.database, { owner, now: at, leaseMs: this.engine.leaseMs });
  }

  /** One turn at whichever stream is next. */
  async turn(connector = this.hubspot, over: Partial<Engine> = {}, watch: Partial<TurnWatch> = {}): Promise<void> {
    await syncStream({ ...this.engine, ...over, connectorFor: () => connector }, (await this.claim())!, watch);
  }

  states(): Promise<readonly { readonly source_id: string; readonly state: string }[]> {
    return this.database.query('select source_id, state from link order by source_id');
  }
}
