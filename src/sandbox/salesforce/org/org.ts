/**
 * One Salesforce org: its objects, records, users and clock. All reading is direct; all changing goes through a
 * `Transaction`, which is atomic because nothing here waits.
 */
import { randomBytes } from 'node:crypto';
import { openClock, type SandboxClock } from '../../common/clock';
import { SeededRandom } from '../../common/random';
import { CustomSchema } from './custom-schema';
import { HiddenRecords } from './hidden-records';
import { parseId, toId } from './ids';
import { RecycleBin } from './recycle-bin';
import type { Row } from './row';
import type { ChildRelationship, Field, SObjectType } from './schema';
import { Sessions } from './sessions';
import { StageSet } from './stage-set';
import type { SObjectSpec } from './sobject';
import { SObject } from './sobject';
import type { Storage } from './storage';
import { standardObjects } from './standard-objects';
import { Table } from './table';
import type { Actor, Committed } from './committed';
import { Transaction } from './transaction';
import type { Check, RowStriker } from './check';
import { Rules } from './rules';
import { RowLocks } from './row-locks';

const RANDOM_SEED = 20_261_126;
/** Custom objects are numbered from here: `a00`, `a01` … (contract 8). */
const CUSTOM_PREFIX = 'a';

/** Sees every transaction once it is committed. */
export type Watcher = (committed: Committed) => void;

interface OrgOptions {
  readonly token?: string | undefined;
  readonly clock?: SandboxClock | undefined;
  readonly number?: number | undefined;
}

export class Org implements Storage {
  readonly clock: SandboxClock;
  readonly random = new SeededRandom(RANDOM_SEED);
  readonly sessions = new Sessions(this);
  readonly organizationId: string;
  /** Whose token is printed: an integration's own user. */
  readonly integrationUserId: string;
  /** Who edits by the control API: a person in Salesforce's own pages. */
  readonly salespersonId: string;
  readonly token: string;
  /** Of the administrators, in the order in which they are asked: locks, validation rules, duplicate rules. */
  readonly checks: Check[] = [];
  readonly customSchema: CustomSchema = new CustomSchema(this);
  readonly stages: StageSet;
  readonly locks = new RowLocks(() => this.now());
  readonly rules = new Rules();
  readonly hidden: HiddenRecords;
  commitDelayMs = 0;
  /** Of the `Date` header against the clock by which rows are stamped: the two are not of one machine. */
  dateSkewMs = 0;
  strikeRows: RowStriker | undefined;
  private readonly types = new Map<string, SObject>();
  private readonly byPrefix = new Map<string, SObject>();
  private readonly tables = new Map<SObject, Table>();
  /** Never used twice, also when a transaction that took one is undone. */
  private readonly ordinals = new Map<SObject, number>();
  private readonly watchers: Watcher[] = [];
  readonly bin = new RecycleBin(this);
  private customObjects = 0;
  private schemaChange: number;

  constructor(options: OrgOptions = {}) {
    this.clock = openClock(options.clock);
    this.schemaChange = this.clock.now();
    this.checks.push(this.locks.check, this.rules.check);
    for (const spec of standardObjects) this.addType(spec);
    this.stages = new StageSet(this.known('Opportunity'));
    const setup = new Transaction(this, { userId: toId('005', 1), origin: '' });
    this.integrationUserId = this.addUser(setup, 'integration', 'Integration User');
    this.salespersonId = this.addUser(setup, 'sales', 'Salesperson');
    this.hidden = new HiddenRecords(this.integrationUserId);
    this.organizationId = this.addOrganization(setup, options.number ?? 1);
    this.token = options.token ?? newSessionId(this.organizationId);
    this.sessions.add(this.token, { userId: this.integrationUserId });
    setup.commit();
  }

  now(): number {
    return this.clock.now();
  }

  isActiveUser(id: string): boolean {
    const type = this.known('User');
    const row = this.rowById(type, id);
    // A field that is hidden from everybody says nothing of anybody.
    return row !== undefined && type.field('IsActive')?.read(row) !== false;
  }

  begin(actor: Actor): Transaction {
    return new Transaction(this, actor);
  }

  /** What the work writes is committed with it; a refusal unmakes it. */
  transact<T>(actor: Actor, work: (transaction: Transaction) => T): T {
    const transaction = this.begin(actor);
    const start = transaction.savepoint();
    try {
      const result = work(transaction);
      transaction.commit();
      return result;
    } catch (error) {
      transaction.rollbackTo(start);
      throw error;
    }
  }

  watch(watcher: Watcher): void {
    this.watchers.push(watcher);
  }

  tell(committed: Committed): void {
    for (const watcher of this.watchers) watcher(committed);
  }

