import { startBench, VERSION, type Bench, type Saved } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

interface Merged {
  readonly success: boolean;
  readonly id: string;
  readonly mergedRecordIds: string[];
  readonly updatedRelatedIds: string[];
  readonly errors: readonly { readonly statusCode: string }[];
}

async function make(type: string, fields: object): Promise<string> {
  return (await bench.call<Saved>('POST', `/sobjects/${type}`, fields)).body.id;
}

async function merge(type: string, [Id, ...losers]: readonly string[], fields: object = {}): Promise<Merged> {
  const request = { masterRecord: { type, Id, ...fields }, recordToMergeIds: losers };
  return (await bench.connection.soap.merge(request as never)) as unknown as Merged;
}

async function read<B = Record<string, unknown>>(type: string, id: string): Promise<B> {
  return (await bench.call<B>('GET', `/sobjects/${type}/${id}`)).body;
}

describe('a merge', () => {
  it('keeps the winner with what it is given, and its losers are deleted', async () => {
    const ids = [
      await make('Account', { Name: 'W' }),
      await make('Account', { Name: 'L1' }),
      await make('Account', { Name: 'L2' }),
    ];
    const [winner = '', ...losers] = ids;
    const child = await make('Contact', { LastName: 'Child', AccountId: losers[0] });
    const result = await merge('Account', ids, { Phone: '+34 600' });
    expect(result).toMatchObject({
      success: true,
      id: winner,
      mergedRecordIds: losers,
      updatedRelatedIds: [child],
      errors: [],
    });
    expect(await read('Account', winner)).toMatchObject({ Name: 'W', Phone: '+34 600' });
    expect(await read('Contact', child)).toMatchObject({ AccountId: winner });
    for (const loser of losers)
      expect(await read('Account', loser)).toMatchObject([{ errorCode: 'ENTITY_IS_DELETED' }]);
  });

  it('changes nothing when the winner is refused', async () => {
    const ids = [await make('Contact', { LastName: 'W' }), await make('Contact', { LastName: 'L' })];
    const task = await make('Task', { Subject: 'Call', WhoId: ids[1] });
    const result = await merge('Contact', ids, { Email: 'no address' });
    expect(result).toMatchObject({ success: false, errors: [{ statusCode: 'INVALID_EMAIL_ADDRESS' }] });
    expect(await read('Contact', ids[1] as string)).toMatchObject({ LastName: 'L' });
    expect(await read('Task', task)).toMatchObject({ WhoId: ids[1] });
  });

  it('a winner under its loser becomes nobody’s child', async () => {
    const loser = await make('Account', { Name: 'Parent' });
    const winner = await make('Account', { Name: 'Child', ParentId: loser });
    expect(await merge('Account', [winner, loser])).toMatchObject({ success: true });
    expect(await read('Account', winner)).toMatchObject({ ParentId: null });
  });

  it('a unique value of the loser can be given to the winner', async () => {
    await bench.connection.tooling.sobject('CustomField').create({
      FullName: 'Account.Key__c',
      Metadata: { label: 'Key', type: 'Text', length: 20, externalId: true, unique: true, caseSensitive: false },
    });
    const winner = await make('Account', { Name: 'W' });
    const loser = await make('Account', { Name: 'L', Key__c: 'K-1' });
    expect(await merge('Account', [winner, loser], { Key__c: 'K-1' })).toMatchObject({ success: true });
    expect((await bench.call('GET', '/sobjects/Account/Key__c/K-1')).body).toMatchObject({ Id: winner });
  });

  it.each([
    ['four records', 'Account', 4],
    ['a record alone', 'Account', 1],
    ['products', 'Product2', 2],
  ])('of %s is refused', async (_what, type, count) => {
    const ids = [];
    for (let at = 0; at < count; at++) ids.push(await make(type, { Name: `N${at}` }));
    expect(await merge(type, ids)).toMatchObject({ success: false, errors: [{ statusCode: 'INVALID_MERGE_RECORD' }] });
  });

  it('of a record with itself is refused', async () => {
    const id = await make('Account', { Name: 'Same' });
    expect(await merge('Account', [id, id])).toMatchObject({ success: false });
    expect(await read('Account', id)).toMatchObject({ Name: 'Same' });
  });
});

