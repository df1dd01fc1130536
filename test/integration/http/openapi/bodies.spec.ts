import fc from 'fast-check';
import { objectTypes, type ObjectType } from '../../../../src/core/record';
import type { Operation } from '../../../../src/http/openapi/operation';
import { fieldNames } from '../../../../src/operate/field-names';
import { prepare } from './drivers';
import { document, misfits, operationOf, type Schema } from './judge';
import { broken, fitting, type Given } from './values';
import { nowhere, World } from './world';

/** Printed with a failure; the same one makes the same values. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

interface Verdict {
  readonly document: boolean;
  readonly server: boolean;
  readonly body: string;
  readonly said: string;
}

const types = ['Company', 'Customer', 'Order'] as const;
const schemaOf = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
/** As the document promises: a line is told from the others by its id. */
const lines = fc.oneof(
  fc.constant(null),
  fc.uniqueArray(fitting(schemaOf('OrderLine')), {
    maxLength: 4,
    selector: (line) => (line as { lineId: string }).lineId,
  }),
);

describe(`a body (FUZZ_SEED=${seed})`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.close());

  const sample = (schema: Schema, given: Given, numRuns = 100): readonly unknown[] => [
    ...fc.sample(fitting(schema, given), { seed, numRuns }),
    ...fc.sample(broken(schema, given), { seed, numRuns: 2 * numRuns }),
  ];

  const judge = async (
    operation: Operation,
    schema: Schema,
    bodies: readonly unknown[],
  ): Promise<readonly Verdict[]> => {
    const verdicts: Verdict[] = [];
    for (const value of bodies.filter((one) => !isStep(one))) {
      const body = JSON.stringify(value);
      if (setsPrototype.test(body)) continue;
      const { status, text } = await world.ask(operation, { raw: body, ...pathOf(operation, value) });
      const server = status !== 400 && !text.includes('"result":"refused"');
      verdicts.push({ document: misfits(schema, JSON.parse(body)).length === 0, server, body, said: text });
    }
    return verdicts;
  };

  /** A record is sent to the path of its own id: that the two agree is no schema's to say. */
  const pathOf = ({ path }: Operation, value: unknown): { id?: string } => {
    const { id } = (value ?? {}) as { id?: unknown };
    const isNamed = /^\/v1\/(companies|customers|orders)\/\{id\}/.test(path);
    return isNamed && typeof id === 'string' && /^[\w.:-]{1,64}$/.test(id) ? { id } : {};
  };

  /** Refused in every body before a schema sees it (`bad-input.spec.ts`). */
  const setsPrototype = /"__proto__"\s*:/;

  /** No path can end in these: whoever sends it takes them for steps in it. */
  const isStep = (value: unknown): boolean => {
    const { id } = (value ?? {}) as { id?: unknown };
    return id === '.' || id === '..';
  };

  const expectAgreement = (verdicts: readonly Verdict[]): void => {
    expect(verdicts.filter((one) => one.document !== one.server)).toEqual([]);
    // Else nothing was tried.
    for (const accepted of [true, false])
      expect(verdicts.filter(({ document: fits }) => fits === accepted).length).toBeGreaterThan(verdicts.length / 10);
  };

  it.each(types)('of a %s is taken as the document says', async (type) => {
    for (const verb of ['put', 'patch']) {
      const operation = operationOf(`${verb}${type}`);
      await world.askFor(`put${type}`);
      expectAgreement(
        await judge(operation, schemaOf(type), sample(schemaOf(type), { lines, id: fc.constant('1042') }, 60)),
      );
    }
  });

  it.each(types)('of a %s batch is taken as the document says', async (type) => {
    const schema = schemaOf(`${type}Batch`);
    expectAgreement(await judge(operationOf(`post${type}Batch`), schema, sample(schema, { lines }, 60)));
  });

  it.each(types)('of a line of a %s import is taken as the document says', async (type) => {
    const schema = schemaOf(`${type}Row`);
    const values = sample(schema, { lines }, 400);
    const raw = values.map((value) => JSON.stringify(value)).join('\n');
    const { text } = await world.askFor(`post${type}Import`, { raw });
    const said = text.split('\n');
    expectAgreement(
      values.map((value, index) => ({
        document: misfits(schema, JSON.parse(JSON.stringify(value))).length === 0,
        server: !(said[index] ?? '').includes('"result":"refused"'),
        body: JSON.stringify(value),
        said: said[index] ?? '',
      })),
    );
  });

  it('that chooses what is retried is taken as the document says', async () => {
    const schema = schemaOf('RetryChoice');
    expectAgreement(
      await judge(
        operationOf('retryParked'),
        schema,
        sample(schema, {}).filter((value) => value !== null),
      ),
    );
  });

  it('that confirms an address is taken as the document says', async () => {
    const operation = operationOf('confirmCustomerEmail');
    await prepare(world, operation);
    const schema = schemaOf('EmailConfirmation');
    const values = sample(schema, { email: fc.constant('ada@engines.example') }, 40).filter((value) => value !== null);
    expectAgreement(await judge(operation, schema, values));
  });

  it.each([
    ['pauseConnection', 'PauseBody'],
    ['resumeConnection', 'ResumeBody'],
    ['makeMessageUrl', 'MessageUrlBody'],
  ])('that says %s is taken as the document says', async (id, name) => {
    await prepare(world, operationOf(id));
    const schema = schemaOf(name);
    const values = sample(schema, {}, 40).filter((value) => value !== null);
    expectAgreement(await judge(operationOf(id), schema, values));
  });

  it.each([
    ['provisionConnection', 'ProvisionBody'],
    ['promoteConnection', 'PromoteBody'],
    ['putMapping', 'MappingDocument'],
    ['previewMapping', 'MappingPreviewBody'],
    ['planMigration', 'MigrationBody'],
    ['approveMigration', 'ApproveBody'],
    ['startMigration', 'MigrationGoOnBody'],
    ['pauseMigration', 'MigrationStopBody'],
    ['putOrderSchedule', 'ScheduleBody'],
    ['putQuota', 'QuotaSettings'],
  ])('of %s is taken as the document says', async (id, name) => {
    await world.api.database.query('delete from connection'); // what is taken is then 404: no CRM is asked
    const schema = schemaOf(name);
    const timeZone = fc.constantFrom('UTC', 'Europe/Berlin');
    const values = sample(schema, { timeZone }, 40).filter((value) => value !== null && hasKnownZones(value));
    expectAgreement(await judge(operationOf(id), schema, values));
  });

  it.each([
    ['acceptChange', 'AcceptBody'],
    ['refuseChange', 'RefuseBody'],
    ['resolveConflict', 'ResolveBody'],
  ])('of %s is taken as the document says', async (id, name) => {
    const operation = operationOf(id);
    await prepare(world, operation);
    const schema = schemaOf(name);
    const fields = fc.constantFrom(['phone'], ['phone', 'phone']);
    const known = id === 'acceptChange' ? { id: fc.constant('1042') } : { fields };
    const values = sample(schema, known).filter((value) => value !== null && isOfThatChange(value));
    expectAgreement(await judge(operation, schema, values));
  });

  it('of a destination is taken as the document says', async () => {
    await world.askFor('putDestination'); // without a url nothing could be signed
    const schema = schemaOf('DestinationBody');
    const url = fc.constantFrom('https://orders.example.com', 'https://8.8.8.8:8443/a?b=c');
    const values = sample(schema, { url }).filter((value) => value !== null);
    expectAgreement(await judge(operationOf('putDestination'), schema, values));
  });

  it('of a connection is taken as the document says', async () => {
    const schema = schemaOf('ConnectionBody');
    const url = fc.constant(nowhere); // what is taken is then 503: no CRM is there
    const recordUrl = fc.constantFrom(null, 'https://shop.example.com/{type}/{id}', 'http://x');
    const customFields = fc.uniqueArray(fitting(schemaOf('CustomField')), {
      maxLength: 3,
      comparator: (a, b) => (a as Named).name === (b as Named).name || (a as Named).property === (b as Named).property,
    });
    const fieldRules = fc.uniqueArray(fc.constantFrom(...objectTypes).chain(ruleOf), {
      maxLength: 3,
      selector: (rule) => `${rule.object}/${rule.field}`,
    });
    const values = sample(schema, { url, recordUrl, customFields, fieldRules }).filter((value) => isSayable(value));
    expectAgreement(await judge(operationOf('putConnection'), schema, values));
  });
});