  /** When an object or a field last came, went or changed; one time for all, as a field of one shows in the describe of another. */
  get schemaChangedAt(): number {
    return this.schemaChange;
  }

  allTypes(): Iterable<SObject> {
    return this.types.values();
  }

  sObjectType(name: string): SObject | undefined {
    return this.types.get(name.toLowerCase());
  }

  typeOfId(id: string): SObject | undefined {
    const parsed = parseId(id);
    return parsed && this.byPrefix.get(parsed.keyPrefix);
  }

  addType(spec: SObjectSpec): SObject {
    const type = new SObject(spec, () => {
      this.schemaChange = this.now();
    });
    this.types.set(type.name.toLowerCase(), type);
    this.byPrefix.set(type.keyPrefix, type);
    this.tables.set(type, new Table());
    return type;
  }

  addCustomObject(spec: Omit<SObjectSpec, 'keyPrefix'>): SObject {
    const number = (this.customObjects++).toString(36).padStart(2, '0');
    return this.addType({ ...spec, keyPrefix: `${CUSTOM_PREFIX}${number}` });
  }

  /** With its rows. */
  removeObject(type: SObject): void {
    this.types.delete(type.name.toLowerCase());
    this.byPrefix.delete(type.keyPrefix);
    this.tables.delete(type);
    this.schemaChange = this.now();
  }

  table(type: SObjectType): Table {
    const table = this.tables.get(type as SObject);
    if (table === undefined) throw new Error(`No table of ${type.name}`);
    return table;
  }

  takeOrdinal(type: SObject): number {
    const ordinal = Math.max(this.ordinals.get(type) ?? 1, this.table(type).nextOrdinal);
    this.ordinals.set(type, ordinal + 1);
    return ordinal;
  }

  childRelationships(parent: SObjectType): readonly ChildRelationship[] {
    return [...this.types.values()].flatMap((type) =>
      type.fields
        .filter((field) => field.referenceTo.includes(parent.name))
        .map((field) => ({ name: field.childRelationshipName, type, field })),
    );
  }

  rows(type: SObjectType): Iterable<Row> {
    return this.table(type).rows();
  }

  rowById(type: SObjectType, id: string): Row | undefined {
    const parsed = parseId(id);
    return parsed?.keyPrefix === type.keyPrefix ? this.table(type).get(parsed.ordinal) : undefined;
  }

  rowsWhere(type: SObjectType, field: Field, value: string): Iterable<Row> | undefined {
    const indexed = field.unique || field.idLookup || field.type === 'reference' || field.type === 'email';
    return indexed && field.position >= 0 ? this.table(type).where(field, value) : undefined;
  }

  idOf(type: SObjectType, row: Row): string {
    return toId(type.keyPrefix, row.ordinal);
  }

  private addUser(setup: Transaction, name: string, lastName: string): string {
    const type = this.known('User');
    const row = setup.insert(
      type,
      this.valuesOf(type, {
        Username: `${name}@sandbox.example.com`,
        Email: `${name}@sandbox.example.com`,
        LastName: lastName,
        Alias: name.slice(0, 8),
        IsActive: true,
        UserType: 'Standard',
        TimeZoneSidKey: 'UTC',
        LocaleSidKey: 'en_US',
        LanguageLocaleKey: 'en_US',
        EmailEncodingKey: 'UTF-8',
      }),
    );
    return type.idOf(row);
  }

  private addOrganization(setup: Transaction, number: number): string {
    const type = this.known('Organization');
    this.ordinals.set(type, number);
    const row = setup.insert(
      type,
      this.valuesOf(type, {
        Name: 'Sandbox',
        OrganizationType: 'Developer Edition',
        InstanceName: 'BOX',
        IsSandbox: false,
        DefaultLocaleSidKey: 'en_US',
        LanguageLocaleKey: 'en_US',
        TimeZoneSidKey: 'UTC',
      }),
    );
    return type.idOf(row);
  }

  private known(name: string): SObject {
    const type = this.sObjectType(name);
    if (type === undefined) throw new Error(`No object ${name}`);
    return type;
  }

  private valuesOf(type: SObject, values: Readonly<Record<string, string | boolean>>): Map<Field, string | boolean> {
    return new Map(
      Object.entries(values).map(([name, value]) => {
        const field = type.field(name);
        if (field === undefined) throw new Error(`${type.name} has no field ${name}`);
        return [field, value];
      }),
    );
  }
}

/** Looks like a real one: the org's id of 15 characters, an exclamation mark, and what only Salesforce could read. */
export function newSessionId(organizationId: string): string {
  return `${organizationId.slice(0, 15)}!AQ${randomBytes(70).toString('base64url').replaceAll('-', '.')}`;
}
