/**
 * One field of one record between an order system and a CRM, driven through the pure functions that decide about it: what
 * is owed is done at once, and the baselines move as the architecture says (section 5). No write is ever lost here: that
 * is the matter of the explorer.
 */
import type { acceptInto } from '../../src/core/accept';
import type { FieldRule } from '../../src/core/field-rule';
import type { receive } from '../../src/core/last-word';
import type { FieldView, mergeField, Owed } from '../../src/core/merge';
import type { SourceRecord, Value } from '../../src/core/record';
import { sameValue } from '../../src/core/values';
import type { Answer, foldAnswers, openOffer, standAfter, Standing } from '../../src/core/standing';

/** What is under test: the core, or one with a flaw. */
export interface MergeCore {
  readonly mergeField: typeof mergeField;
  readonly foldAnswers: typeof foldAnswers;
  readonly standAfter: typeof standAfter;
  readonly openOffer: typeof openOffer;
  readonly acceptInto: typeof acceptInto;
  readonly receive: typeof receive;
}

/** Times count in minutes. */
export const minute = (count: number): Date => new Date(Date.UTC(2026, 2, 1, 8) + count * 60_000);

export type Event =
  /** The order system's word of this version arrives. */
  | { readonly kind: 'put'; readonly version: number; readonly value: Value }
  | { readonly kind: 'sales'; readonly value: Value; readonly at: number }
  /** The order system's answer to a change arrives, with the version that its record has by then. */
  | { readonly kind: 'accept'; readonly seq: number; readonly version: number }
  | { readonly kind: 'refuse'; readonly seq: number }
  | { readonly kind: 'look' };

/** How the CRM rewrites what it is sent. */
export const shouted = (value: Value): Value => (typeof value === 'string' ? value.toUpperCase() : value);

const field = 'f';
const looksAtMost = 12;

export class MergeWorld {
  record: SourceRecord;
  remote: { value: Value; at: Date; isOurs: boolean };
  base: { local: Value | undefined; remote: Value | undefined };
  standing: Standing = {};
  /** By `seq - 1`. */
  readonly feed: Value[] = [];
  private readonly withdrawals = new Set<number>();
  private readonly answers = new Map<number, Answer>();

  constructor(
    private readonly core: MergeCore,
    private readonly rule: FieldRule,
    private readonly start: { readonly value: Value; readonly keeps: (value: Value) => Value },
  ) {
    const stored = start.keeps(start.value);
    const first = { object: 'company', sourceId: '1', deletedAt: null, revision: 1, updatedAt: minute(0) } as const;
    this.record = { ...first, fields: { [field]: start.value }, fieldAt: {} };
    this.remote = { value: stored, at: minute(0), isOurs: true };
    this.base = { local: start.value, remote: stored };
  }

  get local(): Value {
    return this.record.fields[field] ?? null;
  }

  happen(event: Event): void {
    switch (event.kind) {
      case 'put':
        this.put(event.value, minute(event.version));
        break;
      case 'sales':
        this.remote = { value: event.value, at: minute(event.at), isOurs: false };
        break;
      case 'accept':
        this.accept(event.seq, minute(event.version));
        break;
      case 'refuse':
        this.refuse(event.seq);
        break;
      case 'look':
        this.look();
        break;
    }
  }

  /** Looks until nothing is owed; the order system answers what it is offered. False if there is no end of it. */
  quiet(from: number): boolean {
    for (let looks = 0; looks < looksAtMost; looks += 1) {
      const { kind } = this.look();
      const open = this.core.openOffer(this.standing);
      if (open) this.reply(open.seq, minute(from + looks));
      else if (kind !== 'push' && kind !== 'offer') return true;
    }
    return false;
  }

  look(): Owed {
    const { standing, agreed } = this.core.foldAnswers(this.standing, (seq) => this.answers.get(seq));
    if (agreed !== undefined) this.base = { local: agreed, remote: agreed };
    const owed = this.core.mergeField(this.rule, this.view(standing));
    if (owed.kind === 'offer') {
      this.feed.push(owed.value);
      if (owed.why === 'withdrawn') this.withdrawals.add(this.feed.length);
    }
    this.standing = this.core.standAfter(standing, owed, this.feed.length);
    if (owed.kind === 'settle') this.base = { local: this.local, remote: this.remote.value };
    if (owed.kind === 'push') {
      this.remote = { value: this.start.keeps(owed.value), at: this.remote.at, isOurs: true };
      this.base = { local: this.local, remote: this.remote.value };
    }
    return owed;
  }

  /** It takes everything over, and a withdrawal if it had taken what is withdrawn. */
  private reply(seq: number, version: Date): void {
    const others = this.feed.filter((_, index) => index !== seq - 1);
    const isConcerned = !this.withdrawals.has(seq) || others.some((value) => sameValue(value, this.local));
    if (isConcerned) this.accept(seq, version);
    else this.refuse(seq);
  }

  private view(standing: Standing): FieldView {
    const since = this.record.fieldAt[field];
    return {
      local: this.local,
      localBase: this.base.local,
      localAt: since === undefined ? this.record.updatedAt : new Date(since),
      remote: this.remote.value,
      remoteBase: this.base.remote,
      remoteAt: this.remote.at,
      isOurs: this.remote.isOurs,
      offered: this.core.openOffer(standing)?.value,
      offeredOver: this.core.openOffer(standing)?.over,
      refused: standing.refused,
      resolution: null,
    };
  }

  private put(value: Value, updatedAt: Date): void {
    const write = { verb: 'put', object: 'company', sourceId: '1', fields: { [field]: value }, updatedAt } as const;
    this.record = this.core.receive(this.record, write, updatedAt).record ?? this.record;
  }

  /** What the door does: the first answer counts, and it is written beside the change. */
  private accept(seq: number, version: Date): void {
    const value = this.feed[seq - 1];
    if (value === undefined || this.answers.has(seq)) return;
    this.answers.set(seq, 'accepted');
    this.record = this.core.acceptInto(this.record, { [field]: value }, { version, now: version }) ?? this.record;
  }

  private refuse(seq: number): void {
    if (seq <= this.feed.length && !this.answers.has(seq)) this.answers.set(seq, 'refused');
  }
}
