import type { Exchange } from './exchange';
import { describeFinding, judgeAnswer, judgeRequest } from './exchange';
import { findOperation, operations } from './generated-api';
import { modelsOf } from './generated-models';
import { judge } from './judge';
import { compareNames, outlived, unlisted } from './listed';

const time = '2025-11-03T23:36:13.632Z';
const record = { id: '1', properties: { email: null }, createdAt: time, updatedAt: time, archived: false };
const contacts = modelsOf('crm/contacts');
const said = (type: string, value: unknown): string[] =>
  judge(contacts, type, value).map(({ model, field, kind, at, found = '' }) =>
    `${model}.${field} ${kind} ${found} ${at}`.replace('  ', ' '),
  );

describe('the judge by the models of the client', () => {
  it('has nothing to say of a record as it was published', () => {
    expect(said('SimplePublicObject', record)).toEqual([]);
  });

  it.each([
    ['a missing field', { ...record, updatedAt: undefined }, 'SimplePublicObject.updatedAt missing /updatedAt'],
    ['an invented field', { ...record, color: 'red' }, 'SimplePublicObject.color invented /color'],
    ['a number for a text', { ...record, id: 1 }, 'SimplePublicObject.id type number /id'],
    ['a text for a boolean', { ...record, archived: 'no' }, 'SimplePublicObject.archived type string /archived'],
    ['null where it is not allowed', { ...record, id: null }, 'SimplePublicObject.id type null /id'],
    ['a day for a time', { ...record, createdAt: '2025-11-03' }, 'SimplePublicObject.createdAt type string /createdAt'],
    [
      'a number in a map',
      { ...record, properties: { a: 1 } },
      'SimplePublicObject.properties type number /properties/a',
    ],
    ['a list for a map', { ...record, properties: [] }, 'SimplePublicObject.properties type object /properties'],
  ])('sees %s', (_what, value, complaint) => {
    expect(said('SimplePublicObject', JSON.parse(JSON.stringify(value)))).toEqual([complaint]);
  });

  it('sees it in models within lists within models', () => {
    const batch = { status: 'COMPLETE', startedAt: time, completedAt: time, results: [record, { ...record, x: 1 }] };
    expect(said('BatchResponseSimplePublicObject', batch)).toEqual(['SimplePublicObject.x invented /results/1/x']);
  });

  it('sees a value that an enum does not have, a number that is not whole, and an id that is none', () => {
    const batch = { status: 'DONE', startedAt: time, completedAt: time, results: [], numErrors: 1.5 };
    expect(said('BatchResponseSimplePublicObjectWithErrors', batch)).toEqual([
      'BatchResponseSimplePublicObjectWithErrors.numErrors type number /numErrors',
      'BatchResponseSimplePublicObjectWithErrors.status type string /status',
    ]);
    expect(said('ModelError', { message: 'm', category: 'c', correlationId: '1' })).toEqual([
      'ModelError.correlationId type string /correlationId',
    ]);
  });

  it('stops at a type that the client does not have', () => {
    expect(() => judge(contacts, 'Nonsense', {})).toThrow('the client has no type Nonsense');
  });
});

