/** How the explorer drives the core: one field of one record, through the same functions, in the same order, as `sync/`. */
import type { acceptInto } from '../../src/core/accept';
import type { FieldRule } from '../../src/core/field-rule';
import type { receive } from '../../src/core/last-word';
import { newLink, type Link } from '../../src/core/link';
import type { mergeField, Owed, Resolution } from '../../src/core/merge';
import type { SourceRecord } from '../../src/core/record';
import type {
  Answer,
  closesAs,
  foldAnswers,
  mayHaveTaken,
  openOffer,
  OfferedValue,
  standAfter,
  Standing,
} from '../../src/core/standing';

export interface FieldCore {
  readonly mergeField: typeof mergeField;
  readonly foldAnswers: typeof foldAnswers;
  readonly standAfter: typeof standAfter;
  readonly openOffer: typeof openOffer;
  readonly mayHaveTaken: typeof mayHaveTaken;
  readonly closesAs: typeof closesAs;
  readonly acceptInto: typeof acceptInto;
  readonly receive: typeof receive;
}

/** Rules of architecture 5.1 that lie outside of the pure core; each can be left out, to see what it is for. */
export interface Rules {
  /** 1 */
  readonly intents: boolean;
  /** 2 */
  readonly storedBase: boolean;
  /** 3 */
  readonly author: boolean;
  /** 4 */
  readonly leaseBeforeCall: boolean;
  /** 6 */
  readonly appliedChange: boolean;
  /** 8 */
  readonly mayHaveTaken: boolean;
  /** 12 */
  readonly fence: boolean;
  /** 15 */
  readonly numbers: boolean;
  /** A write that is found to have landed ends what stood before it, as one does whose answer came. */
  readonly landedEnds: boolean;
}
export const allRules: Rules = {
  intents: true,
  storedBase: true,
  author: true,
  leaseBeforeCall: true,
  appliedChange: true,
  mayHaveTaken: true,
  fence: true,
  numbers: true,
  landedEnds: true,
};

export interface RecordState {
  readonly value: string;
  readonly version: number;
  /** Since when it has been so. */
  readonly since: number;
}

export interface Sight {
  readonly record: RecordState;
  readonly link: Link;
  readonly has: { readonly value: string; readonly isOurs: boolean; readonly number: number; readonly at: number };
  readonly answerOf: (seq: number) => Answer | null;
  readonly resolution: Resolution | null;
  readonly now: number;
}

export interface Planned {
  readonly kind: Owed['kind'];
  readonly why: string;
  readonly write: { readonly value: string; readonly number: number } | null;
  readonly from: readonly string[];
  readonly link: FieldLink;
  readonly local: string;
  readonly remote: string;
  readonly owed: Owed;
  readonly now: number;
  readonly offersBefore: readonly OfferedValue[];
}

type FieldLink = Link & { readonly standing?: Standing };
type FieldSight = Sight & { readonly link: FieldLink };

const name = 'name';
const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 1, 8) + minute * 60_000);
const minuteOf = (date: Date): number => (date.getTime() - Date.UTC(2026, 2, 1, 8)) / 60_000;

export class FieldEngine {
  constructor(
    private readonly core: FieldCore,
    private readonly rule: FieldRule,
    readonly rules: Rules = allRules,
  ) {}

  link(local: string, remote: string): Link {
    return {
      ...newLink('1'),
      externalId: '7',
      state: 'synced',
      localBase: { [name]: local },
      remoteBase: { [name]: remote },
      settledNumber: 1,
      issuedNumber: 1,
    };
  }

  isNewer(record: RecordState, version: number): boolean {
    return this.core.receive(sourceRecord(record), putOf('', version), at(version)).verdict !== 'stale';
  }

  receive(record: RecordState, put: { readonly value: string; readonly version: number }): RecordState {
    return stateOf(this.core.receive(sourceRecord(record), putOf(put.value, put.version), at(put.version)).record!);
  }

  accept(record: RecordState, value: string, version: number): RecordState | null {
    const now = at(version);
    const accepted = this.core.acceptInto(sourceRecord(record), { [name]: value }, { version: at(version), now });
    return accepted && stateOf(accepted);
  }