/** Which fields an object has no schema says beside its type. */
const ruleOf = (object: ObjectType): fc.Arbitrary<{ object: ObjectType; field: string }> => {
  const field = fc.oneof(fc.constantFrom(...fieldNames(object)), fc.stringMatching(/^custom\.[A-Za-z]\w{0,63}$/));
  const rule = fitting(schemaOf('FieldRule')) as fc.Arbitrary<object>;
  return fc.tuple(rule, field).map(([others, name]) => ({ ...others, object, field: name }));
};

/** Which record a change is about, and which fields it has, no schema says. */
function isOfThatChange(value: unknown): boolean {
  const { fields, id } = value as { readonly fields?: unknown; readonly id?: unknown };
  if (typeof id === 'string' && /^[\w.:-]{1,64}$/.test(id) && id !== '1042') return false;
  return !Array.isArray(fields) || fields.every((field) => field === 'phone' || typeof field !== 'string');
}

/** Which time zones there are no schema says. */
function hasKnownZones(value: unknown): boolean {
  const { windows } = value as { readonly windows?: unknown };
  const zones = (Array.isArray(windows) ? windows : []).map(
    (one: unknown) => (one as { timeZone?: unknown } | null)?.timeZone,
  );
  return zones.every((zone) => typeof zone !== 'string' || ['UTC', 'Europe/Berlin'].includes(zone));
}

