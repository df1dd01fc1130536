import type { Answer, Bench } from './support';
import { startBench } from './support';

interface StageBody {
  readonly id: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly metadata: Record<string, string>;
}

describe('pipelines of the HubSpot sandbox', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const base = '/crm/v3/pipelines/deals';
  const pipelines = () => bench.client.crm.pipelines.pipelinesApi;
  const stages = () => bench.client.crm.pipelines.pipelineStagesApi;
  const stage = (label: string, probability = '0.5', displayOrder = 0) => ({
    label,
    displayOrder,
    metadata: { probability },
  });
  const web = (...given: object[]) => ({ label: 'Web', displayOrder: 1, stages: given });
  const create = () =>
    pipelines().create('deals', {
      label: 'Web',
      displayOrder: 1,
      stages: [stage('New', '0.1', 0), stage('Paid', '1.0', 1)],
    });
  const dealIn = async (pipeline: string, dealstage: string): Promise<string> => {
    const properties = { dealname: 'D', pipeline, dealstage };
    return (await bench.client.crm.deals.basicApi.create({ properties, associations: [] })).id;
  };
  const stagesOf = (answer: Answer): readonly StageBody[] => (answer.body as unknown as { stages: StageBody[] }).stages;

  it('gives new pipelines and stages numbers for ids and says which stages are closed', async () => {
    const made = await create();
    expect(made.id).toMatch(/^\d+$/);
    expect(made.stages.map(({ id }) => /^\d+$/.test(id))).toEqual([true, true]);
    expect(made.stages.map(({ metadata }) => metadata)).toEqual([
      { isClosed: 'false', probability: '0.1' },
      { isClosed: 'true', probability: '1.0' },
    ]);
    expect((await pipelines().getById('deals', made.id)).label).toBe('Web');
    expect((await pipelines().getAll('deals')).results.map(({ label }) => label)).toEqual(['Sales Pipeline', 'Web']);
  });

  it.each([
    ['a stage without a probability', web({ label: 'A', displayOrder: 0 })],
    ['a probability above one', web(stage('A', '1.5'))],
    ['a probability that is no number', web(stage('A', 'high'))],
    ['two stages of one label', web(stage('A'), stage('A'))],
    ['a stage without a label', web({ displayOrder: 0, metadata: { probability: '0.5' } })],
    ['the label of another pipeline', { ...web(stage('A')), label: 'Sales Pipeline' }],
    ['more than a hundred stages', web(...Array.from({ length: 101 }, (_, index) => stage(`S${index}`)))],
    ['no stages', { label: 'Web', displayOrder: 1 }],
  ])('refuses a pipeline with %s', async (_what, body) => {
    expect((await bench.call('POST', base, body)).status).toBe(400);
    expect((await pipelines().getAll('deals')).results).toHaveLength(1);
  });

  it('takes a hundred stages and no further one', async () => {
    const hundred = Array.from({ length: 100 }, (_, index) => stage(`S${index}`, '0.5', index));
    const { body, status } = await bench.call('POST', base, web(...hundred));
    expect(status).toBe(201);
    expect((await bench.call('POST', `${base}/${body.id}/stages`, stage('One more'))).status).toBe(400);
  });

  it('changes what a patch of a pipeline names and leaves its stages', async () => {
    const made = await create();
    const changed = await pipelines().update('deals', made.id, { label: 'Shop' });
    expect(changed).toMatchObject({ label: 'Shop', displayOrder: 1 });
    expect(changed.stages.map(({ id }) => id)).toEqual(made.stages.map(({ id }) => id));
  });

  it('replaces all stages with a PUT, but those that are named', async () => {
    const made = await create();
    const [first] = made.stages;
    const kept = { ...stage('Fresh', '0.2', 0), stageId: first!.id };
    const answer = await bench.call('PUT', `${base}/${made.id}`, web(kept, stage('Lost', '0.0', 1)));
    expect(answer.status).toBe(200);
    expect(stagesOf(answer).map(({ label }) => label)).toEqual(['Fresh', 'Lost']);
    expect(stagesOf(answer)[0]!.id).toBe(first!.id);
    expect(made.stages.map(({ id }) => id)).not.toContain(stagesOf(answer)[1]!.id);
  });

  it('creates, changes, replaces and deletes one stage', async () => {
    const { id } = await create();
    const made = await stages().create('deals', id, stage('Shipped', '0.9', 9));
    expect(made).toMatchObject({ label: 'Shipped', metadata: { probability: '0.9', isClosed: 'false' } });
    const changed = await stages()
      .update('deals', id, made.id, { label: 'Sent', metadata: {} })
      .catch(() => 400);
    expect(changed).toBe(400);
    expect(
      await stages().update('deals', id, made.id, { label: 'Sent', metadata: { probability: '0.8' } }),
    ).toMatchObject({
      id: made.id,
      label: 'Sent',
      displayOrder: 9,
    });
    const replaced = await stages().replace('deals', id, made.id, stage('Gone', '0.0', 2));
    expect(replaced).toMatchObject({ id: made.id, label: 'Gone', metadata: { probability: '0.0', isClosed: 'true' } });
    expect((await stages().getAll('deals', id)).results.map(({ label }) => label)).toEqual(['New', 'Paid', 'Gone']);
    await stages().archive('deals', id, made.id);
    expect((await bench.call('GET', `${base}/${id}/stages/${made.id}`)).status).toBe(404);
    expect((await bench.call('GET', `${base}/${id}/stages/none`)).status).toBe(404);
  });

  it('needs label and probability of a PUT, and of a patch only what changes', async () => {
    const { id, stages: made } = await create();
    const path = `${base}/${id}/stages/${made[0]!.id}`;
    expect((await bench.call('PUT', path, { displayOrder: 3 })).status).toBe(400);
    expect((await bench.call('PATCH', path, { displayOrder: 3 })).status).toBe(200);
    expect((await stages().getById('deals', id, made[0]!.id)).metadata).toMatchObject({ probability: '0.1' });
  });

  it.each(['validateReferencesBeforeDelete', 'validateDealStageUsagesBeforeDelete'])(
    'keeps a pipeline whose stages are in use when %s is asked for',
    async (flag) => {
      const { id, stages: made } = await create();
      const deal = await dealIn(id, made[0]!.id);
      for (const path of [`${base}/${id}`, `${base}/${id}/stages/${made[0]!.id}`]) {
        const { status, body } = await bench.call('DELETE', `${path}?${flag}=true`);
        expect(status).toBe(400);
        expect(body).toMatchObject({
          message: `Stage IDs: [${made[0]!.id}] are being referenced by object IDs: [${deal}]`,
          context: { stageIds: [`[${made[0]!.id}]`], objectIds: [`[${deal}]`] },
          category: 'VALIDATION_ERROR',
          subCategory: 'PipelineError.STAGE_ID_IN_USE',
        });
      }
      const put = await bench.call('PUT', `${base}/${id}?${flag}=true`, web(stage('Only')));
      expect(put.status).toBe(400);
      await bench.client.crm.deals.basicApi.archive(deal);
      expect((await bench.call('DELETE', `${base}/${id}?${flag}=true`)).status).toBe(204);
    },
  );

  it('deletes a pipeline in use when nothing else is asked for, and its deals keep the ids', async () => {
    const { id, stages: made } = await create();
    const deal = await dealIn(id, made[0]!.id);
    await pipelines().archive('deals', id);
    expect((await bench.call('GET', `${base}/${id}`)).status).toBe(404);
    const { properties } = await bench.client.crm.deals.basicApi.getById(deal, ['pipeline', 'dealstage']);
    expect(properties).toMatchObject({ pipeline: id, dealstage: made[0]!.id });
    const another = await bench.call('POST', '/crm/v3/objects/deals', {
      properties: { dealname: 'E', pipeline: id, dealstage: made[0]!.id },
    });
    expect(another.body.errors[0]!.code).toBe('INVALID_OPTION');
  });

  it('keeps the last pipeline and the last stage', async () => {
    expect((await bench.call('DELETE', `${base}/default`)).status).toBe(400);
    const { id, stages: made } = await create();
    expect((await bench.call('DELETE', `${base}/${id}/stages/${made[0]!.id}`)).status).toBe(204);
    expect((await bench.call('DELETE', `${base}/${id}/stages/${made[1]!.id}`)).status).toBe(400);
  });
});
