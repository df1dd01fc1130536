import { startSalesforceSandbox } from '../../../src/sandbox/salesforce/server';
import {
  document,
  fieldsFile,
  lookupField,
  manifest,
  objectFile,
  packageOf,
  permissionFile,
  textField,
  zipOf,
} from './deploy-support';
import { startBench, VERSION, type Bench, type Problems } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  bench.connection.metadata.pollInterval = 1;
});
afterAll(() => bench.close());

const allOrNothing = { rollbackOnError: true } as const;
const externalId = '<externalId>true</externalId>';

async function deploy(zip: Buffer, options: object = allOrNothing) {
  return bench.connection.metadata.deploy(zip, options).complete(true);
}

async function customFieldsOf(type: string): Promise<readonly string[]> {
  const { fields } = await bench.connection.describe(type);
  return fields.map(({ name }) => name).filter((name) => name.endsWith('__c'));
}

describe('a package that is deployed', () => {
  it('brings an object with an external id, by which records are upserted at once', async () => {
    const file = objectFile('Upsert Table', textField('ExtId__c', externalId));
    const zip = packageOf({ CustomObject: ['Table__c'] }, { 'objects/Table__c.object': file });
    const result = await deploy(zip);
    expect(result).toMatchObject({
      id: expect.stringMatching(/^0Af.{15}$/) as string,
      done: true,
      success: true,
      status: 'Succeeded',
      checkOnly: false,
      rollbackOnError: true,
      createdByName: 'Integration User',
      numberComponentErrors: 0,
      numberComponentsDeployed: 2,
      numberComponentsTotal: 2,
    });
    const fileName = 'unpackaged/objects/Table__c.object';
    const made = { success: true, created: true, changed: true, deleted: false };
    expect(result.details.componentFailures).toEqual([]);
    expect(result.details.componentSuccesses).toMatchObject([
      { componentType: '', fullName: 'package.xml', fileName: 'unpackaged/package.xml', success: true },
      { componentType: 'CustomObject', fullName: 'Table__c', fileName, ...made },
      {
        componentType: 'CustomField',
        fullName: 'Table__c.ExtId__c',
        fileName,
        ...made,
        id: expect.stringMatching(/^00N/) as string,
      },
    ]);
    const table = bench.connection.sobject('Table__c');
    const first = await table.upsert({ Name: 'First', ExtId__c: 'E-1' }, 'ExtId__c');
    expect(first).toMatchObject({ success: true, created: true, id: expect.stringMatching(/^a00/) as string });
    expect(await table.upsert({ Name: 'Again', ExtId__c: 'E-1' }, 'ExtId__c')).toMatchObject({ created: false });
    const again = await deploy(zip);
    expect(again.details.componentSuccesses.slice(1)).toMatchObject([
      { fullName: 'Table__c', success: true, created: false, changed: false },
      { fullName: 'Table__c.ExtId__c', success: true, created: false, changed: false },
    ]);
    expect(await table.retrieve(first.id as string)).toMatchObject({ Name: 'Again', ExtId__c: 'E-1' });
  });

  it('brings objects that look up to each other, whatever the order of the files', async () => {
    const result = await deploy(
      packageOf(
        { CustomObject: ['*'] },
        {
          'objects/Left__c.object': objectFile('Left', lookupField('Right__c', 'Right__c')),
          'objects/Right__c.object': objectFile('Right', lookupField('Left__c', 'Left__c')),
        },
      ),
    );
    expect(result).toMatchObject({ status: 'Succeeded', numberComponentsDeployed: 4 });
    const { id } = await bench.connection.sobject('Left__c').create({ Name: 'L' });
    const right = await bench.connection.sobject('Right__c').create({ Name: 'R', Left__c: id as string });
    const found = await bench.connection.query(`SELECT Left__r.Name FROM Right__c WHERE Id = '${right.id as string}'`);
    expect(found.records).toMatchObject([{ Left__r: { Name: 'L' } }]);
  });

  it('brings those fields of a standard object that its manifest names', async () => {
    const content = `${textField('Named__c')}<fields><fullName>Fax</fullName></fields>`;
    const result = await deploy(
      packageOf({ CustomField: ['Lead.Named__c', 'Lead.Fax'] }, { 'objects/Lead.object': fieldsFile(content) }),
    );
    expect(result).toMatchObject({ status: 'Succeeded', numberComponentsDeployed: 2 });
    expect(result.details.componentSuccesses.at(-1)).toMatchObject({
      fullName: 'Lead.Fax',
      problemType: 'Warning',
      problem: expect.stringContaining('Changes of standard fields') as string,
    });
    expect(await customFieldsOf('Lead')).toEqual(['Named__c']);
  });

  it('with components that the sandbox does not have is accepted, and each of them is told as a warning', async () => {
    const views = '<listViews><fullName>All</fullName></listViews>';
    const result = await deploy(
      packageOf(
        { ApexClass: ['Logic'], Workflow: ['*'], CustomObject: ['Seen__c', 'Setting__c'] },
        {
          'classes/Logic.cls': 'public class Logic {}',
          'classes/Logic.cls-meta.xml': document('ApexClass', ''),
          'objects/Seen__c.object': objectFile('Seen', views),
          'objects/Setting__c.object': fieldsFile('<customSettingsType>List</customSettingsType>'),
        },
      ),
    );
    expect(result).toMatchObject({ status: 'Succeeded', numberTestsCompleted: 0 });
    const told = result.details.componentSuccesses.map(({ fullName, fileName, problem }) => [
      fullName,
      fileName,
      problem,
    ]);
    const leftOut = 'Accepted and forgotten, as this sandbox leaves it out:';
    expect(told).toEqual([
      ['package.xml', 'unpackaged/package.xml', undefined],
      ['Seen__c', 'unpackaged/objects/Seen__c.object', `${leftOut} listViews`],
      ['Setting__c', 'unpackaged/objects/Setting__c.object', `${leftOut} Custom settings`],
      ['Logic', 'unpackaged/classes/Logic.cls', `${leftOut} Components of type ApexClass`],
      ['*', 'unpackaged/package.xml', `${leftOut} Components of type Workflow`],
    ]);
    expect((await bench.call('GET', '/sobjects/Setting__c')).status).toBe(404);
  });

  it('grants a field that was hidden, by a permission set or a profile', async () => {
    const hiding = await startSalesforceSandbox({ port: 0, fieldsVisible: false });
    try {
      const jsforce = await import('jsforce');
      const { url: instanceUrl, token: accessToken } = hiding;
      const connection = new jsforce.Connection({ version: VERSION, instanceUrl, accessToken });
      connection.metadata.pollInterval = 1;
      const seen = async (): Promise<readonly string[]> => {
        const { fields } = await connection.describe('Lead');
        return fields.map(({ name }) => name).filter((name) => name.endsWith('__c'));
      };
      const fields = fieldsFile(['A__c', 'B__c', 'C__c'].map((name) => textField(name)).join(''));
      await connection.metadata
        .deploy(packageOf({ CustomObject: ['Lead'] }, { 'objects/Lead.object': fields }))
        .complete(true);
      expect(await seen()).toEqual([]);
      const { status, details } = await connection.metadata
        .deploy(
          packageOf(
            { PermissionSet: ['Sync'], Profile: ['Admin'] },
            {
              'permissionsets/Sync.permissionset': permissionFile('PermissionSet', ['Lead.A__c', 'Lead.Fax']),
              'profiles/Admin.profile': permissionFile('Profile', ['Lead.B__c']),
            },
          ),
        )
        .complete(true);
      expect(status).toBe('Succeeded');
      expect(details.componentSuccesses.slice(1)).toMatchObject([
        { fullName: 'Sync', created: true, problem: expect.stringContaining('of standard fields') as string },
        { fullName: 'Admin', created: false, changed: true, success: true },
      ]);
      expect(await seen()).toEqual(['A__c', 'B__c']);
    } finally {
      await hiding.close();
    }
  });
});

