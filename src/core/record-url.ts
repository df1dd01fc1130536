import type { ObjectType, SourceRecord } from './record';

/** The URL that leads back to a record: the one that the order system said, or by the template of the connection. */
export function recordUrl(object: ObjectType, record: SourceRecord, template: string | null): string | null {
  const own = record.fields['url'];
  if (typeof own === 'string' && own !== '') return own;
  return template?.replace('{type}', object).replace('{id}', encodeURIComponent(record.sourceId)) ?? null;
}
