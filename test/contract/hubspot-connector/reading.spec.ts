import type { Connector } from '../../../src/connectors/connector';
import { createHubspotConnector } from '../../../src/connectors/hubspot/connector';
import { failureOf, kinds, settings, valueOf, watched } from './calls';
import { ScriptedServer, batch, modifiedAt, record, type Reply } from './scripted-server';

const notFound = (...ids: string[]): object => ({ category: 'OBJECT_NOT_FOUND', message: 'x', context: { ids } });

describe('the HubSpot connector reading', () => {
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

  const read = (by: 'id' | 'key', ...ids: string[]): ReturnType<Connector['read']> =>
    hubspot.read(watched(), { object: 'contacts', by, ids, properties: ['phone'] });
  const found = async (property: string, ...values: string[]): Promise<readonly (readonly string[])[]> => {
    const object = property === 'email' ? 'contacts' : 'companies';
    const outcomes = await hubspot.find(watched(), { object, property, values, properties: ['phone'] });
    return outcomes.map((outcome) => valueOf(outcome).map(({ id }) => id));
  };

  describe('by id', () => {
    it('answers in the order of the ids, with the properties that were asked for and no others', async () => {
      server.answer = () => batch([record('2', { phone: null, createdate: 'x' }), record('1', { phone: '+1' })]);
      const outcomes = await read('id', '1', '2');
      expect(outcomes.map((outcome) => valueOf(outcome))).toEqual([
        { id: '1', properties: { phone: '+1' }, modifiedAt },
        { id: '2', properties: { phone: null }, modifiedAt },
      ]);
    });

    it('calls gone what is not there', async () => {
      server.answer = () => batch([record('1', {})], [notFound('2', '3')]);
      expect(kinds(await read('id', '1', '2', '3'))).toEqual(['ok', 'gone', 'gone']);
    });

    it('answers a record that was merged away as its survivor', async () => {
      server.answer = () => batch([record('99', { phone: '+1', hs_merged_object_ids: '1;2' })]);
      const outcomes = await read('id', '1', '2');
      expect(outcomes.map((outcome) => valueOf(outcome))).toEqual([
        { id: '99', properties: { phone: '+1' }, modifiedAt },
        { id: '99', properties: { phone: '+1' }, modifiedAt },
      ]);
      expect(server.seen).toHaveLength(1);
    });

    it('asks singly for an id that the answer says nothing about', async () => {
      server.answer = ({ path }): Reply => {
        if (path.endsWith('/batch/read')) return batch([record('98', { phone: '+1' })]);
        return path.endsWith('/1') ? { body: record('98', { phone: '+1' }) } : { status: 404, body: {} };
      };
      const outcomes = await read('id', '1', '2');
      expect(valueOf(outcomes[0])).toEqual({ id: '98', properties: { phone: '+1' }, modifiedAt });
      expect(failureOf(outcomes[1]).kind).toBe('gone');
    });

    it('asks for an id once, however often it is given', async () => {
      server.answer = () => batch([record('1', {})]);
      expect(kinds(await read('id', '1', '1'))).toEqual(['ok', 'ok']);
      expect(server.seen[0]?.body.inputs).toEqual([{ id: '1' }]);
    });

    it('does not call gone what a broken address of the API answers to everything', async () => {
      server.answer = () => ({ status: 404, body: '<html>', type: 'text/html' });
      expect(kinds(await read('id', '1', '2'))).toEqual(['retry', 'retry']);
    });
  });

  describe('by our key', () => {
    it('compares without case and answers null for what is not there', async () => {
      server.answer = () => batch([record('1', { tandem_id: 'C1' })], [notFound('c2')]);
      const outcomes = await read('key', 'c1', 'c2', 'c3');
      expect(outcomes.map((outcome) => valueOf(outcome)?.id ?? null)).toEqual(['1', null, null]);
      expect(server.seen).toHaveLength(1);
      expect(server.seen[0]?.body).toMatchObject({ idProperty: 'tandem_id', properties: ['phone', 'tandem_id'] });
    });
  });

  it('is not halved because our key is archived, or unique no more', async () => {
    const message = 'Unable to perform read by non-unique 0-1 property tandem_id';
    server.answer = () => ({ status: 400, body: { status: 'error', message, category: 'VALIDATION_ERROR' } });
    const outcomes = await read('key', ...Array.from({ length: 100 }, (_, n) => `c${n}`));
    expect(new Set(kinds(outcomes))).toEqual(new Set(['rejected']));
    expect(failureOf(outcomes[0])).toMatchObject({ code: 'PROPERTY_NOT_UNIQUE', properties: ['tandem_id'] });
    expect(server.seen).toHaveLength(1);
  });

  it('does not take for missing what HubSpot failed to read', async () => {
    server.answer = () => batch([], [{ category: 'INTERNAL_ERROR', message: 'x', context: { ids: ['c1'] } }]);
    expect(kinds(await read('key', 'c1'))).toEqual(['retry']);
  });

  describe('contacts by e-mail', () => {
    it('does so at once, without the search index', async () => {
      server.answer = () => batch([record('1', { email: 'ana@example.com' })], [notFound('bo@example.com')]);
      expect(await found('email', 'bo@example.com', 'ana@example.com')).toEqual([[], ['1']]);
      expect(server.seen[0]).toMatchObject({
        path: '/crm/v3/objects/contacts/batch/read',
        body: { idProperty: 'email', properties: ['phone', 'email', 'hs_additional_emails'] },
      });
    });

    it('finds a contact by its additional addresses too', async () => {
      server.answer = () =>
        batch([record('1', { email: 'ana@example.com', hs_additional_emails: 'Old@Example.com;older@example.com' })]);
      expect(await found('email', 'older@example.com', 'old@example.com')).toEqual([['1'], ['1']]);
    });

    it('tells the additional addresses beside the one that was asked for, however it was read', async () => {
      server.answer = () => batch([record('1', { email: 'ana@example.com', hs_additional_emails: 'Old@Example.com' })]);
      const query = { object: 'contacts', properties: ['email'] };
      const [byEmail] = await hubspot.find(watched(), { ...query, property: 'email', values: ['old@example.com'] });
      const [byId] = await hubspot.read(watched(), { ...query, by: 'id', ids: ['1'] });
      const told = { id: '1', properties: { email: 'ana@example.com' }, alsoHolds: { email: ['old@example.com'] } };
      expect([valueOf(byEmail), valueOf(byId)]).toMatchObject([[told], told]);
      expect(server.seen[1]?.body).toMatchObject({
        properties: ['email', 'hs_additional_emails', 'hs_merged_object_ids'],
      });
    });

    it('asks singly when a contact came that answers to none of the addresses', async () => {
      server.answer = ({ path, query }): Reply => {
        if (path.endsWith('/batch/read')) return batch([record('1', { email: 'new@example.com' })]);
        if (query.get('idProperty') !== 'email') return { status: 500 };
        return path.endsWith('/old%40example.com')
          ? { body: record('1', { email: 'new@example.com' }) }
          : { status: 404, body: {} };
      };
      expect(await found('email', 'old@example.com', 'nobody@example.com')).toEqual([['1'], []]);
    });
  });

  describe('companies by domain', () => {
    const page = (results: readonly object[], more: object = {}): Reply => ({
      body: { total: results.length, results, ...more },
    });

    it('finds every record that holds a value, over all pages', async () => {
      server.answer = ({ body }) =>
        body.after === undefined
          ? page([record('1', { domain: 'a.com' }), record('2', { domain: 'b.com' })], {
              total: 3,
              paging: { next: { after: '2' } },
            })
          : page([record('3', { domain: 'A.com' })], { total: 3 });
      expect(await found('domain', 'b.com', 'a.com', 'c.com')).toEqual([['2'], ['1', '3'], []]);
      expect(server.seen[0]?.body).toMatchObject({
        limit: 200,
        properties: ['phone', 'domain', 'hs_additional_domains'],
        filterGroups: [
          { filters: [{ propertyName: 'domain', operator: 'IN', values: ['b.com', 'a.com', 'c.com'] }] },
          { filters: [{ propertyName: 'hs_additional_domains', operator: 'IN', values: ['b.com', 'a.com', 'c.com'] }] },
        ],
      });
      expect(server.seen[1]?.body.after).toBe('2');
    });

    it('leaves out what the index found by a value of yesterday', async () => {
      server.answer = () => page([record('1', { domain: 'new.com' })]);
      expect(await found('domain', 'old.com')).toEqual([[]]);
    });

    it('finds by an additional domain the company that has merged others, in the same call', async () => {
      server.answer = () =>
        page([
          record('1', { domain: 'a.com', hs_additional_domains: 'A.de;a.fr' }),
          record('2', { domain: 'b.com', hs_additional_domains: 'c.com' }),
          record('3', { domain: 'c.com' }),
        ]);
      expect(await found('domain', 'a.fr', 'a.de', 'fr')).toEqual([['1'], ['1'], []]);
      expect(server.seen).toHaveLength(1);
      // One that has it for its own is meant, and no other.
      expect(await found('domain', 'c.com')).toEqual([['3']]);
    });

    it('searches 100 values a call', async () => {
      server.answer = () => page([]);
      await found('domain', ...Array.from({ length: 150 }, (_, n) => `d${n}.com`));
      expect(server.seen.map(({ body }) => body.filterGroups?.[0]?.filters[0]?.values.length)).toEqual([100, 50]);
    });

    it('fails a value that more records hold than HubSpot shows, and no other', async () => {
      server.answer = ({ body }) => {
        const values = body.filterGroups?.[0]?.filters[0]?.values ?? [];
        return values.includes('free.com') ? page([], { total: 10_001 }) : page([record('1', { domain: 'a.com' })]);
      };
      const query = { object: 'companies', property: 'domain', values: ['a.com', 'free.com'], properties: [] };
      const outcomes = await hubspot.find(watched(), query);
      expect(kinds(outcomes)).toEqual(['ok', 'rejected']);
      expect(failureOf(outcomes[1])).toMatchObject({ code: 'TOO_MANY_RESULTS', property: 'domain' });
    });

    it('waits a second when the search is over its rate', async () => {
      const body = { message: 'You have reached your secondly limit.', category: 'RATE_LIMITS' };
      server.answer = () => ({ status: 429, body });
      const query = { object: 'companies', property: 'domain', values: ['a.com'], properties: [] };
      expect(failureOf((await hubspot.find(watched(), query))[0])).toMatchObject({
        kind: 'throttled',
        until: new Date('2026-03-10T22:30:01Z'),
      });
    });
  });
});
