/** Whether the mapping lets a record flow. One that it does not is neither written, read nor archived: it rests as it is. */
import { describeCondition, unmetCondition } from './condition';
import type { LinkReason } from './link';
import type { ObjectMapping } from './mapping';
import type { SourceRecord } from './record';

type Flow = Pick<ObjectMapping, 'definition' | 'flows' | 'where'>;

/** Null: it flows. Names the condition, and no value of the record. */
export function reasonToSkip(mapping: Flow, { fields }: Pick<SourceRecord, 'fields'>): LinkReason | null {
  const { definition, flows, where = [] } = mapping;
  if (flows === false) return notFlowing(definition.object);
  const unmet = where.length === 0 ? null : unmetCondition(where, fields, definition.kinds);
  if (unmet === null) return null;
  const message = `the mapping sends only those of type ${definition.object} where ${describeCondition(unmet)}; it goes by itself when that holds`;
  return { code: 'filtered', message, field: unmet.field };
}

const notFlowing = (object: string): LinkReason => ({
  code: 'not-flowing',
  message: `the mapping says that nothing of type ${object} flows; what is in the CRM stays as it is there`,
});