describe('the judge of an exchange', () => {
  const exchange: Exchange = {
    method: 'GET',
    path: '/crm/v3/objects/contacts/1',
    query: new URLSearchParams('archived=true'),
    request: '',
    status: 200,
    contentType: 'application/json;charset=utf-8',
    location: null,
    answer: JSON.stringify(record),
  };
  const ofAnswer = (more: Partial<Exchange>): string[] => judgeAnswer({ ...exchange, ...more }).map(describeFinding);
  const ofRequest = (more: Partial<Exchange>): string[] => judgeRequest({ ...exchange, ...more }).map(describeFinding);
  const read = 'crm/contacts BasicApi.getById';

  it('has nothing to say of one as it was published', () => {
    expect([...ofAnswer({}), ...ofRequest({})]).toEqual([]);
  });

  it.each([
    ['a success that the client takes for a failure', { status: 202 }, `${read} 202: ${read}.status status  at `],
    ['another type', { contentType: 'text/plain' }, `${read} 200: ${read}.Content-Type content type  at `],
  ])('sees %s', (_what, more, finding) => {
    expect(ofAnswer(more)).toEqual([finding]);
  });

  it('sees a body where there is to be none, and none where there is to be one', () => {
    const archive = 'crm/contacts BasicApi.archive';
    expect(ofAnswer({ method: 'DELETE', status: 204 })).toEqual([`${archive} 204: ${archive}.body invented  at `]);
    const create = 'crm/contacts BasicApi.create';
    const posted = { method: 'POST', path: '/crm/v3/objects/contacts', query: new URLSearchParams() };
    expect(ofRequest(posted)).toEqual([`${create} 200: ${create}.body missing  at `]);
    expect(ofRequest({ request: '{}' })).toEqual([`${read} 200: ${read}.body invented  at `]);
  });

  it('sees a parameter of the query that nobody has', () => {
    expect(ofRequest({ query: new URLSearchParams('archived=true&deleted=true') })).toEqual([
      `${read} 200: ${read}.deleted query  at `,
    ]);
  });

  it('tells the model of an error by the status alone', () => {
    const answer = JSON.stringify({ message: 'no', correlationId: 'x' });
    expect(ofAnswer({ status: 404, answer })).toEqual([
      `${read} 404: ModelError.correlationId type string at /correlationId`,
      `${read} 404: ModelError.category missing  at /category`,
    ]);
  });

  it('excuses what is listed, with this status and this type, and tells what is listed in vain', () => {
    const findings = judgeAnswer({ ...exchange, answer: JSON.stringify({ ...record, id: 1 }) });
    const listed = { model: 'SimplePublicObjectWithAssociations', field: 'id', kind: 'type', reason: '' } as const;
    expect(unlisted(findings, [{ ...listed, statuses: [200], found: 'number' }])).toEqual([]);
    expect(unlisted(findings, [{ ...listed, statuses: [207] }])).toHaveLength(1);
    expect(unlisted(findings, [{ ...listed, found: 'null' }])).toHaveLength(1);
    const vain = { ...listed, field: 'createdAt' };
    expect(outlived(findings, [listed, vain])).toEqual([vain]);
    expect(compareNames(['a b', 'a c', 'd'], { 'a *': '', e: '' })).toEqual({ unlisted: ['d'], outlived: ['e'] });
  });
});

describe('the generated code of the client', () => {
  it('is read whole: every operation has a method, a path and an answer', () => {
    expect(operations.length).toBeGreaterThan(100);
    const unread = operations.filter(({ method, path, answers }) => !method || !path.startsWith('/') || !answers.size);
    expect(unread).toEqual([]);
  });

  it.each([
    ['GET', '/crm/v3/objects/contacts/1', 'crm/contacts BasicApi.getById'],
    ['GET', '/crm/v3/objects/0-1/1', 'crm/objects BasicApi.getById'],
    ['POST', '/crm/v3/objects/deals/batch/upsert', 'crm/deals BatchApi.upsert'],
    ['GET', '/crm/v3/properties/deals/groups', 'crm/properties GroupsApi.getAll'],
    ['GET', '/crm/v3/owners/', 'crm/owners OwnersApi.getPage'],
  ])('knows %s %s as %s', (method, path, name) => {
    expect(findOperation(method, path)?.name).toBe(name);
  });

  it('has a model for every body and every answer', () => {
    const nameless = operations.flatMap(({ module, name, body, answers }) => {
      const types = [body, ...answers.values()].filter((type) => type !== undefined);
      const models = types.map((type) => /^Array<(\w+)>$/.exec(type)?.[1] ?? type);
      return models.filter((model) => modelsOf(module).model(model) === undefined).map((model) => `${name} ${model}`);
    });
    expect(nameless).toEqual([]);
  });
});
