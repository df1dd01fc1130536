import type { Bench } from './support';
import { startBench } from './support';

describe('associations of merged records of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const seed = async (object: string, ...names: string[]) => {
    const rows = names.map((name) => ({ [object === 'contacts' ? 'firstname' : 'name']: name }));
    return bench.seed(object, rows);
  };
  const link = async (from: [string, string], to: [string, string], typeId: number) => {
    const { status } = await bench.call('PUT', `/crm/v4/objects/${from.join('/')}/associations/${to.join('/')}`, [
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId },
    ]);
    expect(status).toBe(201);
  };
  const merge = async (object: string, primaryObjectId: string, objectIdToMerge: string) =>
    (await bench.call('POST', `/crm/v3/objects/${object}/merge`, { primaryObjectId, objectIdToMerge })).body.id;
  const typesOf = async (from: string, id: string, to: string) => {
    const { results } = await bench.client.crm.associations.v4.basicApi.getPage(from, id, to);
    return Object.fromEntries(results.map((row) => [row.toObjectId, row.associationTypes.map((type) => type.typeId)]));
  };

  it('unites them, with the primary company of the primary contact', async () => {
    const [ana, bob] = await seed('contacts', 'Ana', 'Bob');
    const [acme, beta, core] = await seed('companies', 'Acme', 'Beta', 'Core');
    await link(['contacts', ana!], ['companies', acme!], 1);
    await link(['contacts', ana!], ['companies', core!], 279);
    await link(['contacts', bob!], ['companies', beta!], 1);
    await link(['contacts', bob!], ['companies', core!], 279);
    const id = await merge('contacts', ana!, bob!);
    expect(await typesOf('contacts', id, 'companies')).toEqual({ [acme!]: [1, 279], [beta!]: [279], [core!]: [279] });
    expect(await typesOf('companies', beta!, 'contacts')).toEqual({ [id]: [280] });
    expect(await typesOf('companies', core!, 'contacts')).toEqual({ [id]: [280] });
  });

  it('takes the primary company of the other contact when the primary one has none', async () => {
    const [ana, bob] = await seed('contacts', 'Ana', 'Bob');
    const [acme] = await seed('companies', 'Acme');
    await link(['contacts', bob!], ['companies', acme!], 1);
    const id = await merge('contacts', ana!, bob!);
    expect(await typesOf('contacts', id, 'companies')).toEqual({ [acme!]: [1, 279] });
  });

  it('gives one company to the contacts of both, and each keeps its flag', async () => {
    const [ana, bob] = await seed('contacts', 'Ana', 'Bob');
    const [acme, beta] = await seed('companies', 'Acme', 'Beta');
    await link(['contacts', ana!], ['companies', acme!], 1);
    await link(['contacts', bob!], ['companies', beta!], 279);
    const id = await merge('companies', acme!, beta!);
    expect(await typesOf('companies', id, 'contacts')).toEqual({ [ana!]: [2, 280], [bob!]: [280] });
    expect(await typesOf('contacts', ana!, 'companies')).toEqual({ [id]: [1, 279] });
  });

  it('ends what the merged records had between themselves', async () => {
    const [parent, child, third] = await seed('companies', 'Parent', 'Child', 'Third');
    await link(['companies', parent!], ['companies', child!], 13);
    await link(['companies', child!], ['companies', third!], 450);
    const id = await merge('companies', parent!, child!);
    expect(await typesOf('companies', id, 'companies')).toEqual({ [third!]: [450] });
  });

  it('keeps the pairs of a primary record that keeps its id', async () => {
    await bench.control('POST', 'switches', { mergeKeepsPrimaryId: true });
    const [ana, bob] = await seed('contacts', 'Ana', 'Bob');
    const [acme, beta] = await seed('companies', 'Acme', 'Beta');
    await link(['contacts', ana!], ['companies', acme!], 1);
    await link(['contacts', bob!], ['companies', beta!], 1);
    await merge('contacts', ana!, bob!);
    expect(await typesOf('contacts', ana!, 'companies')).toEqual({ [acme!]: [1, 279], [beta!]: [279] });
  });

  it('are empty when they are asked for by an old id', async () => {
    const [ana, bob] = await seed('contacts', 'Ana', 'Bob');
    const [acme] = await seed('companies', 'Acme');
    await link(['contacts', ana!], ['companies', acme!], 1);
    const id = await merge('contacts', ana!, bob!);
    expect(await typesOf('contacts', ana!, 'companies')).toEqual({});
    const batch = await bench.call('POST', '/crm/v4/associations/contacts/companies/batch/read', {
      inputs: [{ id: ana }, { id }],
    });
    expect(batch.status).toBe(207);
    expect(batch.body.results).toHaveLength(1);
    expect(batch.body.errors).toMatchObject([
      { subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', context: { fromObjectId: [ana] } },
    ]);
  });

  it('are not made with an old id', async () => {
    const [ana, bob] = await seed('contacts', 'Ana', 'Bob');
    const [acme] = await seed('companies', 'Acme');
    const id = await merge('contacts', ana!, bob!);
    const path = `/crm/v4/objects/contacts/${ana}/associations/default/companies/${acme}`;
    const { status, body } = await bench.call('PUT', path);
    expect({ status, message: body.message }).toEqual({ status: 400, message: 'One or more associations are invalid' });
    expect(await typesOf('contacts', id, 'companies')).toEqual({});
  });
});
