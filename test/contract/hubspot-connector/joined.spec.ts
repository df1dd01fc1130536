import type { Connector, Pair } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { kinds, settings, watched } from './calls';
import { ScriptedServer, batch, type Reply, type Seen } from './scripted-server';

const primary = { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' };
const plain = { category: 'HUBSPOT_DEFINED', typeId: 279, label: null };
/** Labels of a portal are numbered by themselves. */
const label = { category: 'USER_DEFINED', typeId: 1, label: 'Billing contact' };

const end = (toObjectId: number, ...associationTypes: readonly object[]): object => ({ toObjectId, associationTypes });
const none = (id: string): object => ({
  status: 'error',
  category: 'OBJECT_NOT_FOUND',
  subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
  message: `No company is associated with contact ${id}.`,
  context: { fromObjectId: [id], fromObjectType: ['contact'], toObjectType: ['company'] },
});

describe('the HubSpot connector and pairs that may be joined already', () => {
  let server: ScriptedServer;
  let hubspot: Connector;
  let reads: (request: Seen) => Reply;

  beforeEach(async () => {
    server = new ScriptedServer();
    server.answer = (request) =>
      request.path.endsWith('/batch/read')
        ? reads(request)
        : batch(
            inputsOf(request).map(({ from, to }) => ({ fromObjectId: Number(from.id), toObjectId: Number(to.id) })),
          );
    hubspot = createHubspotConnector(settings(await server.start()));
  });
  afterEach(async () => {
    hubspot.close();
    await server.stop();
  });

  const inputsOf = (request: Seen): NonNullable<Seen['body']['inputs']> => request.body.inputs ?? [];
  const pairs = (...ids: readonly (readonly [string, string])[]): readonly Pair[] =>
    ids.map(([fromId, toId]) => ({ fromId, toId }));
  const associate = (
    some: readonly Pair[],
    [from, to] = ['contacts', 'companies'],
  ): ReturnType<Connector['associate']> => hubspot.associate(watched(), { from, to }, some);
  const sent = (route: string): NonNullable<Seen['body']['inputs']> =>
    server.seen.filter(({ path }) => path.endsWith(route)).flatMap(inputsOf);

  it('sends the types of a pair along with the main one, and none of a pair that has it', async () => {
    reads = () =>
      batch(
        [
          { from: { id: '1' }, to: [end(10, plain, label), end(11, primary, plain)] },
          { from: { id: '2' }, to: [end(20, primary, plain, label)] },
        ],
        [none('3')],
      );
    expect(kinds(await associate(pairs(['1', '10'], ['2', '20'], ['3', '30'])))).toEqual(['ok', 'ok', 'ok']);
    const ours = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 };
    expect(sent('/batch/create')).toEqual([
      {
        from: { id: '1' },
        to: { id: '10' },
        types: [
          { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 },
          { associationCategory: 'USER_DEFINED', associationTypeId: 1 },
          ours,
        ],
      },
      { from: { id: '3' }, to: { id: '30' }, types: [ours] },
    ]);
  });

  it('sends nothing of a pair that has any type, where the main one is the plain one', async () => {
    reads = () => batch([{ from: { id: '1' }, to: [end(10, label)] }]);
    expect(kinds(await associate(pairs(['1', '10']), ['deals', 'contacts']))).toEqual(['ok']);
    expect(sent('/batch/create')).toEqual([]);
  });

  it('does not ask of records that are new', async () => {
    reads = () => batch([], [none('1')]);
    const [older] = pairs(['1', '10']);
    expect(kinds(await associate([{ fromId: '2', toId: '10', fromIsNew: true }, older!]))).toEqual(['ok', 'ok']);
    expect(sent('/batch/read')).toEqual([{ id: '1' }]);
    expect(sent('/batch/create')).toHaveLength(2);
  });

  it('asks of 1,000 records a call, once of each, and for what a page has no room for', async () => {
    reads = (request) =>
      batch(
        inputsOf(request).map(({ id, after }) =>
          id !== '7'
            ? { from: { id }, to: [end(20, primary)] }
            : after === undefined
              ? { from: { id }, to: [end(10, plain)], paging: { next: { after: '500' } } }
              : { from: { id }, to: [end(20, primary, plain)] },
        ),
      );
    const many = Array.from({ length: 1_500 }, (_, n): [string, string] => [String(n), '20']);
    expect(new Set(kinds(await associate(pairs(...many, ['8', '21']))))).toEqual(new Set(['ok']));
    const calls = server.seen
      .filter(({ path }) => path.endsWith('/batch/read'))
      .map((request) => inputsOf(request).length);
    expect(calls.sort((a, b) => b - a)).toEqual([1_000, 500, 1]);
    expect(sent('/batch/read').at(-1)).toEqual({ id: '7', after: '500' });
    expect(sent('/batch/create').map(({ from, to }) => [from.id, to.id])).toEqual([['8', '21']]);
  });

  it('does not join a pair of which it cannot be told', async () => {
    reads = () =>
      batch(
        [],
        [
          none('1'),
          { category: 'INTERNAL_ERROR', message: 'x', context: { fromObjectId: ['2'] } },
          { category: 'VALIDATION_ERROR', message: 'x', context: { id: ['3'] } },
        ],
      );
    expect(kinds(await associate(pairs(['1', '10'], ['2', '10'], ['3', '10'])))).toEqual(['ok', 'retry', 'rejected']);
    expect(sent('/batch/create')).toHaveLength(1);
  });

  it('may try again when nothing was told: nothing was written', async () => {
    reads = () => ({ status: 502 });
    expect(kinds(await associate(pairs(['1', '10'], ['2', '20'])))).toEqual(['retry', 'retry']);
    expect(server.seen).toHaveLength(1);
  });
});