describe('a package in which something is wrong', () => {
  const good = { 'objects/Good__c.object': objectFile('Good', textField('Ok__c')) };
  const lengthless = '<fields><fullName>Bad__c</fullName><label>B</label><type>Text</type></fields>';

  it.each([
    [
      'XML that cannot be read',
      { 'objects/Bad__c.object': '<?xml version="1.0"?>\n<CustomObject><label>Bad</CustomObject>' },
      {
        componentType: 'CustomObject',
        fullName: 'Bad__c',
        fileName: 'unpackaged/objects/Bad__c.object',
        problem: expect.stringMatching(/^Error parsing file: .*'label'/) as string,
        lineNumber: 2,
      },
    ],
    [
      'another root than its type',
      { 'objects/Bad__c.object': document('Profile', '') },
      { componentType: 'CustomObject', fullName: 'Bad__c', problem: 'Error parsing file: no CustomObject in it' },
    ],
    [
      'an object that needs a label',
      { 'objects/Bad__c.object': fieldsFile('') },
      { fullName: 'Bad__c', problem: "Must specify 'label' for a CustomObject" },
    ],
    [
      'a field of an object that is not there',
      { 'objects/Nothing.object': fieldsFile(textField('Bad__c')) },
      { fullName: 'Nothing', problem: 'Not a name for a custom object: Nothing' },
    ],
    [
      'a field without its length',
      { 'objects/Bad__c.object': objectFile('Bad', lengthless) },
      { fullName: 'Bad__c.Bad__c', problem: "Must specify 'length' for a CustomField of type Text" },
    ],
    [
      'a field of a type that there is not',
      { 'objects/Bad__c.object': objectFile('Bad', textField('Bad__c').replace('>Text<', '>Number<')) },
      { fullName: 'Bad__c.Bad__c', problem: "Must specify 'precision' for a CustomField of type Number" },
    ],
    [
      'a permission for a field that is not there',
      { 'permissionsets/Bad.permissionset': permissionFile('PermissionSet', ['Good__c.Bad__c']) },
      {
        componentType: 'PermissionSet',
        fileName: 'unpackaged/permissionsets/Bad.permissionset',
        problem: 'In field: field - no CustomField named Good__c.Bad__c found',
      },
    ],
  ])('%s: it fails, the component and its problem are named, and nothing is changed', async (_what, files, failure) => {
    const before = await bench.connection.describeGlobal();
    const members = { CustomObject: ['*'], PermissionSet: ['*'] };
    const result = await deploy(packageOf(members, { ...good, ...files }));
    expect(result).toMatchObject({ done: true, success: false, status: 'Failed' });
    expect(result.details.componentFailures[0]).toMatchObject({ ...failure, success: false, problemType: 'Error' });
    expect(result.numberComponentErrors).toBe(result.details.componentFailures.length);
    expect(await bench.connection.describeGlobal()).toEqual(before);
  });

  it('a field does not become unique while two records hold a value', async () => {
    const withField = (more: string): Buffer => {
      const fields = textField('Code__c', more) + (more === '' ? '' : textField('Beside__c'));
      return packageOf({ CustomObject: ['Lead'] }, { 'objects/Lead.object': fieldsFile(fields) });
    };
    await deploy(withField(''));
    for (const LastName of ['A', 'B'])
      await bench.call('POST', '/sobjects/Lead', { LastName, Company: 'C', Code__c: 'same' });
    const result = await deploy(withField('<unique>true</unique>'));
    expect(result.details.componentFailures).toMatchObject([
      { fullName: 'Lead.Code__c', problem: 'duplicate value found: same' },
    ]);
    expect(await customFieldsOf('Lead')).not.toContain('Beside__c');
  });

  it('brings what is right in it, unless all or nothing is asked for', async () => {
    const files = { 'objects/Partly__c.object': objectFile('Partly', textField('Ok__c') + lengthless) };
    const result = await deploy(packageOf({ CustomObject: ['Partly__c'] }, files), {});
    expect(result).toMatchObject({ status: 'SucceededPartial', numberComponentErrors: 1, numberComponentsDeployed: 2 });
    expect(await customFieldsOf('Partly__c')).toEqual(['Ok__c']);
    const nothingRight = { 'objects/Lead.object': fieldsFile(lengthless) };
    const failed = await deploy(packageOf({ CustomField: ['Lead.Bad__c'] }, nothingRight), {});
    expect(failed).toMatchObject({ status: 'Failed', success: false });
  });

  it('files and manifest must name the same', async () => {
    const files = {
      'objects/Extra__c.object': objectFile('Extra'),
      'objects/Lead.object': fieldsFile(textField('E__c') + textField('F__c')),
    };
    const members = { CustomObject: ['Missing__c'], CustomField: ['Lead.E__c'] };
    const result = await deploy(packageOf(members, files));
    const missing =
      "An object 'Missing__c' of type CustomObject was named in package.xml, but was not found in zipped directory";
    expect(result.details.componentFailures.map(({ fullName, problem }) => [fullName, problem])).toEqual([
      ['Extra__c', 'Not in package.xml'],
      ['Lead.F__c', 'Not in package.xml'],
      ['Missing__c', missing],
    ]);
    const lenient = {
      ...allOrNothing,
      allowMissingFiles: true,
      autoUpdatePackage: true,
      ignoreWarnings: true,
      checkOnly: true,
    };
    const allowed = await deploy(packageOf(members, files), lenient);
    expect(allowed).toMatchObject({ status: 'Succeeded' });
    expect(allowed.details.componentSuccesses).toContainEqual(
      expect.objectContaining({ fullName: 'Missing__c', problem: missing, problemType: 'Warning', success: true }),
    );
  });

  it('it stands in a folder of the zip, or in its root when that is said', async () => {
    const root = zipOf({
      'package.xml': manifest({ CustomObject: ['Root__c'] }),
      'objects/Root__c.object': objectFile('Root'),
    });
    const lost = await deploy(root);
    expect(lost.status).toBe('Failed');
    expect(lost.details.componentFailures).toMatchObject([
      { componentType: '', fullName: 'package.xml', fileName: 'objects/package.xml', problem: 'No package.xml found' },
    ]);
    expect(await deploy(root, { singlePackage: true })).toMatchObject({ status: 'Succeeded' });
    expect((await bench.call('GET', '/sobjects/Root__c')).status).toBe(200);
  });

  it.each([
    ['no zip at all', Buffer.from('no zip'), 'The zip cannot be read'],
    ['a path that leads out of it', zipOf({ '../package.xml': '' }), 'Not a path inside the zip: ../package.xml'],
  ])('a zip that is %s fails as a whole', async (_what, zip, errorMessage) => {
    expect(await deploy(zip)).toMatchObject({ status: 'Failed', errorMessage, numberComponentsTotal: 0 });
  });
});

