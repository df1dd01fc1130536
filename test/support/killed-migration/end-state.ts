/**
 * How both sides stand when a migration is over, written down so that two runs can be compared: without ids that a CRM gives
 * out as records come, without times, and without the numbers of our own writes.
 */
import type { Crm, CrmObject, DumpRecord } from '../crm';
import type { TestDatabase } from '../database';

const objects = ['companies', 'contacts', 'deals', 'line_items'] as const satisfies readonly CrmObject[];
/** What a person knows a record by. */
const nameProperties = { companies: 'domain', contacts: 'email', deals: 'dealname', line_items: 'hs_sku' } as const;
const changes = /^(hs_.*(ids?|vids|date|time|at|revision)|.*date|tandem_revision)$/;

export interface EndState {
  /** `contacts c1@people.example` and its values. */
  readonly records: readonly string[];
  readonly associations: readonly string[];
  /** `customer c3 held INVALID_EMAIL` */
  readonly links: readonly string[];
  /** Records of the CRM that are there more than once, by our key or by what a person knows them by. */
  readonly doubled: readonly string[];
  /** Records that are linked and not in the CRM. */
  readonly missing: readonly string[];
}

export async function readEndState(crm: Crm, database: TestDatabase): Promise<EndState> {
  const dump = await crm.dump();
  const live = objects.flatMap((object) =>
    dump.objects[object].filter(({ archived }) => !archived).map((record) => ({ object, record })),
  );
  const names = new Map(live.map(({ object, record }) => [`${object} ${record.id}`, nameOf(object, record)]));
  const name = ({ object, id }: { readonly object: string; readonly id: string }): string =>
    names.get(`${object} ${id}`) ?? `${object} ${id}, which is not there`;
  const links = await database.query<{ object: string; source_id: string; text: string; external_id: string | null }>(
    `select object, source_id, external_id, concat_ws(' ', object, source_id, state, reason ->> 'code') as text from link
      order by object, source_id`,
  );
  const ids = new Set(live.map(({ record }) => record.id));
  return {
    records: live.map(({ object, record }) => `${nameOf(object, record)} ${valuesOf(record)}`).sort(),
    associations: dump.associations.map(({ from, to }) => `${name(from)} - ${name(to)}`).sort(),
    links: links.map(({ text }) => text),
    doubled: [
      ...twice(live.map(({ object, record }) => nameOf(object, record))),
      ...twice(live.flatMap(({ object, record }) => keyOf(object, record))),
    ],
    missing: links.filter(({ external_id: id }) => id !== null && !ids.has(id)).map(({ text }) => text),
  };
}

const keyOf = (object: string, { properties }: DumpRecord): readonly string[] =>
  properties['tandem_id'] ? [`${object} ${properties['tandem_id']}`] : [];

function nameOf(object: CrmObject, { properties }: DumpRecord): string {
  return `${object} ${properties[nameProperties[object]] ?? properties['tandem_id'] ?? 'nameless'}`;
}

function valuesOf({ properties }: DumpRecord): string {
  const told = Object.entries(properties).filter(([property, value]) => value !== null && !changes.test(property));
  return JSON.stringify(Object.fromEntries(told.sort(([a], [b]) => (a < b ? -1 : 1)).map(shortened)));
}

/** A name that is refused for its length says no more than its beginning. */
const shortened = ([property, value]: readonly [string, string | null]): readonly [string, string] => [
  property,
  (value ?? '').slice(0, 80),
];

function twice(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const one of names) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([one, count]) => `${one} × ${count}`);
}
