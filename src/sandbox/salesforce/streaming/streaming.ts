/** The bus: watches what is committed, keeps its change events for three days, and says what is new to a subscriber. */
import { DAY_MS } from '../../common/clock';
import { SeededRandom } from '../../common/random';
import type { Committed } from '../org/committed';
import type { Org } from '../org/org';
import type { SObject } from '../org/sobject';
import { draftsOf, schemaId, type EventDraft } from './capture';
import { Channels } from './channels';
import { EventLog, type ChangeEvent } from './event-log';
import { usualSettings, type StreamingSettings } from './settings';

/** Of its own: what is streamed must not change the org's shuffles, or no run could be repeated. */
const RANDOM_SEED = 20_180_613;
/** Ids and numbers are ordered, and not contiguous: other events come between (contract 7.2). */
const GAP_MAX = 12;
const FIRST_REPLAY_ID = 4_711;
const FIRST_COMMIT_NUMBER = 1_100_823_480_049;

/** All count events; of deliveries one for each client and channel. */
const zero = {
  made: 0,
  gaps: 0,
  overflows: 0,
  /** Lost because more were kept than may be. */
  surplus: 0,
  delivered: 0,
  duplicated: 0,
  dropped: 0,
};

export class Streaming {
  settings: StreamingSettings = usualSettings;
  readonly channels: Channels;
  private readonly random = new SeededRandom(RANDOM_SEED);
  private readonly log = new EventLog();
  private readonly counts = { ...zero };
  private readonly listeners: (() => void)[] = [];
  private lastReplayId = FIRST_REPLAY_ID;
  private lastCommitNumber = FIRST_COMMIT_NUMBER;
  /** By the second, the last 24 hours. */
  private deliveries: { readonly at: number; count: number }[] = [];
  private soon: NodeJS.Immediate | undefined;

  constructor(private readonly org: Org) {
    this.channels = new Channels(org);
    org.watch((committed) => this.capture(committed));
  }

  /** Called, a little later, whenever there can be something new to deliver. */
  listen(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** To be called when settings or channels have changed. */
  wake(): void {
    this.soon ??= setImmediate(() => {
      this.soon = undefined;
      for (const listener of this.listeners) listener();
    });
  }

  close(): void {
    clearImmediate(this.soon);
  }

  /** After all that is there. */
  get newest(): number {
    return this.lastReplayId;
  }

  /** Before all that is there. */
  readonly oldest = 0;

  /** False for an id that no event has, or that had one which is forgotten. */
  retains(replayId: number): boolean {
    this.forget();
    return this.log.has(replayId);
  }

  after(replayId: number, wanted: (type: SObject) => boolean, limit: number): ReturnType<EventLog['after']> {
    this.forget();
    return this.settings.paused ? { events: [], upTo: replayId } : this.log.after(replayId, wanted, limit);
  }

  /** What of it arrives, in which order, how often. */
  troubled<E>(events: readonly E[]): readonly E[] {
    const { drop, duplicate, shuffle } = this.settings;
    const arriving = events.flatMap((event) => {
      if (drop > 0 && this.random.next() < drop) {
        this.counts.dropped++;
        return [];
      }
      if (duplicate === 0 || this.random.next() >= duplicate) return [event];
      this.counts.duplicated++;
      return [event, event];
    });
    return shuffle ? this.random.shuffled(arriving) : arriving;
  }

  /** How many more events may be delivered within these 24 hours. */
  get deliverable(): number {
    const { dailyMax } = this.settings;
    return dailyMax === null ? Infinity : Math.max(0, dailyMax - this.deliveredToday);
  }

  countDelivered(count: number): void {
    if (count === 0) return;
    this.counts.delivered += count;
    const at = Math.floor(this.org.now() / 1_000) * 1_000;
    const last = this.deliveries.at(-1);
    if (last?.at === at) last.count += count;
    else this.deliveries.push({ at, count });
  }

  /** As if a transaction of this actor had ended with these events. */
  publish(drafts: readonly EventDraft[], { actor, at }: Omit<Committed, 'changes'>): void {
    if (drafts.length === 0) return;
    const transactionKey = this.transactionKey();
    const commitNumber = (this.lastCommitNumber += 1 + Math.floor(this.random.next() * GAP_MAX));
    for (const draft of drafts) this.log.add(this.eventOf(draft, { actor, at, transactionKey, commitNumber }));
    this.counts.made += drafts.length;
    this.counts.gaps += drafts.filter(({ changeType }) => /^GAP_(?!OVERFLOW)/.test(changeType)).length;
    this.counts.overflows += drafts.filter(({ changeType }) => changeType === 'GAP_OVERFLOW').length;
    this.forget();
    this.wake();
  }

  snapshot(): object {
    this.forget();
    return {
      settings: this.settings,
      selection: this.channels.selection,
      counters: { ...this.counts, retained: this.log.size, deliveredToday: this.deliveredToday },
    };
  }

  private get deliveredToday(): number {
    const since = this.org.now() - DAY_MS;
    this.deliveries = this.deliveries.filter(({ at }) => at > since);
    return this.deliveries.reduce((sum, { count }) => sum + count, 0);
  }

  private capture(committed: Committed): void {
    if (!this.settings.capture || committed.actor.quiet === true) return;
    const { settings, random } = this;
    const captures = (type: SObject): boolean => this.channels.captures(type);
    this.publish(draftsOf(committed, { captures, settings, random }), committed);
  }

  private forget(): void {
    this.counts.surplus += this.log.forget(this.org.now(), this.settings.retainedMax);
  }

  private eventOf(
    { type, changeType, recordIds, sequenceNumber, fields }: EventDraft,
    commit: Omit<Committed, 'changes'> & { readonly transactionKey: string; readonly commitNumber: number },
  ): ChangeEvent {
    const { actor, at, transactionKey, commitNumber } = commit;
    const replayId = (this.lastReplayId += 1 + Math.floor(this.random.next() * GAP_MAX));
    const header = JSON.stringify({
      entityName: type.name,
      recordIds,
      changeType,
      changeOrigin: actor.origin,
      transactionKey,
      sequenceNumber,
      commitTimestamp: at,
      commitNumber,
      commitUser: actor.userId,
      changedFields: fields.changedFields,
    });
    const { body } = fields;
    // Joined, not added up: a text that is the sum of others keeps all of them.
    const text = [
      `{"schema":"${schemaId(type)}","payload":{`,
      body === '' ? '' : `${body},`,
      `"ChangeEventHeader":${header}},"event":{"replayId":${replayId}}}`,
    ].join('');
    return { replayId, at: this.org.now(), type, text };
  }

  /** `00065380-d1a9-a64a-9341-14f6f12f674c` */
  private transactionKey(): string {
    const part = (): string =>
      Math.floor(this.random.next() * 4_294_967_296)
        .toString(16)
        .padStart(8, '0');
    const digits = `000${part().slice(3)}${part()}${part()}${part()}`;
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}
