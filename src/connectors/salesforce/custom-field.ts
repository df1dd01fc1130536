/** What a property is as a field of Salesforce: how it is made, and which fields that are there can serve as it. */
import type { PropertyDefinition } from '../connector';
import type { FieldFacts } from './describe';

type Metadata = Readonly<Record<string, unknown>>;

interface Kind {
  /** What a person makes by hand, in the words of Salesforce's setup. */
  readonly title: string;
  /** Of describe: fields that hold such values as well. */
  readonly serves: readonly string[];
  readonly metadata: (definition: PropertyDefinition) => Metadata;
}

/** Two keys of 64 characters and their suffixes, and what parts them (core/record-key.ts). */
const keyLength = 147;
/** The longest that a text of Salesforce may be which can be unique (contract 8.5). */
const textLength = 255;
/** Digits of a number in all, at most 18; those after the point round what is finer. */
const digits = { precision: 18, scale: 6 } as const;
/** Of a number that counts: it would be shown with zeros after the point. */
const wholeDigits = { precision: 18, scale: 0 } as const;
const labelLength = 40;
const descriptionLength = 1_000;

const kinds: Readonly<Record<PropertyDefinition['type'], Kind>> = {
  text: {
    title: `Text(${textLength})`,
    serves: ['string', 'textarea', 'email', 'phone', 'url', 'picklist', 'combobox'],
    metadata: () => ({ type: 'Text', length: textLength }),
  },
  url: { title: 'URL', serves: ['url', 'string'], metadata: () => ({ type: 'Url' }) },
  number: {
    title: 'Number',
    serves: ['double', 'int', 'currency', 'percent'],
    metadata: ({ whole }) => ({ type: 'Number', ...(whole === true ? wholeDigits : digits) }),
  },
  date: { title: 'Date', serves: ['date'], metadata: () => ({ type: 'Date' }) },
  datetime: { title: 'Date/Time', serves: ['datetime'], metadata: () => ({ type: 'DateTime' }) },
  boolean: {
    title: 'Checkbox',
    serves: ['boolean'],
    metadata: () => ({ type: 'Checkbox', defaultValue: false }),
  },
  list: {
    title: 'Picklist (Multi-Select)',
    serves: ['multipicklist'],
    metadata: ({ options = [] }) => ({
      type: 'MultiselectPicklist',
      visibleLines: 4,
      valueSet: {
        restricted: true,
        valueSetDefinition: {
          sorted: false,
          value: options.map((option) => ({ fullName: option, label: option, default: false })),
        },
      },
    }),
  },
};

/** The body that makes it (Tooling API, contract 8.5). */
export function creationOf(
  object: string,
  definition: PropertyDefinition,
  { isKey }: { readonly isKey: boolean },
): Metadata {
  const { name, label, description, type, unique } = definition;
  return {
    FullName: `${object}.${name}`,
    Metadata: {
      label: label.slice(0, labelLength),
      description: description.slice(0, descriptionLength),
      required: false,
      ...kinds[type].metadata(definition),
      ...(isKey && { externalId: true }),
      // Without case, so that an upsert by it finds "ABC" for "abc" (contract 8.5). A number has no case to tell.
      ...(unique && { unique: true, ...(type === 'text' && { caseSensitive: false }) }),
    },
  };
}

/** Why a field that is there cannot serve; null when it can. */
export function faultOf(
  found: FieldFacts,
  { type, unique }: PropertyDefinition,
  { isKey }: { readonly isKey: boolean },
): string | null {
  const { title, serves } = kinds[type];
  if (isKey) return keyFault(found);
  if (!serves.includes(found.type)) {
    return `is a field of type ${found.type}, and must be ${title}: rename it or remove it in Salesforce, or map another field`;
  }
  if (unique && !found.unique) return 'does not refuse a value that is there twice: make it unique in Salesforce';
  return null;
}

function keyFault({ type, length, externalId, unique, caseSensitive }: FieldFacts): string | null {
  const must = `must be Text(${textLength}), External ID, unique and not case-sensitive`;
  if (type !== 'string') return `is a field of type ${type}, and ${must}: rename it or remove it in Salesforce`;
  const lacks = [
    ...(length < keyLength ? [`takes ${length} characters`] : []),
    ...(externalId ? [] : ['is no External ID']),
    ...(unique ? [] : ['is not unique']),
    ...(caseSensitive ? ['is case-sensitive'] : []),
  ];
  return lacks.length === 0 ? null : `${lacks.join(' and ')}, and ${must}: change it in Salesforce`;
}

/** Letters, digits and single underscores, 40 at most before its end (unverified). */
const customName = /^(?=.{1,43}$)[A-Za-z](?:_?[A-Za-z0-9])*__c$/;

/** Why a field that is not there cannot be made; null when it can. */
export function nameFault(
  object: string,
  { name, type, options }: PropertyDefinition,
  fields: ReadonlyMap<string, FieldFacts>,
): { readonly property: string; readonly fault: string } | null {
  const known = [...fields.keys()].find((other) => other.toLowerCase() === name.toLowerCase());
  if (known !== undefined) return { property: name, fault: `is written ${known} there: name it so` };
  if (!name.endsWith('__c')) {
    const fault = `is not there; ${object} gets a field of your own only under a name with __c at its end: name it ${spelt(name)}`;
    return { property: name, fault };
  }
  if (!customName.test(name)) {
    return { property: name, fault: `cannot be made under this name: name it ${spelt(name.replace(/__c$/, ''))}` };
  }
  if (type === 'list' && options === undefined) {
    return { property: name, fault: 'is not there, and a list is made with its "options" alone: name them' };
  }
  return null;
}

/** The nearest name that Salesforce takes. */
function spelt(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 40)
    .replace(/_+$/, '');
  return `${plain === '' ? 'Field' : plain}__c`;
}
