/**
 * A CRM that only seems to be there: it says what the real one was found to hold, takes every write, and notes the work that it was
 * given, which has a price. So what the engine would do is found out by the engine itself.
 */
import type { Connector, Pair, Upserted, Work } from '../connectors/connector';
import type { Outcome } from '../core/failure';
import type { RemoteRecord } from '../core/record';

/** Who answers questions. */
export type Answering = Pick<Connector, 'find' | 'read'>;

export class PretendedCrm {
  private work: Work[] = [];
  private made = 0;

  constructor(
    private readonly real: Connector,
    private readonly answering: Answering,
  ) {}

  /** Its methods that are about rows call nobody. */
  get connector(): Connector {
    const { real, answering } = this;
    return {
      ...real,
      find: (call, query) => this.note({ method: 'find', ...query }, () => answering.find(call, query)),
      read: (call, query) => this.note({ method: 'read', ...query }, () => answering.read(call, query)),
      update: (_call, object, rows) =>
        this.note({ method: 'update', object, rows }, () => taken(rows, ({ id, properties }) => ({ id, properties }))),
      upsert: (_call, object, rows) =>
        this.note({ method: 'upsert', object, rows }, () =>
          taken(rows, ({ properties }): Upserted => ({ id: this.newId(), properties, created: true })),
        ),
      associate: (_call, type, pairs) => this.notePairs({ method: 'associate', type, pairs }),
      dissociate: (_call, type, pairs) => this.notePairs({ method: 'dissociate', type, pairs }),
      archive: (_call, object, ids) => this.note({ method: 'archive', object, ids }, () => taken(ids, () => null)),
    };
  }

  /** What it was given since it was asked last; of one kind all together, as one piece of a job has it. */
  takeWork(): readonly Work[] {
    const work = this.work;
    this.work = [];
    return work;
  }

  private note<T>(work: Work, answer: () => Promise<readonly Outcome<T>[]>): Promise<readonly Outcome<T>[]> {
    this.work.push(work);
    return answer();
  }

  private notePairs(work: Work & { readonly pairs: readonly Pair[] }): Promise<readonly Outcome<null>[]> {
    return this.note(work, () => taken(work.pairs, () => null));
  }

  /** As long as the CRMs' own, where calls go by lengths. */
  private newId(): string {
    this.made += 1;
    return standInId(`${this.made}`);
  }
}

export const standInId = (name: string): string => name.padStart(18, '0').slice(-18);

const taken = <R, T>(rows: readonly R[], toValue: (row: R) => T): Promise<readonly Outcome<T>[]> =>
  Promise.resolve(rows.map((row) => ({ ok: true, value: toValue(row) })));

/** Work of one kind in one, as the calls of a piece are shared. */
export function pooled(works: readonly Work[]): readonly Work[] {
  const byKind = new Map<string, Work>();
  for (const work of works) {
    const kind = kindOf(work);
    const known = byKind.get(kind);
    byKind.set(kind, known ? joined(known, work) : work);
  }
  return [...byKind.values()];
}

function kindOf(work: Work): string {
  switch (work.method) {
    case 'find':
      return JSON.stringify([work.method, { ...work, values: null }]);
    case 'read':
      return JSON.stringify([work.method, { ...work, ids: null }]);
    case 'associate':
    case 'dissociate':
      return JSON.stringify([work.method, work.type]);
    case 'update':
    case 'upsert':
    case 'archive':
      return JSON.stringify([work.method, work.object]);
  }
}

/** @param more of the same kind */
function joined(work: Work, more: Work): Work {
  if (work.method === 'find' && more.method === 'find') return { ...work, values: [...work.values, ...more.values] };
  if ('ids' in work && 'ids' in more) return { ...work, ids: [...work.ids, ...more.ids] };
  if (work.method === 'update' && more.method === 'update') return { ...work, rows: [...work.rows, ...more.rows] };
  if (work.method === 'upsert' && more.method === 'upsert') return { ...work, rows: [...work.rows, ...more.rows] };
  if ('pairs' in work && 'pairs' in more) return { ...work, pairs: [...work.pairs, ...more.pairs] };
  throw new Error('work of two kinds was taken for one');
}

export const found = (records: readonly RemoteRecord[]): Outcome<readonly RemoteRecord[]> => ({
  ok: true,
  value: records,
});