  plan(sight: Sight): Planned {
    const { record, has } = sight;
    const { link, isLate } = this.settleIntents(sight);
    const folded = this.core.foldAnswers(link.standing ?? {}, (seq) => sight.answerOf(seq) ?? undefined);
    const bases =
      folded.agreed === undefined
        ? {}
        : { localBase: { [name]: folded.agreed }, remoteBase: { [name]: folded.agreed } };
    const known: FieldLink = { ...link, ...bases, standing: folded.standing };
    const owed = this.core.mergeField(this.rule, {
      local: record.value,
      localBase: known.localBase[name],
      localAt: at(record.since),
      remote: has.value,
      remoteBase: known.remoteBase[name],
      remoteAt: at(has.at),
      isOurs: isLate,
      offered: this.core.openOffer(folded.standing)?.value,
      offeredOver: this.core.openOffer(folded.standing)?.over,
      refused: folded.standing.refused,
      resolution: sight.resolution,
    });
    const taken =
      owed.kind === 'offer' && this.rules.mayHaveTaken
        ? this.core.mayHaveTaken(folded.standing, record.value, owed.value)
        : [];
    const write = owed.kind === 'push' ? { value: String(owed.value), number: link.issuedNumber + 1 } : null;
    const why = 'why' in owed ? owed.why : '';
    return {
      kind: owed.kind,
      why,
      write,
      from: [record.value, ...taken.map(String)],
      link: known,
      local: record.value,
      remote: has.value,
      owed,
      now: sight.now,
      offersBefore: (sight.link as FieldLink).standing?.offers ?? [],
    };
  }

  /** Rule 1: the intent is stored before the request leaves. */
  noted(link: Link, { write, now }: Planned): Link {
    if (!write || !this.rules.intents) return link;
    const intent = { number: write.number, at: String(now), fields: { [name]: write.value } };
    return { ...link, issuedNumber: write.number, intents: [...link.intents, intent] };
  }

  settled(
    plan: Planned,
    { answered, stored, seq }: { readonly answered: boolean; readonly stored: string | null; readonly seq: number },
  ): { link: Link; closed: readonly { readonly seq: number; readonly as: Answer }[] } {
    const { link, owed, write, local, remote, offersBefore } = plan;
    // The intent stays.
    if (write && !answered) return { link: this.noted(link, plan), closed: [] };
    const standing = this.core.standAfter(link.standing ?? {}, owed, seq);
    const still = new Set(standing.offers?.map((offer) => offer.seq));
    const said = write && !this.rules.storedBase ? write.value : (stored ?? remote);
    const moved = owed.kind === 'settle' || write ? { localBase: { [name]: local }, remoteBase: { [name]: said } } : {};
    const numbers = write ? { issuedNumber: write.number, settledNumber: write.number } : {};
    const after: FieldLink = { ...link, ...numbers, ...moved, standing };
    const reached = after.remoteBase[name];
    const closed = offersBefore.filter((offer) => !still.has(offer.seq));
    return { link: after, closed: closed.map((offer) => ({ seq: offer.seq, as: this.core.closesAs(offer, reached) })) };
  }

  /** Rules 1, 2, 3 and 15, for one field. A late write is known by its intent until another one has landed over it. */
  private settleIntents({ link, has, now }: FieldSight): { link: FieldLink; isLate: boolean } {
    const landed = this.rules.numbers ? link.intents.find(({ number }) => number === has.number) : undefined;
    const others = link.intents.filter((one) => one !== landed && one.at === String(now));
    if (!landed) return { link: { ...link, intents: others }, isLate: false };
    const written = String(landed.fields[name]);
    const isStill = this.rules.author ? has.isOurs : has.value === written;
    if (has.number < link.settledNumber) return { link: { ...link, intents: [...others, landed] }, isLate: isStill };
    const bases = { localBase: { [name]: written }, remoteBase: { [name]: isStill ? has.value : written } };
    const standing = this.rules.landedEnds ? {} : (link.standing ?? {});
    const settled = { ...link, ...bases, intents: others, settledNumber: has.number, standing };
    return { link: settled, isLate: false };
  }
}

const sourceRecord = ({ value, version, since }: RecordState): SourceRecord => ({
  object: 'company',
  sourceId: '1',
  fields: { [name]: value },
  updatedAt: at(version),
  fieldAt: { [name]: at(since).toISOString() },
  deletedAt: null,
  revision: 1,
});

const putOf = (value: string, version: number): Parameters<typeof receive>[1] => ({
  verb: 'put',
  object: 'company',
  sourceId: '1',
  fields: { [name]: value },
  updatedAt: at(version),
});

function stateOf({ fields, updatedAt, fieldAt }: SourceRecord): RecordState {
  const since = fieldAt[name];
  return {
    value: String(fields[name]),
    version: minuteOf(updatedAt),
    since: minuteOf(since === undefined ? updatedAt : new Date(since)),
  };
}
