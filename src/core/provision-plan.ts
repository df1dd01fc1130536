/**
 * What a mapping needs of a CRM account, compared with what is there: what provisioning adds, and what a person alone can
 * do. Nothing is ever taken away, and of what is there nothing is changed but that options and stages are added.
 */
import type { Properties } from './record';

/** One that a property takes. People read `label`; records hold `value`. */
export interface Option {
  readonly value: string;
  readonly label: string;
}

/** What an order comes to that stands in a stage. */
export type StageOutcome = 'open' | 'won' | 'lost';

/** As the mapping names it: by its value or, of one that is to be made or was made by hand, by its label. */
export interface NeededOption {
  readonly name: string;
  /** Of a stage that is to be made. */
  readonly outcome: StageOutcome;
}

/** Options of one property that the mapping writes. */
export interface PicklistNeed {
  /** The CRM's name of the object. */
  readonly object: string;
  readonly property: string;
  readonly options: readonly NeededOption[];
  /** What else every new record is given: its pipeline says which stages it can be in. */
  readonly given: Properties;
}

/** What the CRM says of such a property. */
export interface Picklist {
  readonly kind: 'option' | 'stage' | 'pipeline';
  readonly options: readonly Option[];
  /** Why a person has to add what is missing; null: we can. */
  readonly closed: string | null;
  /** Of stages: the pipeline of `given` that is not there. */
  readonly missingPipeline: string | null;
}

/** A property that is to be there, and whether it is made. */
export interface NeededProperty {
  readonly name: string;
  readonly type: string;
  readonly unique: boolean;
}

/** A property that is there and cannot serve, or cannot be made. */
export interface Unfit {
  readonly property: string;
  /** A sentence that names it and what to do. */
  readonly remedy: string;
}

export interface ObjectFound {
  readonly object: string;
  readonly needed: readonly NeededProperty[];
  /** Names of those that are not there and can be made. */
  readonly missing: readonly string[];
  readonly unfit: readonly Unfit[];
}

export interface PicklistFound {
  readonly need: PicklistNeed;
  readonly found: Picklist;
}

/** What provisioning makes. `property` is the name of the property itself, or whose option or stage is made. */
export interface ProvisionStep {
  readonly object: string;
  readonly what: 'property' | 'option' | 'stage' | 'pipeline';
  readonly property: string;
  readonly name: string;
  /** For a person: `text, unique`, `counts as won`. */
  readonly detail: string;
}

export interface ByHand extends Unfit {
  readonly object: string;
}

/** An option that the mapping names by its label. Records take its value only, so the mapping has to name that. */
export interface Renaming {
  readonly object: string;
  readonly property: string;
  readonly from: string;
  readonly to: string;
}

export interface ProvisionPlan {
  readonly steps: readonly ProvisionStep[];
  readonly byHand: readonly ByHand[];
  readonly renamings: readonly Renaming[];
}

export function planProvision(objects: readonly ObjectFound[], picklists: readonly PicklistFound[]): ProvisionPlan {
  const made = new Set(objects.flatMap(({ object, missing }) => missing.map((name) => `${object}.${name}`)));
  const parts = [
    ...objects.map(planObject),
    // A property that is to be made is made with its options.
    ...picklists.filter(({ need }) => !made.has(`${need.object}.${need.property}`)).map(planPicklist),
  ];
  return {
    steps: parts.flatMap(({ steps }) => steps),
    byHand: parts.flatMap(({ byHand }) => byHand),
    renamings: parts.flatMap(({ renamings }) => renamings),
  };
}

function planObject({ object, needed, missing, unfit }: ObjectFound): ProvisionPlan {
  const steps = needed
    .filter(({ name }) => missing.includes(name))
    .map(({ name, type, unique }): ProvisionStep => {
      const detail = unique ? `${type}, unique` : type;
      return { object, what: 'property', property: name, name, detail };
    });
  return { steps, byHand: unfit.map((one) => ({ object, ...one })), renamings: [] };
}

const outcomes: Readonly<Record<StageOutcome, string>> = {
  open: 'counts as open',
  won: 'counts as won',
  lost: 'counts as lost',
};

function planPicklist({ need, found }: PicklistFound): ProvisionPlan {
  const { object, property } = need;
  const steps: ProvisionStep[] = [];
  const renamings: Renaming[] = [];
  for (const { name, outcome } of need.options) {
    const there = findOption(found, name);
    if (there === null) {
      const detail = found.kind === 'stage' ? outcomes[outcome] : `of ${property}`;
      steps.push({ object, what: found.kind, property, name, detail });
    } else if (there.value !== name) {
      renamings.push({ object, property, from: name, to: there.value });
    }
  }
  // A pipeline is made together with its stages: without one of them it would be of no use.
  const isPipeline = found.kind === 'pipeline';
  const pipeline: ProvisionStep[] =
    found.missingPipeline === null
      ? []
      : [{ object, what: 'pipeline', property, name: found.missingPipeline, detail: 'with the stages below' }];
  if (found.closed === null || steps.length === 0) {
    return { steps: isPipeline ? [] : [...pipeline, ...steps], byHand: [], renamings };
  }
  const names = steps.map(({ name }) => name).join(', ');
  const remedy = `${object}.${property} has no ${found.kind} ${names}: ${found.closed}.`;
  return { steps: [], byHand: [{ object, property, remedy }], renamings };
}

/**
 * By its value, else by its label. Of a stage or pipeline also by its label without case, blanks and signs, where only one
 * is alike: a CRM makes its values of labels that way (`closedwon` of "Closed Won").
 */
export function findOption({ kind, options }: Pick<Picklist, 'kind' | 'options'>, name: string): Option | null {
  const same = options.find(({ value }) => value === name) ?? options.find(({ label }) => label === name);
  if (same || kind === 'option') return same ?? null;
  const alike = options.filter(({ label }) => squeezed(label) === squeezed(name));
  return (alike.length === 1 && alike[0]) || null;
}

const squeezed = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Nothing is to be made, and the mapping names every option by its value. */
export const isDone = ({ steps, renamings }: Pick<ProvisionPlan, 'steps' | 'renamings'>): boolean =>
  steps.length + renamings.length === 0;

/** What a mapping of one account names in another: the option of the same label, else that label, which is made there. */
export function carryOption(from: Picklist, to: Picklist, name: string): string {
  const there = from.options.find(({ value }) => value === name);
  if (there === undefined || to.options.some(({ value }) => value === name)) return name;
  return findOption(to, there.label)?.value ?? there.label;
}