describe('a package that is only checked', () => {
  it('changes nothing, and is deployed later without being sent again', async () => {
    const zip = packageOf({ CustomObject: ['Task'] }, { 'objects/Task.object': fieldsFile(textField('Later__c')) });
    const checked = await deploy(zip, { checkOnly: true });
    expect(checked).toMatchObject({ status: 'Succeeded', checkOnly: true, numberComponentsDeployed: 2 });
    expect(await customFieldsOf('Task')).toEqual([]);
    const id = await bench.connection.metadata.deployRecentValidation({ id: checked.id });
    expect(id).toMatch(/^0Af/);
    expect(id).not.toBe(checked.id);
    expect(await bench.connection.metadata.checkDeployStatus(id)).toMatchObject({ id, status: 'Succeeded' });
    expect(await customFieldsOf('Task')).toEqual(['Later__c']);
    await expect(bench.connection.metadata.deployRecentValidation({ id })).rejects.toThrow('INVALID_ID_FIELD');
  });
});

describe('a package that takes things away', () => {
  const files = { 'destructiveChanges.xml': manifest({ CustomField: ['Order.Gone__c', 'Order.Never__c'] }) };

  it('removes what is there, and fails for what is not unless warnings are ignored', async () => {
    await bench.connection.metadata.create('CustomField', {
      fullName: 'Order.Gone__c',
      label: 'X',
      type: 'Text',
      length: 10,
    } as never);
    const zip = packageOf({}, files);
    const failed = await deploy(zip);
    expect(failed.status).toBe('Failed');
    expect(failed.details.componentFailures).toMatchObject([
      { fullName: 'Order.Never__c', problem: 'No CustomField named: Order.Never__c found', problemType: 'Warning' },
    ]);
    expect(await customFieldsOf('Order')).toEqual(['Gone__c']);
    const done = await deploy(zip, { ...allOrNothing, ignoreWarnings: true });
    expect(done.status).toBe('Succeeded');
    expect(done.details.componentSuccesses).toContainEqual(
      expect.objectContaining({ fullName: 'Order.Gone__c', deleted: true, changed: true }),
    );
    expect(await customFieldsOf('Order')).toEqual([]);
  });
});

