import { switchNames } from '../../../src/sandbox/hubspot/portal/switches';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './support';
import { addUniqueProperty, refusal, startBench } from './support';

const DAY_MS = 86_400_000;

interface Mutation {
  readonly kind: string;
  readonly [more: string]: unknown;
}

interface Histories {
  readonly propertiesWithHistory: Readonly<Record<'phone', readonly { readonly value: string }[]>>;
}

describe('what the HubSpot sandbox writes down about the life of a record', () => {
  let folder: string;
  let stateFile: string;
  let bench: Bench;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hubspot-sandbox-'));
    stateFile = join(folder, 'hubspot.jsonl');
    bench = await startBench({ stateFile });
    await bench.clock({ rate: 0 });
  });
  afterEach(async () => {
    await bench.close();
    rmSync(folder, { recursive: true });
  });

  const restart = async () => {
    await bench.close();
    bench = await startBench({ stateFile });
  };
  const merge = async (object: string, primaryObjectId: string, objectIdToMerge: string) =>
    (await bench.call('POST', `/crm/v3/objects/${object}/merge`, { primaryObjectId, objectIdToMerge })).body.id;
  const dump = async () => (await bench.control('GET', 'dump')).body;
  /** What the last commit says, as a reader of commits sees it. */
  const lastCommit = () => {
    const lines = readFileSync(stateFile, 'utf8').trimEnd().split('\n');
    return JSON.parse(lines.at(-1)!) as { source: { type: string }; mutations: readonly Mutation[] };
  };

  it('is all there after two restarts, once replayed and once written anew', async () => {
    await addUniqueProperty(bench, 'contacts');
    const [ana, bob, cyd, dee, eve] = await bench.seed('contacts', [
      { email: 'ana@example.com', ext_id: 'e1' },
      { email: 'bob@example.com', ext_id: 'e2' },
      { email: 'cyd@example.com' },
      { email: 'dee@example.com' },
      { email: 'eve@example.com' },
    ]);
    const [acme, beta] = await bench.seed('companies', [{ name: 'Acme' }, { name: 'Beta' }]);
    await bench.client.crm.associations.v4.schema.definitionsApi.create('contacts', 'companies', {
      label: 'Buyer',
      name: 'buyer',
    });
    for (const [id, company] of [
      [ana, acme],
      [bob, beta],
    ]) {
      await bench.edit('contacts', id!, { associate: [{ object: 'companies', id: company, typeId: 1 }] });
    }
    await bench.call('PUT', `/crm/v4/objects/contacts/${dee}/associations/companies/${acme}`, [
      { associationCategory: 'USER_DEFINED', associationTypeId: 1 },
    ]);
    const first = await merge('contacts', ana!, bob!);
    await bench.control('POST', 'switches', { mergeKeepsPrimaryId: true, archivedHoldUniqueValues: true });
    await merge('contacts', first, cyd!);
    await bench.edit('contacts', dee!, { archived: true });
    await bench.edit('contacts', eve!, { archived: true });
    await bench.clock({ advanceMs: DAY_MS });
    await bench.edit('contacts', eve!, { restore: true });
    const forget = (objectId: string) =>
      bench.call('POST', '/crm/v3/objects/contacts/gdpr-delete', { objectId, idProperty: 'email' });
    await forget('nobody@example.com');
    await forget('eve@example.com');
    const before = await dump();
    expect(before).toMatchObject({
      merges: [{ object: 'contacts', ids: [ana, bob, cyd], into: first }],
      blockedEmails: 1,
      labels: [{ label: 'Buyer' }, { label: 'Buyer' }],
    });

    for (let times = 0; times < 2; times++) {
      await restart();
      expect(await dump()).toEqual(before);
      for (const former of [ana!, bob!, cyd!]) {
        expect((await bench.call('GET', `/crm/v3/objects/contacts/${former}`)).body.id).toBe(first);
      }
      const taken = async (email: string) =>
        (await refusal(bench.client.crm.contacts.basicApi.create({ properties: { email }, associations: [] }))).body
          .message;
      expect(await taken('cyd@example.com')).toBe(`Contact already exists. Existing ID: ${first}`);
      expect(await taken('dee@example.com')).toBe(`Contact already exists. Existing ID: ${dee}`);
      expect(await taken('nobody@example.com')).toContain('GDPR');
    }
    await bench.clock({ advanceMs: 89 * DAY_MS });
    expect((await dump()).objects.contacts!.map(({ id }) => id)).toEqual([first]);
  });

  it('writes down the very millisecond at which the time was stopped', async () => {
    for (let times = 0; times < 50; times++) {
      await bench.clock({ rate: 1 });
      const virtualMs = await bench.clock({ rate: 0 });
      expect(lastCommit().mutations).toMatchObject([{ kind: 'clock', clock: { virtualMs } }]);
    }
  });

  it('gives no id of a merged record out again', async () => {
    const [a, b] = await bench.seed('companies', [{ name: 'A' }, { name: 'B' }]);
    const id = await merge('companies', a!, b!);
    await bench.edit('companies', id, { archived: true });
    await bench.clock({ advanceMs: 91 * DAY_MS });
    await restart();
    expect((await dump()).objects.companies).toEqual([]);
    const [next] = await bench.seed('companies', [{ name: 'C' }]);
    expect(Number(next)).toBeGreaterThan(Number(id));
  });

  it('tells a merge by primary, merged and resulting id, and how many values moved', async () => {
    const [a, b] = await bench.seed('companies', [{ name: 'A' }, { name: 'B', city: 'Rome', phone: '1' }]);
    const resultId = await merge('companies', a!, b!);
    const { source, mutations } = lastCommit();
    expect(source.type).toBe('INTEGRATION');
    expect(mutations).toMatchObject([{ kind: 'merge', object: '0-2', primaryId: a, mergedId: b, resultId, moved: 2 }]);
  });

  it('tells archiving, restoring and purging apart, and purges once what was archived twice in a moment', async () => {
    const [id] = await bench.seed('contacts', [{ email: 'a@example.com' }]);
    const kinds: string[] = [];
    const note = async (change: Promise<unknown>) => {
      await change;
      const { source, mutations } = lastCommit();
      kinds.push(...mutations.map((mutation) => `${source.type} ${mutation.kind} ${String(mutation.id)}`));
    };
    await note(bench.call('DELETE', `/crm/v3/objects/contacts/${id}`));
    await note(bench.edit('contacts', id!, { restore: true }));
    await note(bench.edit('contacts', id!, { archived: true }));
    await bench.clock({ advanceMs: 90 * DAY_MS });
    await note(dump());
    expect(kinds).toEqual([
      `INTEGRATION archive ${id}`,
      `CRM_UI restore ${id}`,
      `CRM_UI archive ${id}`,
      `HUBSPOT_INTERNAL purge ${id}`,
    ]);
  });

  it('tells which types a pair has from now on, also of the pair that lost its primary flag', async () => {
    const [contact] = await bench.seed('contacts', [{ email: 'a@example.com' }]);
    const [acme, beta] = await bench.seed('companies', [{ name: 'Acme' }, { name: 'Beta' }]);
    const associate = (id: string, typeId: number) =>
      bench.edit('contacts', contact!, { associate: [{ object: 'companies', id, typeId }] });
    await associate(acme!, 1);
    expect(lastCommit().mutations).toMatchObject([{ kind: 'link', types: [1, 279] }]);
    await associate(beta!, 1);
    expect(lastCommit().mutations).toMatchObject([
      { kind: 'link', link: { fromId: contact, toId: acme }, types: [279] },
      { kind: 'link', link: { fromId: contact, toId: beta }, types: [1, 279] },
    ]);
    await bench.edit('contacts', contact!, { dissociate: [{ object: 'companies', id: beta }] });
    expect(lastCommit().mutations).toMatchObject([{ kind: 'link', types: [] }]);
    const size = () => readFileSync(stateFile).length;
    const unchanged = size();
    await associate(acme!, 279);
    expect(size()).toBe(unchanged);
  });

  it.each([
    ['by the API', (id: string) => bench.call('POST', '/crm/v3/objects/contacts/gdpr-delete', { objectId: id })],
    ['by a salesperson', (id: string) => bench.edit('contacts', id, { privacyDelete: true })],
  ])('holds no value of a contact from the moment it is deleted for privacy %s', async (_by, forget) => {
    const [id, other] = await bench.seed('contacts', [
      { email: 'secret@example.com', phone: 'secret-1' },
      { email: 'ana@example.com', phone: '1' },
    ]);
    await bench.edit('contacts', id!, { properties: { phone: 'secret-2' } });
    await bench.edit('contacts', other!, { properties: { phone: '2' } });
    const file = () => readFileSync(stateFile, 'utf8');
    expect(file()).toContain('secret-1');
    expect((await forget(id!)).status).toBe(204);
    expect(file()).not.toContain('secret');
    expect(readdirSync(folder)).toEqual(['hubspot.jsonl']);

    await bench.edit('contacts', other!, { properties: { phone: '3' } });
    const before = await dump();
    const phones = () => bench.call('GET', `/crm/v3/objects/contacts/${other}?propertiesWithHistory=phone`);
    const { propertiesWithHistory: history } = (await phones()).body as unknown as Histories;
    expect(history.phone.map(({ value }) => value)).toEqual(['3', '2', '1']);
    await restart();
    expect(await dump()).toEqual(before);
    expect((await phones()).body).toMatchObject({ propertiesWithHistory: history });
  });

  it('goes on with the old file when it cannot be written anew, and lets go of forgotten values at the next start', async () => {
    const [id, other] = await bench.seed('contacts', [{ email: 'secret@example.com' }, { firstname: 'Ana' }]);
    mkdirSync(`${stateFile}.new`);
    const refused = await bench.call('POST', '/crm/v3/objects/contacts/gdpr-delete', { objectId: id });
    expect(refused.status).toBe(500);
    expect((await bench.edit('contacts', other!, { properties: { firstname: 'Anna' } })).status).toBe(200);
    const before = await dump();
    expect(before.objects.contacts).toMatchObject([{ id: other, properties: { firstname: 'Anna' } }]);
    rmSync(`${stateFile}.new`, { recursive: true });
    await restart();
    expect(await dump()).toEqual(before);
    expect(readFileSync(stateFile, 'utf8')).not.toContain('secret');
  });

  it('holds no address that is to be blocked, even if somebody had it who was purged', async () => {
    const [id] = await bench.seed('contacts', [{ email: 'secret@example.com' }]);
    await bench.edit('contacts', id!, { archived: true });
    await bench.clock({ advanceMs: 90 * DAY_MS });
    await dump();
    const request = { objectId: 'secret@example.com', idProperty: 'email' };
    expect((await bench.call('POST', '/crm/v3/objects/contacts/gdpr-delete', request)).status).toBe(204);
    expect(readFileSync(stateFile, 'utf8')).not.toContain('secret');
    await restart();
    expect((await dump()).blockedEmails).toBe(1);
  });
});

