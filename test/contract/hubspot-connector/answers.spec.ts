import type { Connector } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { failureOf, kinds, settings, valueOf, watched } from './calls';
import { ScriptedServer, batch, modifiedAt, record, type Reply, type Seen } from './scripted-server';

const invalid = (error: string, name: string): object => ({
  status: 'error',
  message: `Property values were not valid: ${JSON.stringify([{ isValid: false, message: 'x', error, name }])}`,
  category: 'VALIDATION_ERROR',
});
const notUnique = (verb: string, type: string): object => ({
  status: 'error',
  message: `Unable to perform ${verb} by non-unique ${type} property tandem_id`,
  category: 'VALIDATION_ERROR',
});
const notFound = (...ids: string[]): object => ({
  status: 'error',
  category: 'OBJECT_NOT_FOUND',
  message: 'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
  context: { ids },
});

describe('the HubSpot connector and the answers to its writes', () => {
  let server: ScriptedServer;
  let hubspot: Connector;

  beforeEach(async () => {
    server = new ScriptedServer();
    hubspot = createHubspotConnector(settings(await server.start()));
  });
  afterEach(async () => {
    hubspot.close();
    await server.stop();
  });

  const update = (...ids: string[]): ReturnType<Connector['update']> =>
    hubspot.update(
      watched(),
      'contacts',
      ids.map((id) => ({ id, properties: { firstname: `name of ${id}` }, modifiedAt })),
    );
  const upsert = (...keys: string[]): ReturnType<Connector['upsert']> =>
    hubspot.upsert(
      watched(),
      'contacts',
      keys.map((key) => ({ key, properties: { email: `${key}@example.com` } })),
    );
  const inputs = (request: Seen): NonNullable<Seen['body']['inputs']> => request.body.inputs ?? [];

  describe('updating', () => {
    it('matches the answers by id, in whatever order they come', async () => {
      server.answer = (request) =>
        batch(
          inputs(request)
            .map(({ id, properties }) => record(id, properties))
            .reverse(),
        );
      const outcomes = await update('11', '12', '13');
      expect(outcomes.map((outcome) => valueOf(outcome))).toEqual(
        ['11', '12', '13'].map((id) => ({ id, properties: { firstname: `name of ${id}` }, modifiedAt })),
      );
    });

    it('sends strings, and an empty one to clear', async () => {
      server.answer = (request) => batch(inputs(request).map(({ id }) => record(id, { phone: null })));
      const properties = { amount: 12.5, done: false, phone: null };
      const outcomes = await hubspot.update(watched(), 'deals', [{ id: '11', properties }]);
      expect(server.seen[0]?.body.inputs?.[0]?.properties).toEqual({ amount: '12.5', done: 'false', phone: '' });
      expect(valueOf(outcomes[0]).properties).toEqual({ phone: null });
    });

    it('sends 100 rows a call, each with a trace id of its own', async () => {
      server.answer = (request) => batch(inputs(request).map(({ id }) => record(id, {})));
      const ids = Array.from({ length: 250 }, (_, n) => String(1000 + n));
      const outcomes = await update(...ids);
      expect(outcomes.map((outcome) => valueOf(outcome).id)).toEqual(ids);
      expect(server.seen.map((request) => inputs(request).length)).toEqual([100, 100, 50]);
      for (const request of server.seen) {
        const traces = inputs(request).map(({ objectWriteTraceId }) => objectWriteTraceId);
        expect(new Set(traces).size).toBe(inputs(request).length);
        expect(traces).not.toContain(undefined);
      }
    });

    it('takes one error that names several ids for each of them', async () => {
      server.answer = () => batch([record('12', {})], [notFound('11', '13')]);
      expect(kinds(await update('11', '12', '13'))).toEqual(['gone', 'ok', 'gone']);
    });

    it('finds the row of an error by its trace id', async () => {
      server.answer = (request) =>
        batch(
          [record('11', {})],
          [
            {
              ...invalid('INVALID_EMAIL', 'email'),
              context: { objectWriteTraceId: [inputs(request)[1]?.objectWriteTraceId] },
            },
          ],
        );
      const outcomes = await update('11', '12');
      expect(kinds(outcomes)).toEqual(['ok', 'rejected']);
      expect(failureOf(outcomes[1])).toMatchObject({ property: 'email', code: 'INVALID_EMAIL' });
    });

    it('does not take the owner of a value for the row that wanted it', async () => {
      server.answer = () =>
        batch(
          [],
          [
            { category: 'CONFLICT', message: 'x', context: { objectWriteTraceId: ['1'], existingId: ['11'] } },
            { ...invalid('INVALID_EMAIL', 'email'), context: { objectWriteTraceId: ['0'] } },
          ],
        );
      expect(kinds(await update('11', '12'))).toEqual(['rejected', 'duplicate']);
    });

    it('finds out what became of a row that the answer leaves out', async () => {
      server.answer = ({ path }): Reply => {
        if (path.endsWith('/batch/update')) return batch([record('14', {})]);
        if (path.endsWith('/batch/read')) {
          return batch([record('99', { hs_merged_object_ids: '10;11' }), record('13', {})], [notFound('12')]);
        }
        return { status: 404, body: { message: 'resource not found' } };
      };
      const outcomes = await update('11', '12', '13', '14');
      expect(kinds(outcomes)).toEqual(['gone', 'gone', 'unknown', 'ok']);
      expect(failureOf(outcomes[0])).toMatchObject({ mergedInto: '99' });
      expect(failureOf(outcomes[1])).not.toHaveProperty('mergedInto');
    });

    it('leaves a row unknown when it cannot find out', async () => {
      server.answer = ({ path }) => (path.endsWith('/batch/update') ? batch([]) : { status: 503 });
      expect(kinds(await update('11', '12'))).toEqual(['unknown', 'unknown']);
    });
  });

  describe('upserting', () => {
    it('matches the answers by key without case, in whatever order they come', async () => {
      server.answer = (request) =>
        batch(
          inputs(request)
            .map(({ id, properties }) =>
              record(`9${id.slice(1)}`, {
                email: properties['email']?.toLowerCase() ?? null,
                tandem_id: id.toUpperCase(),
              }),
            )
            .reverse(),
        );
      const outcomes = await upsert('k1', 'K2', 'k3');
      expect(outcomes.map((outcome) => valueOf(outcome).id)).toEqual(['91', '92', '93']);
      expect(valueOf(outcomes[1]).properties['email']).toBe('k2@example.com');
    });

    it('upserts by our key property and sends the key along', async () => {
      server.answer = () => batch([record('91', { tandem_id: 'k1' }, { new: true })]);
      expect(valueOf((await upsert('k1'))[0]).created).toBe(true);
      expect(server.seen[0]?.body.inputs).toEqual([
        {
          id: 'k1',
          idProperty: 'tandem_id',
          objectWriteTraceId: '0',
          properties: { email: 'k1@example.com', tandem_id: 'k1' },
        },
      ]);
    });

    it('reads by key where an answer does not say whose it is, and keeps the values of the answer', async () => {
      server.answer = ({ path }) =>
        path.endsWith('/batch/upsert')
          ? batch([record('92', { phone: 'written' }, { new: true }), record('91', { tandem_id: 'k1' })])
          : batch([record('92', { tandem_id: 'k2', phone: 'edited since' })]);
      const outcomes = await upsert('k1', 'k2');
      expect(valueOf(outcomes[1])).toEqual({ id: '92', properties: { phone: 'written' }, created: true, modifiedAt });
      expect(server.seen[1]?.body).toMatchObject({ idProperty: 'tandem_id', inputs: [{ id: 'k2' }] });
    });

    it('leaves unknown what a yes does not mention', async () => {
      server.answer = () => batch([record('91', { tandem_id: 'k1' })]);
      expect(kinds(await upsert('k1', 'k2'))).toEqual(['ok', 'unknown']);
      expect(server.seen).toHaveLength(1);
    });

    it('names the record that owns a value', async () => {
      server.answer = () =>
        batch(
          [record('1', { tandem_id: 'k1' })],
          [{ category: 'CONFLICT', message: 'x', context: { objectWriteTraceId: ['1'], existingId: ['1'] } }],
        );
      const outcomes = await upsert('k1', 'k2');
      expect(kinds(outcomes)).toEqual(['ok', 'duplicate']);
      expect(failureOf(outcomes[1])).toMatchObject({ existingId: '1', property: 'email' });
    });
  });

  describe('a call that is refused whole', () => {
    const refusing =
      (bad: string, refusal: (request: Seen) => Reply) =>
      (request: Seen): Reply =>
        inputs(request).some(({ id }) => id === bad)
          ? refusal(request)
          : batch(inputs(request).map(({ id }) => record(`9${id.slice(1)}`, { tandem_id: id })));
    const keys = Array.from({ length: 100 }, (_, n) => `k${n}`);

    it('is halved until the bad row stands alone', async () => {
      server.answer = refusing('k37', () => ({ status: 400, body: invalid('INVALID_EMAIL', 'email') }));
      const outcomes = await upsert(...keys);
      expect(outcomes.flatMap((outcome, n) => (outcome.ok ? [] : [[n, outcome.failure.kind]]))).toEqual([
        [37, 'rejected'],
      ]);
      expect(server.seen.length).toBeLessThanOrEqual(15);
    });

    it('is halved for a conflict, which names its owner only when alone', async () => {
      server.answer = refusing('k5', (request) => ({
        status: 409,
        body: {
          category: 'CONFLICT',
          message: inputs(request).length > 1 ? 'Contact already exists' : 'Contact already exists. Existing ID: 77',
        },
      }));
      const outcomes = await upsert(...keys.slice(0, 8));
      expect(kinds(outcomes).indexOf('duplicate')).toBe(5);
      expect(failureOf(outcomes[5])).toMatchObject({ existingId: '77' });
    });

    it('is halved when two ids turn out to be one record', async () => {
      server.answer = (request) =>
        inputs(request).length > 1
          ? { status: 400, body: { category: 'VALIDATION_ERROR', message: 'Duplicate IDs found in batch input: [1].' } }
          : batch(inputs(request).map(({ id }) => record(id, {})));
      expect(kinds(await update('11', '12'))).toEqual(['ok', 'ok']);
    });

    it.each([
      [401, 'reauth'],
      [403, 'reauth'],
      [404, 'retry'],
      [423, 'retry'],
      [429, 'throttled'],
      [500, 'retry'],
      [502, 'unknown'],
      [524, 'unknown'],
    ])('with %i is not halved: it says nothing about the rows', async (status, kind) => {
      server.answer = () => ({ status, body: {} });
      expect(new Set(kinds(await upsert(...keys)))).toEqual(new Set([kind]));
      expect(server.seen).toHaveLength(1);
    });

    it('for a property that is gone, and that every row carries, is not halved', async () => {
      server.answer = () => ({ status: 400, body: invalid('PROPERTY_DOESNT_EXIST', 'email') });
      const outcomes = await upsert(...keys);
      expect(new Set(kinds(outcomes))).toEqual(new Set(['rejected']));
      expect(failureOf(outcomes[99])).toMatchObject({ property: 'email', code: 'PROPERTY_DOESNT_EXIST' });
      expect(server.seen).toHaveLength(1);
    });

    it('because our key is archived, or unique no more, is not halved', async () => {
      server.answer = () => ({ status: 400, body: notUnique('upsert', '0-8') });
      const outcomes = await hubspot.upsert(
        watched(),
        'line_items',
        keys.map((key) => ({ key, properties: { quantity: 1 } })),
      );
      expect(new Set(outcomes.map((outcome) => failureOf(outcome).code))).toEqual(new Set(['PROPERTY_NOT_UNIQUE']));
      expect(server.seen).toHaveLength(1);
    });

    it('for a property that only some rows carry is halved', async () => {
      server.answer = (request) =>
        inputs(request).some(({ properties }) => 'fax' in properties)
          ? { status: 400, body: invalid('PROPERTY_DOESNT_EXIST', 'fax') }
          : batch(inputs(request).map(({ id }) => record(`9${id.slice(1)}`, { tandem_id: id })));
      const outcomes = await hubspot.upsert(watched(), 'contacts', [
        { key: 'k1', properties: { fax: '1' } },
        { key: 'k2', properties: {} },
      ]);
      expect(kinds(outcomes)).toEqual(['rejected', 'ok']);
    });
  });

  describe('associating', () => {
    const joined = (fromObjectId: number, toObjectId: number): object => ({ fromObjectId, toObjectId, labels: [] });

    it.each([
      ['contacts', 'companies', 1],
      ['deals', 'companies', 5],
      ['deals', 'contacts', 3],
      ['line_items', 'deals', 20],
    ])('joins %s to %s by the main type', async (from, to, associationTypeId) => {
      server.answer = () => batch([joined(501, 7788)]);
      const outcomes = await hubspot.associate(watched(), { from, to }, [
        { fromId: '501', toId: '7788', fromIsNew: true },
      ]);
      expect(kinds(outcomes)).toEqual(['ok']);
      expect(server.seen[0]).toMatchObject({
        path: `/crm/v4/associations/${from}/${to}/batch/create`,
        body: {
          inputs: [
            {
              from: { id: '501' },
              to: { id: '7788' },
              types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }],
            },
          ],
        },
      });
    });

    it('matches answers and errors by the ids in them', async () => {
      server.answer = () =>
        batch(
          [joined(3, 30), joined(1, 10)],
          [
            {
              category: 'VALIDATION_ERROR',
              subCategory: 'crm.associations.INVALID_IDENTIFIER',
              message: '20 is not a valid ID',
              context: { id: ['20'] },
            },
            {
              category: 'VALIDATION_ERROR',
              context: { INVALID_OBJECT_IDS: ['CONTACT=50 is not valid'] },
              message: 'x',
            },
          ],
        );
      const pairs = [1, 2, 3, 4, 5].map((n) => ({
        fromId: String(n),
        toId: String(n * 10),
        fromIsNew: true as const,
      }));
      const outcomes = await hubspot.associate(watched(), { from: 'deals', to: 'contacts' }, pairs);
      expect(kinds(outcomes)).toEqual(['ok', 'rejected', 'ok', 'unknown', 'gone']);
    });

    it('sends 2,000 pairs a call', async () => {
      server.answer = (request) =>
        batch(inputs(request).map((input) => joined(Number(input.from.id), Number(input.to.id))));
      const pairs = Array.from({ length: 2_500 }, (_, n) => ({
        fromId: String(n + 1),
        toId: String(n + 9_001),
        fromIsNew: true as const,
      }));
      const outcomes = await hubspot.associate(watched(), { from: 'deals', to: 'contacts' }, pairs);
      expect(new Set(kinds(outcomes))).toEqual(new Set(['ok']));
      expect(server.seen.map((request) => inputs(request).length).sort()).toEqual([2_000, 500]);
    });

    it('refuses a pair of objects it has no type for, without a call', async () => {
      const pairs = [{ fromId: '1', toId: '2' }];
      await expect(hubspot.associate(watched(), { from: 'notes', to: 'deals' }, pairs)).rejects.toThrow(
        /notes to deals/,
      );
      expect(server.seen).toHaveLength(0);
    });
  });

  describe('answers that name no row', () => {
    it('count for every row of the call', async () => {
      server.answer = () => ({ status: 204 });
      const pairs = [
        { fromId: '1', toId: '10' },
        { fromId: '2', toId: '20' },
      ];
      expect(kinds(await hubspot.dissociate(watched(), { from: 'deals', to: 'contacts' }, pairs))).toEqual([
        'ok',
        'ok',
      ]);
      expect(kinds(await hubspot.archive(watched(), 'line_items', ['1', '2']))).toEqual(['ok', 'ok']);
      expect(server.seen[0]?.body.inputs).toEqual([
        { from: { id: '1' }, to: [{ id: '10' }] },
        { from: { id: '2' }, to: [{ id: '20' }] },
      ]);
    });

    it('do not count when they are no answers of HubSpot’s', async () => {
      server.answer = () => ({ status: 200, body: '<html>', type: 'text/html' });
      expect(kinds(await hubspot.archive(watched(), 'line_items', ['1', '2']))).toEqual(['unknown', 'unknown']);
    });

    it('are as good as wanted when the record is gone already', async () => {
      server.answer = (request) =>
        inputs(request).some(({ id }) => id === '2') ? { status: 404, body: notFound('2') } : { status: 204 };
      expect(kinds(await hubspot.archive(watched(), 'line_items', ['1', '2', '3']))).toEqual(['ok', 'ok', 'ok']);
    });
  });
});
