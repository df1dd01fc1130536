/**
 * The standard value set `OpportunityStage`: the stages that the org has now, as the Metadata API tells and takes them
 * (metadata guide; codes and texts of what is refused are unverified).
 */
import { isTrue, listOf, textOf, wrong, type Metadata } from './custom-field-spec';
import { opportunityStages, stageFields, type OpportunityStage } from './objects/selling';
import type { RecordError } from './refused';
import { recordError } from './refused';
import type { SObject } from './sobject';

interface Stage extends OpportunityStage {
  readonly label: string;
  /** An inactive one stays on the records that have it. */
  readonly active: boolean;
}

/** In the words of the Metadata API, where records have others. */
const categories: Readonly<Record<string, string>> = {
  Omitted: 'Omitted',
  Pipeline: 'Pipeline',
  BestCase: 'Best Case',
  Forecast: 'Commit',
  Closed: 'Closed',
};
const LONGEST = 255;

export class StageSet {
  private stages: readonly Stage[] = opportunityStages.map((stage) => ({
    ...stage,
    label: stage.apiName,
    active: true,
  }));

  constructor(private readonly opportunity: SObject) {}

  find(apiName: unknown): OpportunityStage | undefined {
    return this.stages.find((stage) => stage.apiName === apiName);
  }

  metadata(): Metadata {
    return { sorted: false, standardValue: this.stages.map(valueOf) };
  }

  /** All of it is as described; a stage that is left out is active no more (unverified). */
  update(metadata: Metadata): readonly RecordError[] {
    const given = listOf(metadata.standardValue) as readonly Metadata[];
    const stages = given.map(stageOf);
    const errors = [...stages.flatMap(errorsOf), ...twice(stages)];
    if (stages.length === 0) errors.push(wrong("Must specify 'standardValue' for a StandardValueSet"));
    if (errors.length > 0) return errors;
    const named = new Set(stages.map(({ apiName }) => apiName));
    const gone = this.stages.filter(({ apiName }) => !named.has(apiName)).map((stage) => ({ ...stage, active: false }));
    this.stages = [...stages, ...gone];
    this.describe();
    return [];
  }

  private describe(): void {
    const options = this.stages.map(({ apiName, label, active }) => ({
      value: apiName,
      label,
      active,
      defaultValue: false,
    }));
    for (const field of stageFields(options, (name) => this.find(name))) {
      const before = this.opportunity.specOf(field.name);
      this.opportunity.add({ ...before, ...field });
    }
  }
}

function valueOf(stage: Stage): Metadata {
  const [forecastCategory] = Object.entries(categories).find(([, words]) => words === stage.forecastCategory) ?? [];
  return {
    fullName: stage.apiName,
    default: false,
    ...(!stage.active && { isActive: false }),
    label: stage.label,
    closed: stage.isClosed,
    forecastCategory,
    probability: stage.probability,
    won: stage.isWon,
  };
}

function stageOf(value: Metadata): Stage {
  const apiName = textOf(value.fullName) ?? '';
  return {
    apiName,
    label: textOf(value.label) ?? apiName,
    isClosed: isTrue(value.closed),
    isWon: isTrue(value.won),
    probability: Number(textOf(value.probability) ?? Number.NaN),
    forecastCategory: categories[textOf(value.forecastCategory) ?? ''] ?? '',
    active: value.isActive === undefined || isTrue(value.isActive),
  };
}

function errorsOf({ apiName, isClosed, isWon, probability, forecastCategory }: Stage): RecordError[] {
  if (apiName === '' || apiName.length > LONGEST) return [wrong(`Not a name for a picklist value: ${apiName}`)];
  const isShare = Number.isInteger(probability) && probability >= 0 && probability <= 100;
  return [
    ...(isShare ? [] : [wrong(`${apiName}: probability must be a whole number from 0 to 100`)]),
    ...(forecastCategory === '' ? [wrong(`Must specify 'forecastCategory' for ${apiName}`)] : []),
    ...(isWon && !isClosed ? [wrong(`${apiName}: a stage that is won must be closed`)] : []),
  ];
}

function twice(stages: readonly Stage[]): RecordError[] {
  const seen = new Set<string>();
  return stages.flatMap(({ apiName }) => {
    const isKnown = seen.has(apiName.toLowerCase());
    seen.add(apiName.toLowerCase());
    return isKnown ? [recordError('DUPLICATE_VALUE', `Duplicate picklist value: ${apiName}`)] : [];
  });
}