describe('control over the life of a record in the HubSpot sandbox', () => {
  let bench: Bench;
  let ana: string;
  let bob: string;
  beforeEach(async () => {
    bench = await startBench();
    [ana, bob] = (await bench.seed('contacts', [{ email: 'ana@example.com' }, { email: 'bob@example.com' }])) as [
      string,
      string,
    ];
  });
  afterEach(() => bench.close());

  it('merges as a salesperson does, and knows a record by its former ids', async () => {
    const { status, body } = await bench.edit('contacts', ana, { merge: bob, properties: { city: 'Rome' } });
    expect(status).toBe(200);
    expect(body.properties).toMatchObject({ city: 'Rome', hs_additional_emails: 'bob@example.com' });
    const edited = await bench.edit('contacts', bob, { properties: { city: 'Oslo' } });
    expect(edited.body).toMatchObject({ id: body.id, properties: { city: 'Oslo' } });
    expect((await bench.edit('contacts', ana, { merge: bob })).status).toBe(400);
  });

  it('deletes for privacy, contacts only', async () => {
    expect((await bench.edit('contacts', ana, { privacyDelete: true })).status).toBe(204);
    expect((await bench.edit('contacts', ana, { privacyDelete: true })).status).toBe(404);
    const [company] = await bench.seed('companies', [{ name: 'A' }]);
    expect((await bench.edit('companies', company!, { privacyDelete: true })).status).toBe(400);
  });

  it('shows when a record was archived', async () => {
    await bench.clock({ rate: 0 });
    const at = await bench.clock({ advanceMs: 5_000 });
    await bench.edit('contacts', ana, { archived: true });
    expect((await bench.control('GET', 'dump')).body.objects.contacts).toMatchObject([
      { id: ana, archived: true, archivedAt: new Date(at).toISOString() },
      { id: bob, archived: false },
    ]);
  });

  it('has switches that are off at first, and refuses those it does not have', async () => {
    const off = Object.fromEntries(switchNames.map((name) => [name, false]));
    expect((await bench.control('GET', 'switches')).body).toEqual(off);
    const on = await bench.control('POST', 'switches', { mergeKeepsPrimaryId: true });
    expect(on.body).toEqual({ ...off, mergeKeepsPrimaryId: true });
    expect((await bench.control('POST', 'switches', { other: true })).status).toBe(400);
    expect((await bench.control('POST', 'switches', { mergeKeepsPrimaryId: 'yes' })).status).toBe(400);
  });
});
