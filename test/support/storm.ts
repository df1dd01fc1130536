/**
 * Edits of the same records on both sides at once, by chance: of each record every field is the order system's, the
 * salespeople's, or both have edited it once before anybody looked. So what each field must say in the end is known.
 */
import { customerOf } from './family';
import type { ChangeView } from './order-system';
import type { Story } from './story';
import { SeededRandom } from '../../src/sandbox/common/random';

/** Field, CRM property, policy, and whose word stands when both have edited. */
const lines = {
  firstName: { property: 'firstname', policy: 'crm', stands: 'theirs' },
  lastName: { property: 'lastname', policy: 'order-system', stands: 'ours' },
  // The order system's versions are of long ago.
  address: { property: 'address', policy: 'newest', stands: 'theirs' },
  phone: { property: 'phone', policy: 'fill-blanks', stands: 'ours' },
} as const;
export type FieldName = keyof typeof lines;
export const fieldsOf = Object.keys(lines) as readonly FieldName[];

type Values = Readonly<Record<FieldName, string>>;
type Owner = 'order-system' | 'sales' | 'both';

interface Person {
  readonly id: string;
  readonly owners: Readonly<Record<FieldName, Owner>>;
  contact: string;
  values: Values;
}

export interface ClashSeen {
  readonly id: string;
  readonly field: string;
  readonly ours: unknown;
  readonly theirs: unknown;
  readonly outcome: string | null;
}

/** What sales edit besides, and nobody maps: events like any others. */
const noise = ['city', 'zip', 'jobtitle', 'website'];

const people = 120;
const editsOfEach = 7;
const ordersOfEach = 2;
const salespeople = 4;

export class Storm {
  static readonly fieldRules = fieldsOf.map((field) => ({
    object: 'customer',
    field,
    direction: 'both',
    policy: lines[field].policy,
  }));
  static readonly toldProperties = [...fieldsOf.map((field) => lines[field].property), ...noise].filter(
    (name) => name !== 'firstname', // which is told of anyhow
  );

  readonly heard: ChangeView[] = [];
  private readonly everybody: readonly Person[];
  private readonly clashing: ClashSeen[] = [];
  private made = 0;
  /** What happens is the same for the same seed. */
  private readonly random: SeededRandom;

  constructor(
    private readonly story: Story,
    seed: number,
  ) {
    this.random = new SeededRandom(seed);
    this.everybody = Array.from({ length: people }, (_, n) => this.newPerson(`p${n}`));
  }

  /** Everybody is known on both sides. */
  async begin(): Promise<void> {
    const { shop } = this.story;
    await shop.putAll(
      'customer',
      new Map(this.everybody.map(({ id, values }) => [id, { ...customerOf(id), ...values }])),
    );
    await this.story.quiet();
    const links = await this.story.database.query<{ id: string; contact: string }>(
      'select source_id as id, external_id as contact from link',
    );
    const contacts = new Map(links.map(({ id, contact }) => [id, contact]));
    for (const person of this.everybody) person.contact = contacts.get(person.id) ?? '';
  }

  /** What both have edited is pushed, and while it is, both go on; the order system accepts what it hears. */
  async rage(): Promise<void> {
    const { database } = this.story;
    await database.query(`update connection set state = 'paused'`);
    await this.clash();
    await database.query(`update connection set state = 'active'`);
    await this.story.wake();
    const left = this.shuffled(this.everybody.flatMap((person) => Array<Person>(editsOfEach).fill(person)));
    const editing = Array.from({ length: salespeople }, async () => {
      for (let person = left.pop(); person; person = left.pop()) await this.edit(person);
    });
    await Promise.all([...editing, this.takeOrders()]);
    await this.hearAll();
  }

  expected(): Readonly<Record<string, Values>> {
    return Object.fromEntries(this.everybody.map(({ id, values }) => [id, values]));
  }

  /** What the service holds to be the order system's word. */
  async ours(): Promise<Readonly<Record<string, Values>>> {
    const rows = await this.story.database.query<{ id: string; fields: Values }>(
      'select source_id as id, fields from record',
    );
    return Object.fromEntries(rows.map(({ id, fields }) => [id, valuesOf((field) => fields[field])]));
  }

