import { CallFailure, type Connector, type PropertyDefinition } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { settings, watched } from './calls';
import { ScriptedServer, batch, type Reply, type Seen } from './scripted-server';

const definition = (name: string, type: PropertyDefinition['type'], unique = false): PropertyDefinition => ({
  name,
  label: name,
  description: 'made by Tandem',
  type,
  unique,
});
const key = definition('tandem_id', 'text', true);

describe('the HubSpot connector provisioning', () => {
  let server: ScriptedServer;
  let hubspot: Connector;
  let existing: object[];
  let groups: string[];
  let create: (request: Seen) => Reply;

  beforeEach(async () => {
    existing = [{ name: 'firstname', type: 'string', fieldType: 'text' }];
    groups = ['contactinformation'];
    create = ({ body }) => ({ ...(batch(body.inputs ?? []) as object), status: 201 });
    server = new ScriptedServer();
    server.answer = (request): Reply => {
      if (request.path.endsWith('/batch/create')) return create(request);
      if (request.path.endsWith('/groups')) {
        if (request.method === 'POST')
          return { status: 201, body: { name: 'tandem', label: 'Tandem', displayOrder: -1 } };
        return { body: { results: groups.map((name) => ({ name, label: name, displayOrder: 0 })) } };
      }
      return { body: { results: existing } };
    };
    hubspot = createHubspotConnector(settings(await server.start()));
  });
  afterEach(async () => {
    hubspot.close();
    await server.stop();
  });

  const provision = (...properties: PropertyDefinition[]): Promise<readonly string[]> =>
    hubspot.provision(watched(), 'contacts', properties);
  const failing = async (...properties: PropertyDefinition[]): Promise<CallFailure> => {
    const error = await provision(...properties).catch((thrown: unknown) => thrown);
    if (!(error instanceof CallFailure)) throw new Error('No CallFailure');
    return error;
  };

  it('creates what is missing, in a group of its own', async () => {
    expect(await provision(key, definition('firstname', 'text'))).toEqual(['tandem_id']);
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /crm/v3/properties/contacts',
      'GET /crm/v3/properties/contacts/groups',
      'POST /crm/v3/properties/contacts/groups',
      'POST /crm/v3/properties/contacts/batch/create',
    ]);
    expect(server.seen[3]?.body.inputs).toEqual([
      {
        name: 'tandem_id',
        label: 'tandem_id',
        description: 'made by Tandem',
        groupName: 'tandem',
        type: 'string',
        fieldType: 'text',
        hasUniqueValue: true,
        formField: false,
      },
    ]);
  });

  it('does nothing a second time', async () => {
    existing.push({ name: 'tandem_id', type: 'string', fieldType: 'text', hasUniqueValue: true });
    expect(await provision(key)).toEqual([]);
    expect(server.seen).toHaveLength(1);
  });

  it('leaves a group that exists alone', async () => {
    groups.push('tandem');
    await provision(key);
    expect(server.count('/groups')).toBe(1);
  });

  it.each([
    ['text', 'string', 'text'],
    ['url', 'string', 'text'],
    ['number', 'number', 'number'],
    ['date', 'date', 'date'],
    ['datetime', 'datetime', 'date'],
    ['boolean', 'enumeration', 'booleancheckbox'],
  ] as const)('makes a %s of type %s, shown as %s', async (wanted, type, fieldType) => {
    await provision(definition('x', wanted));
    const [input] = server.seen.at(-1)?.body.inputs ?? [];
    expect(input).toMatchObject({ type, fieldType, hasUniqueValue: false });
    const options = (input as unknown as { readonly options?: readonly { readonly value: string }[] }).options;
    expect(options?.map(({ value }) => value)).toEqual(wanted === 'boolean' ? ['true', 'false'] : undefined);
  });

  it.each([
    ['another type', { type: 'number', fieldType: 'number', hasUniqueValue: true }, 'exists as number/number'],
    ['another field', { type: 'string', fieldType: 'textarea', hasUniqueValue: true }, 'exists as string/textarea'],
    ['no unique values', { type: 'string', fieldType: 'text', hasUniqueValue: false }, 'exists without unique values'],
  ])('refuses a property of the same name with %s, and says what to do', async (_title, found, fault) => {
    existing.push({ name: 'tandem_id', ...found });
    const { failure } = await failing(definition('tandem_revision', 'number'), key);
    expect(failure).toMatchObject({ kind: 'rejected', property: 'tandem_id' });
    expect(failure.message).toContain(`HubSpot property "tandem_id" of contacts ${fault}`);
    expect(failure.message).toContain('archive or rename it in HubSpot');
    expect(server.count('/batch/create')).toBe(0);
  });

  it('makes a list with its options, and refuses to make one without', async () => {
    const definition = { name: 'drinks', label: 'Drinks', description: 'x', type: 'list', unique: false } as const;
    await expect(provision(definition)).rejects.toThrow(/does not exist, and a list is made with its "options" alone/);
    expect(await provision({ ...definition, options: ['tea', 'coffee'] })).toEqual(['drinks']);
    expect(server.seen.at(-1)?.body.inputs).toMatchObject([
      { type: 'enumeration', fieldType: 'checkbox', options: [{ value: 'tea' }, { value: 'coffee' }] },
    ]);
  });

  it('refuses a name that HubSpot takes from nobody', async () => {
    expect((await failing(definition('Loyalty_Tier__c', 'text'))).failure).toMatchObject({
      kind: 'rejected',
      property: 'Loyalty_Tier__c',
      message: expect.stringContaining('lower-case letters, digits and _') as string,
    });
    expect(server.count('/batch/create')).toBe(0);
  });

  it('takes a checkbox that was made by hand', async () => {
    existing.push({ name: 'confirmed', type: 'bool', fieldType: 'booleancheckbox' });
    expect(await provision(definition('confirmed', 'boolean'))).toEqual([]);
  });

  it('looks again when someone else was faster', async () => {
    create = () => {
      existing.push({ name: 'tandem_id', type: 'string', fieldType: 'text', hasUniqueValue: true });
      const taken = {
        category: 'OBJECT_ALREADY_EXISTS',
        subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
        message: 'x',
        context: { name: ['tandem_id'] },
      };
      return batch([{ name: 'tandem_url' }], [taken]);
    };
    expect(await provision(key, definition('tandem_url', 'url'))).toEqual(['tandem_url']);
  });

  it('fails as the row did that could not be created', async () => {
    const message = 'You have reached the limit of unique properties';
    create = () => batch([], [{ category: 'VALIDATION_ERROR', subCategory: 'LIMIT', message }]);
    expect((await failing(key)).failure).toMatchObject({ kind: 'rejected', code: 'LIMIT' });
  });

  it('names the scopes that are missing', async () => {
    server.answer = () => ({
      status: 403,
      body: { category: 'MISSING_SCOPES', context: { requiredGranularScopes: ['crm.schemas.contacts.write'] } },
    });
    const { failure } = await failing(key);
    expect(failure.kind).toBe('reauth');
    expect(failure.message).toContain('crm.schemas.contacts.write');
  });
});
