/** What two connections are set up to do differently, line by line. */
import { archiveRules, type Archive } from './archive';
import { pollSecondsDefault } from './cursor';
import { groupBy } from './group-by';
import type { FieldDocument, MappingDocument, ObjectDocument } from './mapping-document';
import { newRecordRules, type NewRecords } from './new-records';
import { quotaSettingsOf, type QuotaSettings } from './quota-settings';
import { objectTypes } from './record';
import type { Schedule } from './schedule';

/** At one place, of which both sides say something else; null where one says nothing. */
export interface Difference {
  /** `order.fields.dealstage`, `archive.order`. */
  readonly place: string;
  /** As JSON. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Lines by their property; the order in which they stand says nothing. */
export function documentDifferences(before: MappingDocument, after: MappingDocument): readonly Difference[] {
  return objectTypes.flatMap((object) =>
    differences(object, flat(before.objects[object]), flat(after.objects[object])),
  );
}

function flat(document: ObjectDocument = {}): ReadonlyMap<string, unknown> {
  const { flows = true, where = [], fields, lines } = document;
  return new Map<string, unknown>([
    ['flows', flows],
    ['where', where],
    ...byProperty('fields', fields ?? []),
    ...byProperty('lines', lines?.fields ?? []),
  ]);
}

/** Two lines may write one property, of which one is only read. */
const byProperty = (name: string, lines: readonly FieldDocument[]): readonly (readonly [string, unknown])[] => {
  const named = groupBy(lines, (line) => line.property);
  return [...named].map(([property, all]) => [`${name}.${property}`, all.length === 1 ? all[0] : all] as const);
};

/** What of a connection's settings is configuration, and the same in every account. */
export interface Configuration {
  readonly newRecords?: NewRecords;
  readonly archive?: Archive;
  readonly emailGate?: object;
  readonly webhookSignature?: 'v3' | 'v1';
  readonly streaming?: boolean;
  /** Only where that is asked for: how often an account can be asked depends on its plan, */
  readonly pollSeconds?: number;
  /** and how its calls are shared, on who else calls it. */
  readonly quota?: QuotaSettings;
  /** and how often each type is, on both. */
  readonly schedule?: Schedule;
}

/** All of it, also what goes without saying. */
export function configurationOf(settings: Configuration, withPollSeconds: boolean): Configuration {
  return {
    newRecords: newRecordRules(settings),
    archive: archiveRules(settings),
    emailGate: { require: 'valid', onFailure: 'hold', ...settings.emailGate },
    webhookSignature: settings.webhookSignature ?? 'v3',
    streaming: settings.streaming ?? false,
    ...(withPollSeconds && {
      pollSeconds: settings.pollSeconds ?? pollSecondsDefault,
      quota: quotaSettingsOf(settings),
      schedule: settings.schedule ?? {},
    }),
  };
}

/** Of two whole ones. */
export function configurationDifferences(before: Configuration, after: Configuration): readonly Difference[] {
  return differences(null, flatConfiguration(before), flatConfiguration(after));
}

function flatConfiguration(configuration: Configuration): ReadonlyMap<string, unknown> {
  const entries = Object.entries(configuration).flatMap(([name, value]: readonly [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([key, one]: readonly [string, unknown]) => [`${name}.${key}`, one] as const)
      : [[name, value] as const],
  );
  return new Map(entries);
}

function differences(
  within: string | null,
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): readonly Difference[] {
  const places = [...new Set([...before.keys(), ...after.keys()])];
  return places.flatMap((place) => {
    const [from, to] = [jsonOf(before.get(place)), jsonOf(after.get(place))];
    return from === to ? [] : [{ place: within === null ? place : `${within}.${place}`, from, to }];
  });
}

/** Keys in one order: kept in a database they come back in another. */
function jsonOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(ordered(value));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(known.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, ordered(one)]));
}
