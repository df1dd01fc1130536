/** One object for each source and stamp, so that a million records from one app do not name it a million times. */
import type { PropertyChange, Stamp } from './mutations';
import type { Source } from './source';

/** Beyond it the oldest half is met again as a new object, which costs memory and changes nothing. */
const STAMPS_MAX = 20_000;

export class KnownSources {
  private readonly sources = new Map<string, Source>();
  private stamps = new Map<string, Stamp>();

  known(source: Source): Source {
    const key = JSON.stringify(source);
    const known = this.sources.get(key) ?? source;
    this.sources.set(key, known);
    return known;
  }

  /** Of a line in a state file. */
  knownHistory(history: readonly PropertyChange[] | undefined): readonly PropertyChange[] | undefined {
    return history?.map((change) => ({ ...change, stamp: this.knownStamp(change.stamp) }));
  }

  private knownStamp({ at, source }: Stamp): Stamp {
    const key = `${at} ${JSON.stringify(source)}`;
    const known = this.stamps.get(key) ?? { at, source: this.known(source) };
    if (this.stamps.size >= STAMPS_MAX) this.stamps = new Map([...this.stamps].slice(STAMPS_MAX / 2));
    this.stamps.set(key, known);
    return known;
  }
}