describe('the recycle bin', () => {
  it('gives back what is undeleted, with what went along', async () => {
    const account = await make('Account', { Name: 'Back' });
    const contact = await make('Contact', { LastName: 'Too', AccountId: account });
    await bench.call('DELETE', `/sobjects/Account/${account}`);
    expect(await read('Contact', contact)).toMatchObject([{ errorCode: 'ENTITY_IS_DELETED' }]);
    expect(await bench.connection.soap.undelete([account])).toMatchObject([{ id: account, success: true }]);
    expect(await read('Contact', contact)).toMatchObject({ AccountId: account });
  });

  it('holds a contact role that went with its opportunity, but none that was deleted by itself', async () => {
    const [first, second] = [await make('Contact', { LastName: '1' }), await make('Contact', { LastName: '2' })];
    const deal = { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-31', ContactId: first };
    const OpportunityId = await make('Opportunity', deal);
    const direct = await make('OpportunityContactRole', { OpportunityId, ContactId: second });
    const edit = { object: 'OpportunityContactRole', id: direct, delete: true };
    const { body } = await bench.control('POST', 'edit', edit);
    expect(body).toMatchObject({ Id: direct, IsDeleted: true });
    await bench.call('DELETE', `/sobjects/Opportunity/${OpportunityId}`);
    const soql = `SELECT ContactId, IsDeleted FROM OpportunityContactRole WHERE OpportunityId = '${OpportunityId}'`;
    const found = await bench.call('GET', `/queryAll?q=${encodeURIComponent(soql)}`);
    expect(found.body).toMatchObject({ totalSize: 1, records: [{ ContactId: first, IsDeleted: true }] });
    await bench.connection.soap.undelete([OpportunityId]);
    expect((await bench.connection.query(soql)).records).toMatchObject([{ ContactId: first, IsDeleted: false }]);
  });

  it('does not give back a loser of a merge', async () => {
    const ids = [await make('Account', { Name: 'W' }), await make('Account', { Name: 'L' })];
    await merge('Account', ids);
    expect(await bench.connection.soap.undelete([ids[1] as string])).toMatchObject([{ success: false }]);
  });

  it('emptied, a record and what went along are of nobody', async () => {
    const account = await make('Account', { Name: 'Gone' });
    const contact = await make('Contact', { LastName: 'Gone', AccountId: account });
    expect(await bench.connection.soap.emptyRecycleBin([account])).toMatchObject([{ success: false }]);
    await bench.call('DELETE', `/sobjects/Account/${account}`);
    expect(await bench.connection.soap.emptyRecycleBin([account])).toMatchObject([{ id: account, success: true }]);
    for (const [type, id] of [
      ['Account', account],
      ['Contact', contact],
    ] as const)
      expect(await read(type, id)).toMatchObject([{ errorCode: 'NOT_FOUND' }]);
  });
});

describe('records by SOAP', () => {
  it('are made, changed, upserted and deleted by jsforce', async () => {
    const { soap } = bench.connection;
    const made = await soap.create([
      { type: 'Contact', LastName: 'A & B', Email: 'soap@example.com', HasOptedOutOfEmail: true },
      { type: 'Contact', FirstName: 'No last name' },
    ] as never);
    expect(made).toMatchObject([
      { success: true, id: expect.stringMatching(/^003/) as string },
      { success: false, id: null, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
    ]);
    const id = (made as unknown as { id: string }[])[0]?.id ?? '';
    expect(await read('Contact', id)).toMatchObject({ LastName: 'A & B', HasOptedOutOfEmail: true });
    await soap.update({ type: 'Contact', Id: id, Phone: '1', Email: null } as never);
    expect(await read('Contact', id)).toMatchObject({ Phone: '1', Email: null });
    await soap.update({ type: 'Contact', Id: id, Email: 'soap@example.com' } as never);
    const upserted = await soap.upsert('Email', { type: 'Contact', Email: 'soap@example.com', LastName: 'C' } as never);
    expect(upserted).toMatchObject({ created: false, id, success: true });
    expect(await soap.delete(id)).toMatchObject({ id, success: true });
    expect(await read('Contact', id)).toMatchObject([{ errorCode: 'ENTITY_IS_DELETED' }]);
  });

  it('a login is a fault: it is left out', async () => {
    const { status, body } = await bench.call<string>(
      'POST',
      `//services/Soap/u/${VERSION}`,
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><login xmlns="urn:partner.soap.sforce.com"><username>a</username><password>b</password></login></e:Body></e:Envelope>',
      { 'Content-Type': 'text/xml' },
    );
    expect([status, body.includes('left out: login')]).toEqual([500, true]);
  });
});
