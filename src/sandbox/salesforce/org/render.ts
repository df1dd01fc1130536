/** Values as answers have them. */
import type { Value } from './row';
import type { FieldType } from './schema';

/** As JSON has it: times as text, all else as it is kept. */
export function renderValue(type: FieldType, value: Value): Value {
  return type === 'datetime' && typeof value === 'number' ? renderDatetime(value) : value;
}

/** `2026-11-21T10:00:00.000+0000` (contract 2). */
export function renderDatetime(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}

/** As a cell of CSV; nothing for null. Times end in `Z` there (unverified). */
export function renderCell(type: FieldType, value: Value): string {
  if (value === null) return '';
  return type === 'datetime' && typeof value === 'number' ? new Date(value).toISOString() : String(value);
}

/** Of a record, for its `attributes`. */
export function recordUrl(apiVersion: string, objectName: string, id: string): string {
  return `/services/data/v${apiVersion}/sobjects/${objectName}/${id}`;
}