describe('a deploy', () => {
  const zip = packageOf({ CustomObject: ['Contact'] }, { 'objects/Contact.object': fieldsFile(textField('Rest__c')) });

  it('is begun and asked about by REST as by SOAP', async () => {
    const { metadata } = bench.connection;
    const begun = await metadata.deployRest(zip, allOrNothing);
    expect(begun).toMatchObject({
      id: expect.stringMatching(/^0Af/) as string,
      deployOptions: { rollbackOnError: true, checkOnly: false },
      deployResult: { status: 'Pending', done: false },
    });
    const { id } = begun;
    expect(await metadata.checkDeployStatus(id, true, true)).toMatchObject({
      id,
      status: 'Succeeded',
      done: true,
      details: { componentFailures: [], componentSuccesses: [{}, { fullName: 'Contact' }, { created: true }] },
    });
    expect(await metadata.checkDeployStatus(id, false, true)).not.toHaveProperty('details');
    expect((await metadata.checkDeployStatus(id, true)).details.componentSuccesses).toHaveLength(3);
    expect((await metadata.checkDeployStatus(id, false)).details.componentSuccesses).toEqual([]);
    expect(await customFieldsOf('Contact')).toEqual(['Rest__c']);
  });

  it('that is over is not cancelled', async () => {
    const { id } = await bench.connection.metadata.deploy(zip);
    const problem = 'Deployment already completed';
    await expect(bench.connection.metadata.cancelDeploy(id)).rejects.toThrow(`INVALID_ID_FIELD: ${problem}`);
    const patch = await bench.call<Problems>('PATCH', `/metadata/deployRequest/${id}`, {
      deployResult: { status: 'Canceling' },
    });
    expect([patch.status, patch.body[0]]).toEqual([400, expect.objectContaining({ message: problem })]);
  });

  it('that nobody began is not known', async () => {
    const { metadata } = bench.connection;
    for (const id of ['0Af5g0000000zzzCAA', '0015g0000000001AAA', 'nonsense']) {
      await expect(metadata.checkDeployStatus(id)).rejects.toThrow(
        'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id',
      );
      await expect(metadata.checkDeployStatus(id, false, true)).rejects.toMatchObject({
        errorCode: 'INVALID_CROSS_REFERENCE_KEY',
      });
    }
  });

  it('needs a session, and by REST the two parts', async () => {
    const jsforce = await import('jsforce');
    const stranger = new jsforce.Connection({ version: VERSION, instanceUrl: bench.sandbox.url, accessToken: 'wrong' });
    await expect(stranger.metadata.deploy(zip)).rejects.toThrow('INVALID_SESSION_ID');
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(zip)]), 'deploy.zip');
    const send = (token: string): Promise<Response> =>
      fetch(`${bench.sandbox.url}/services/data/v${VERSION}/metadata/deployRequest`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: form,
      });
    expect((await send('wrong')).status).toBe(401);
    expect((await send(bench.sandbox.token)).status).toBe(400);
    form.append('entity_content', JSON.stringify({ deployOptions: { checkOnly: true } }));
    expect((await send(bench.sandbox.token)).status).toBe(201);
  });
});