interface Named {
  readonly name: string;
  readonly property: string;
}

/**
 * Without `url` the CRM's own address is meant, and no test asks there. Which addresses are allowed only the operator knows.
 */
function isSayable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const { url, recordUrl } = value as Readonly<Record<string, unknown>>;
  return (url === nowhere || !['string', 'undefined'].includes(typeof url)) && isAddress(recordUrl);
}

const isAddress = (value: unknown): boolean => typeof value !== 'string' || /^https?:\/\/[^\s/]\S*$/.test(value);

/** Where document and server differ, and why it is left so. `document`: what the schema says. */
const differences = [
  {
    why: 'no schema compares the ids of lines with each other',
    body: { lines: [{ lineId: '1' }, { lineId: '1' }] },
    document: true,
  },
  { why: 'no schema knows which day it is', body: { updatedAt: '2999-01-01T00:00:00Z' }, document: true },
  {
    why: 'RFC 3339 knows leap seconds, Postgres and JavaScript do not',
    body: { placedAt: '2016-12-31T23:59:60Z' },
    document: true,
  },
  { why: 'RFC 3339 has a year 0, Postgres does not', body: { placedAt: '0000-01-01T00:00:00Z' }, document: true },
  { why: 'RFC 3339 allows it to be written small', body: { placedAt: '2026-03-01t12:00:00z' }, document: true },
  { why: 'picoseconds are not kept', body: { placedAt: '2026-03-01T12:00:00.1234567890Z' }, document: true },
  {
    why: 'a port is a number up to 65,535, which a URI does not say',
    body: { url: 'https://shop.example:99999/' },
    document: true,
  },
  { why: 'Postgres cannot store NUL', body: { number: 'a\0b' }, document: true },
  { why: 'half a surrogate pair is no text', body: { number: 'a\ud800b' }, document: true },
  { why: 'the id in the path is another', body: { id: 'another' }, document: true },
  { why: 'seconds may be left out', body: { placedAt: '2026-03-01T12:00Z' }, document: false },
  { why: 'blanks around an address are cut off', body: { url: ' https://shop.example/ ' }, document: false },
  {
    why: 'browsers open addresses with letters of every script',
    body: { url: 'https://shop.example/größe' },
    document: false,
  },
];

describe('a body that document and server see differently', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.close());

  it.each(differences)('is known: $why', async ({ body, document: fits }) => {
    expect(misfits(schemaOf('Order'), body).length === 0).toBe(fits);
    const { status } = await world.askFor('putOrder', { body });
    expect(status === 200).toBe(!fits);
  });

  it('is one that may be left out, and is sent as null', async () => {
    for (const id of [
      'retryParked',
      'pauseConnection',
      'resumeConnection',
      'makeMessageUrl',
      'acceptChange',
      'confirmCustomerEmail',
    ]) {
      await prepare(world, operationOf(id));
      expect(operationOf(id).body?.required).toBe(false);
      const { status } = await world.askFor(id, { raw: 'null' });
      expect(status).toBe(operationOf(id).answer.status);
    }
  });

  it('is the longest that either takes, but for that', async () => {
    const longest: readonly (readonly [string, unknown, unknown])[] = [
      ['name', 'x'.repeat(100_000), 'x'.repeat(100_001)],
      ['custom', keys(200), keys(201)],
      ['custom', { list: Array<string>(1_000).fill('') }, { list: Array<string>(1_001).fill('') }],
      ['custom', { [`a${'b'.repeat(63)}`]: 1 }, { [`a${'b'.repeat(64)}`]: 1 }],
    ];
    for (const [field, most, more] of longest)
      for (const [value, taken] of [
        [most, true],
        [more, false],
      ]) {
        expect(misfits(schemaOf('Company'), { [field]: value }).length === 0).toBe(taken);
        expect((await world.askFor('putCompany', { body: { [field]: value } })).status === 200).toBe(taken);
      }
  });
});

const keys = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));

describe('every schema of a body', () => {
  it('is tried above', () => {
    const bodies = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .flatMap(({ requestBody }) => Object.values(requestBody?.content ?? {}))
      .map(({ schema }) => String(schema['$ref']).split('/').at(-1) ?? '');
    const tried = [
      ...types.flatMap((type) => [type, `${type}Row`, `${type}Batch`]),
      ...[
        'RetryChoice',
        'EmailConfirmation',
        'PauseBody',
        'ResumeBody',
        'MessageUrlBody',
        'ConnectionBody',
        'PromoteBody',
        'ProvisionBody',
        'AcceptBody',
        'RefuseBody',
        'ResolveBody',
        'DestinationBody',
        'MappingDocument',
        'MappingPreviewBody',
        'MigrationBody',
        'ApproveBody',
        'MigrationGoOnBody',
        'MigrationStopBody',
        'ScheduleBody',
        'QuotaSettings',
      ],
    ];
    expect([...new Set(bodies)].sort()).toEqual(tried.sort());
  });
});
