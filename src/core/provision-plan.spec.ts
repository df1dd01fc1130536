import {
  carryOption,
  findOption,
  isDone,
  planProvision,
  type Picklist,
  type PicklistFound,
  type PicklistNeed,
} from './provision-plan';

const stages = (...labels: readonly string[]): Picklist => ({
  kind: 'stage',
  options: labels.map((label, at) => ({ value: String(100 + at), label })),
  closed: null,
  missingPipeline: null,
});
const need = (...names: readonly string[]): PicklistNeed => ({
  object: 'deals',
  property: 'dealstage',
  given: {},
  options: names.map((name) => ({ name, outcome: 'won' })),
});
const found = (more: Partial<PicklistFound>): PicklistFound => ({
  need: need('Paid'),
  found: stages('Contract Sent'),
  ...more,
});

describe('a plan of provisioning', () => {
  it('makes properties that are missing, and tells a person of those that cannot serve', () => {
    const needed = [
      { name: 'id', type: 'text', unique: true },
      { name: 'tier', type: 'list', unique: false },
      { name: 'there', type: 'text', unique: false },
    ];
    const unfit = [{ property: 'tier', remedy: 'tier is a number: rename it.' }];
    const plan = planProvision([{ object: 'contacts', needed, missing: ['id'], unfit }], []);
    expect(plan).toEqual({
      steps: [{ object: 'contacts', what: 'property', property: 'id', name: 'id', detail: 'text, unique' }],
      byHand: [{ object: 'contacts', property: 'tier', remedy: 'tier is a number: rename it.' }],
      renamings: [],
    });
  });

  it('makes a stage that is neither named by its id nor by its label', () => {
    const plan = planProvision([], [found({ need: need('100', 'Contract Sent', 'Paid') })]);
    expect(plan.steps).toEqual([
      { object: 'deals', what: 'stage', property: 'dealstage', name: 'Paid', detail: 'counts as won' },
    ]);
    expect(plan.renamings).toEqual([{ object: 'deals', property: 'dealstage', from: 'Contract Sent', to: '100' }]);
  });

  it('is done once the mapping names by its id what was made by its label', () => {
    const after = { found: stages('Contract Sent', 'Paid') };
    const named = planProvision([], [found(after)]);
    expect([named.steps, isDone(named)]).toEqual([[], false]);
    expect(isDone(planProvision([], [found({ ...after, need: need('101') })]))).toBe(true);
  });

  it('makes a pipeline that is missing with its stages, and not by itself', () => {
    const missing: Picklist = { ...stages(), missingPipeline: 'Web shop' };
    const pipeline: Picklist = { ...stages('Sales'), kind: 'pipeline' };
    const ofPipeline = { need: { ...need('Web shop'), property: 'pipeline' }, found: pipeline };
    expect(
      planProvision([], [ofPipeline, found({ found: missing })]).steps.map(({ what, name }) => [what, name]),
    ).toEqual([
      ['pipeline', 'Web shop'],
      ['stage', 'Paid'],
    ]);
    expect(planProvision([], [ofPipeline]).steps).toEqual([]);
  });

  it('tells a person what nobody else can add', () => {
    const closed: Picklist = { ...stages('Sent'), kind: 'option', closed: 'add it in Setup' };
    const plan = planProvision([], [found({ found: closed })]);
    const remedy = 'deals.dealstage has no option Paid: add it in Setup.';
    expect(plan).toEqual({ steps: [], byHand: [{ object: 'deals', property: 'dealstage', remedy }], renamings: [] });
    expect(planProvision([], [found({ found: closed, need: need('100') })]).byHand).toEqual([]);
  });

  it('does not look at the options of a property that is made with them', () => {
    const needed = [{ name: 'dealstage', type: 'list', unique: false }];
    const objects = [{ object: 'deals', needed, missing: ['dealstage'], unfit: [] }];
    expect(planProvision(objects, [found({})]).steps).toHaveLength(1);
  });
});

describe('an option', () => {
  it.each([
    ['stage', 'contractsent', '100'],
    ['stage', 'contract-sent!', '100'],
    ['option', 'contractsent', undefined],
    ['option', 'Contract Sent', '100'],
  ] as const)('that is a %s is found by "%s": %s', (kind, name, value) => {
    expect(findOption({ ...stages('Contract Sent'), kind }, name)?.value).toBe(value);
  });

  it('is none where several are alike', () => {
    expect(findOption(stages('Sent!', 'sent'), 'SENT')).toBeNull();
  });

  it('is called in another account what its label is called there, or is made under it', () => {
    const from = stages('Sent', 'Paid');
    const to = stages('Lost', 'paid', 'Won');
    expect(carryOption(from, { ...to, options: to.options.slice(1) }, '101')).toBe('101');
    const elsewhere: Picklist = { ...stages(), options: [{ value: '7', label: 'paid' }] };
    expect(carryOption(from, elsewhere, '101')).toBe('7');
    expect(carryOption(from, elsewhere, '100')).toBe('Sent');
    expect(carryOption(from, elsewhere, 'nobody')).toBe('nobody');
  });
});
