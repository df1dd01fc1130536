import * as fc from 'fast-check';
import { newLink } from '../core/link';
import { freeze, thaw } from './frozen';
import type { Noted } from './in-hand';

const value = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.date({ noInvalidDate: true }),
  fc.array(fc.string()),
);

/** A batch with such a plan; what it holds is not looked at by what is tested. */
function noted(held: unknown): Noted {
  const link = newLink('1');
  const loaded = { row: { sourceId: '1', dueAt: new Date(0) }, look: { link, held } };
  const batch = { connector: { find: () => undefined } };
  return {
    read: { batch, loaded: [loaded], callouts: [], startMs: 1 },
    note: '7',
    planned: [{ loaded, plan: { kind: 'sync', link, held } }],
  } as unknown as Noted;
}

describe('a plan that was frozen', () => {
  it('is the same when it is thawed, with its dates, maps, sets and what is undefined', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), value, { noNullPrototype: true }),
        fc.array(fc.tuple(fc.string(), value)),
        (fields, entries) => {
          const before = noted({ fields, map: new Map(entries), set: new Set(Object.keys(fields)) });
          const after = thaw(freeze(before));
          expect(after.planned).toStrictEqual(before.planned);
          expect(after.read.loaded).toStrictEqual(before.read.loaded);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('keeps its batch, with the connector and the calls, as it is', () => {
    const before = noted({});
    const after = thaw(freeze(before));
    expect(after.read.batch).toBe(before.read.batch);
    expect(after.read.callouts).toBe(before.read.callouts);
    expect(after.note).toBe('7');
  });
});
