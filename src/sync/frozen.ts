/**
 * Plans that wait for a long job of the CRM, as bytes: of 25,000 records they take 40 MB beside the heap and not 150 MB in it,
 * which the garbage collector would go through again and again.
 */
import { deserialize, serialize } from 'node:v8';
import type { Noted, Planned } from './in-hand';

export interface Frozen {
  readonly read: Omit<Noted['read'], 'loaded'>;
  readonly note: string | null;
  readonly planned: Buffer;
}

/** Plans are data alone: everything in them is copied. */
export function freeze({ read: { batch, callouts, startMs }, note, planned }: Noted): Frozen {
  return { read: { batch, callouts, startMs }, note, planned: serialize(planned) };
}

export function thaw({ read, note, planned }: Frozen): Noted {
  const thawed = deserialize(planned) as readonly Planned[];
  return { read: { ...read, loaded: thawed.map(({ loaded }) => loaded) }, note, planned: thawed };
}