  async theirs(): Promise<Readonly<Record<string, Values>>> {
    const contacts = new Map((await this.story.crm.live('contacts')).map((one) => [one.id, one.properties]));
    return Object.fromEntries(
      this.everybody.map(({ id, contact }) => [
        id,
        valuesOf((field) => contacts.get(contact)?.[lines[field].property] ?? ''),
      ]),
    );
  }

  clashes(): readonly ClashSeen[] {
    return this.clashing;
  }

  isOfSalesAlone(id: string, field: FieldName): boolean {
    return this.everybody.find((person) => person.id === id)?.owners[field] === 'sales';
  }

  private newPerson(id: string): Person {
    const [ours, both] = this.shuffled(fieldsOf);
    const owners = valuesOf((field): Owner => (field === ours ? 'order-system' : field === both ? 'both' : 'sales'));
    return { id, owners, contact: '', values: valuesOf((field) => this.newValue(field)) };
  }

  private async clash(): Promise<void> {
    for (const person of this.everybody) {
      const [field] = this.fieldsOf(person, 'both');
      if (!field) continue;
      const [ours, theirs] = [this.newValue(field), this.newValue(field)];
      const { property, stands } = lines[field];
      await this.story.crm.edit('contacts', person.contact, { properties: { [property]: theirs } });
      await this.story.shop.change('customer', person.id, { [field]: ours });
      person.values = { ...person.values, [field]: stands === 'ours' ? ours : theirs };
      this.clashing.push({ id: person.id, field, ours, theirs, outcome: stands });
    }
  }

  /** A salesperson edits all fields that are theirs alone, and some more. */
  private async edit(person: Person): Promise<void> {
    const fields = this.fieldsOf(person, 'sales');
    const values = Object.fromEntries(fields.map((field) => [field, this.newValue(field)]));
    person.values = { ...person.values, ...values };
    const properties = Object.fromEntries([
      ...fields.map((field) => [lines[field].property, values[field] ?? ''] as const),
      ...noise.map((name) => [name, `${name} ${this.made}`] as const),
    ]);
    await this.story.crm.edit('contacts', person.contact, { properties });
  }

  /** One after the other, as its versions are. */
  private async takeOrders(): Promise<void> {
    for (const person of this.shuffled(this.everybody.flatMap((one) => Array<Person>(ordersOfEach).fill(one)))) {
      const [field] = this.fieldsOf(person, 'order-system');
      if (!field) continue;
      const value = this.newValue(field);
      person.values = { ...person.values, [field]: value };
      await this.story.shop.change('customer', person.id, { [field]: value });
      if (this.random.next() < 0.2) await this.hear();
    }
  }

  /** Until nobody has anything to say any more. */
  private async hearAll(): Promise<void> {
    for (let heard = 1; heard > 0; heard = await this.hear()) {
      await this.story.until('all events are delivered', async () => {
        return ((await this.story.crm.webhookCounters())['due'] ?? 0) === 0;
      });
      await this.story.quiet();
    }
  }

  private async hear(): Promise<number> {
    const changes = await this.story.shop.readChanges();
    for (const change of changes) await this.story.shop.accept(change);
    this.heard.push(...changes);
    return changes.length;
  }

  private fieldsOf({ owners }: Person, owner: Owner): readonly FieldName[] {
    return fieldsOf.filter((field) => owners[field] === owner);
  }

  /** No value is made twice. */
  private newValue(field: FieldName): string {
    this.made += 1;
    return field === 'phone' ? `+4420${String(70_000_000 + this.made)}` : `${field} ${this.made}`;
  }

  private shuffled<T>(list: readonly T[]): T[] {
    const left = [...list];
    return Array.from(list, () => left.splice(Math.floor(this.random.next() * left.length), 1)[0]!);
  }
}

function valuesOf<T>(valueOf: (field: FieldName) => T): Record<FieldName, T> {
  return Object.fromEntries(fieldsOf.map((field) => [field, valueOf(field)])) as Record<FieldName, T>;
}
