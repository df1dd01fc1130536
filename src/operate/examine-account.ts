/** What an account lacks of what a connection's mapping needs, and how it is made there. */
import { orderOutcomes } from '../catalog/objects/order-outcomes';
import type { CrmCatalog } from '../catalog/catalog';
import { CallFailure, type CallContext, type Connector } from '../connectors/connector';
import type { CustomField } from '../core/custom-fields';
import type { MappingSettings } from '../core/field-rule-settings';
import type { FieldMapping, ObjectMapping } from '../core/mapping';
import {
  planProvision,
  type NeededOption,
  type ObjectFound,
  type PicklistFound,
  type PicklistNeed,
  type ProvisionPlan,
  type StageOutcome,
  type Unfit,
} from '../core/provision-plan';
import type { Properties } from '../core/record';
import { flowing, partsOf, type Part } from './provision';

export interface Parties {
  readonly connector: Connector;
  readonly catalog: CrmCatalog;
}

export interface AccountExamined {
  readonly objects: readonly (ObjectFound & Pick<Part, 'definitions'>)[];
  readonly picklists: readonly PicklistFound[];
  readonly plan: ProvisionPlan;
}

/** Reads only. Throws `CallFailure`. */
export async function examineAccount(
  context: CallContext,
  settings: MappingSettings,
  parties: Parties,
): Promise<AccountExamined> {
  const objects: AccountExamined['objects'][number][] = [];
  const picklists: PicklistFound[] = [];
  for (const { mapping, customs } of flowing(settings, parties.catalog.mappings)) {
    for (const part of partsOf(mapping, customs, parties.catalog.own)) {
      objects.push(await examineObject(context, part, parties.connector));
    }
    const missing = new Set(objects.flatMap((one) => (one.object === mapping.remoteObject ? one.missing : [])));
    const needs = [...(await linesNeed(context, mapping, parties.connector)), ...listsNeed(mapping, customs)];
    for (const need of needs.filter(({ property }) => !missing.has(property))) {
      const found = await readPicklist(context, need, parties.connector);
      if ('found' in found) picklists.push(found);
      else objects.push({ object: need.object, needed: [], missing: [], definitions: [], unfit: [found] });
    }
  }
  return { objects, picklists, plan: planProvision(objects, picklists) };
}

async function examineObject(
  context: CallContext,
  { remoteObject: object, definitions, written }: Part,
  connector: Connector,
): Promise<AccountExamined['objects'][number]> {
  const none = { object, needed: definitions, definitions, missing: [] };
  const examined = await orUnfit(() => connector.examine(context, object, definitions));
  if ('remedy' in examined) return { ...none, unfit: [examined] };
  const { missing, unfit } = examined;
  // What is made can be written; what cannot serve has its own remedy.
  const apart = new Set([...missing, ...unfit.map(({ property }) => property)]);
  const rest = written.filter((name) => !apart.has(name));
  const checked = await orUnfit(async () => {
    await connector.checkWritable(context, object, rest);
    return {};
  });
  return { ...none, missing, unfit: 'remedy' in checked ? [...unfit, checked] : unfit };
}

async function readPicklist(
  context: CallContext,
  need: PicklistNeed,
  connector: Connector,
): Promise<PicklistFound | Unfit> {
  return orUnfit(async () => ({ need, found: await connector.picklist(context, need) }));
}

/** What a person has to see to is no reason to stop looking. */
async function orUnfit<T>(ask: () => Promise<T>): Promise<T | Unfit> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CallFailure) || error.failure.kind !== 'rejected') throw error;
    const { property = '', message } = error.failure;
    return { property, remedy: message };
  }
}

/** Options that lines write: those of their picklists, and constants of properties that have options. */
async function linesNeed(
  context: CallContext,
  mapping: ObjectMapping,
  connector: Connector,
): Promise<readonly PicklistNeed[]> {
  const { remoteObject: object, fields } = mapping;
  const constants = fields.flatMap((line) => {
    const value = constantOf(line);
    return value === null ? [] : [{ property: line.property, value }];
  });
  const given: Properties = {
    ...mapping.onCreate('', new Date(0)),
    ...Object.fromEntries(constants.map(({ property, value }) => [property, value])),
  };
  const described = constants.length === 0 ? [] : await connector.describe(context, object);
  const picked = constants.filter(({ property }) =>
    described.some(({ name, type }) => name === property && (type === 'option' || type === 'options')),
  );
  return [
    ...picked.map(({ property, value }) => ({
      object,
      property,
      given,
      options: [{ name: value, outcome: 'open' as const }],
    })),
    ...fields.flatMap((line) =>
      line.options ? [{ object, property: line.property, given, options: line.options.map(optionOf(line)) }] : [],
    ),
  ];
}

function constantOf({ compute, reads, convert }: FieldMapping): string | null {
  const value = compute && !reads ? compute({}) : null;
  if (value === null) return null;
  const written = convert.toRemote(value, {});
  return 'value' in written && typeof written.value === 'string' ? written.value : null;
}

const optionOf =
  ({ convert }: FieldMapping) =>
  (name: string): NeededOption => {
    const status = Object.keys(orderOutcomes).find((one) => {
      const written = convert.toRemote(one, {});
      return 'value' in written && written.value === name;
    });
    const outcome: StageOutcome = (status === undefined ? undefined : orderOutcomes[status]) ?? 'open';
    return { name, outcome };
  };

/** A list that is there already has to have the options that it would have been made with. */
const listsNeed = ({ remoteObject: object }: ObjectMapping, customs: readonly CustomField[]): readonly PicklistNeed[] =>
  customs.flatMap(({ type, property, options = [] }) => {
    const needed = options.map((name) => ({ name, outcome: 'open' as const }));
    return type === 'list' && needed.length > 0 ? [{ object, property, given: {}, options: needed }] : [];
  });

/**
 * Makes what the plan says, as far as the account lets us; may be repeated. Answers the account as it is then, in which
 * what a person has to do stands. Throws `CallFailure`, when the account lets us do nothing for now.
 */
export async function carryOut(
  context: CallContext,
  settings: MappingSettings,
  { before, ...parties }: Parties & { readonly before: AccountExamined },
): Promise<AccountExamined> {
  const { connector } = parties;
  const refused: { readonly object: string; readonly unfit: Unfit }[] = [];
  const attempt = async (object: string, make: () => Promise<unknown>): Promise<void> => {
    const done = await orUnfit(async () => {
      await make();
      return {};
    });
    if ('remedy' in done) refused.push({ object, unfit: done });
  };
  for (const { object, definitions, missing } of before.objects) {
    const wanted = definitions.filter(({ name }) => missing.includes(name));
    if (wanted.length > 0) await attempt(object, () => connector.provision(context, object, wanted));
  }
  for (const { need } of before.picklists) {
    const { object, property } = need;
    const names = before.plan.steps.flatMap((step) =>
      (step.what === 'option' || step.what === 'stage') && step.object === object && step.property === property
        ? [step.name]
        : [],
    );
    const options = need.options.filter(({ name }) => names.includes(name));
    if (options.length > 0) await attempt(object, () => connector.addOptions(context, need, options));
  }
  const after = await examineAccount(context, settings, parties);
  const byHand = refused.map(({ object, unfit }) => ({ object, ...unfit }));
  const steps = after.plan.steps.filter(
    (step) => !refused.some(({ object, unfit }) => object === step.object && unfit.property === step.property),
  );
  return { ...after, plan: { ...after.plan, steps, byHand: [...byHand, ...after.plan.byHand] } };
}
