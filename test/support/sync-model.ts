/**
 * A tiny model of a sync: one record of the order system, one link, one CRM, and time. It is driven through the core
 * alone (`remoteNeed`, `planSync`, `conclude`), in the order in which `sync/sync-batch.ts` drives it. The CRM rewrites
 * what it stores, loses requests and answers, and lets a lost write land later.
 */
import type { SyncResults } from '../../src/core/after-sync';
import { conclude, type Conclusion } from '../../src/core/conclude';
import type { Outcome } from '../../src/core/failure';
import { intentLifeMs } from '../../src/core/intents';
import { receive } from '../../src/core/last-word';
import { newLink, type Link } from '../../src/core/link';
import { toFields } from '../../src/core/mapping';
import { decideMatch, type Match } from '../../src/core/match';
import type { Look, RemoteView } from '../../src/core/look';
import { planSync, type Plan, type SyncPlan, type Write } from '../../src/core/plan';
import { remoteNeed } from '../../src/core/remote-need';
import { recordKey } from '../../src/core/record-key';
import type { Fields, OrderLine, Properties, PropertyValue, RemoteRecord, SourceRecord } from '../../src/core/record';
import { normalFields } from '../../src/core/values';
import { own, sample as mapping } from './sample-mapping';

export const sourceId = '4711';

/** How a CRM rewrites what it is sent, by property. A property without a rule is stored as sent. */
export const habits = {
  none: (text: string) => text,
  upper: (text: string) => text.toUpperCase(),
  squeezed: (text: string) => text.replace(/[\s.-]+/g, ''),
  cut: (text: string) => text.slice(0, 3),
  decorated: (text: string) => `<${text}>`,
  dropped: () => '',
} as const;
export type Habit = keyof typeof habits;
export type Habits = Readonly<Record<string, Habit>>;

/** What becomes of a look at the point where it calls the CRM. */
export const fates = [
  'answered',
  'answer-lost',
  'request-lost',
  'answer-incomplete',
  'throttled',
  'refused-as-stale',
  'dies-before-the-call',
  'dies-after-the-call',
] as const;
export type Fate = (typeof fates)[number];

export type Step =
  | { readonly kind: 'say'; readonly verb: 'put' | 'patch'; readonly fields: Fields }
  /** `late`: a lost request lands between the read of this look and its write, if one is on its way. */
  | { readonly kind: 'look'; readonly fate: Fate; readonly landsInMs: number | null; readonly late: boolean }
  | { readonly kind: 'pass'; readonly ms: number };

/** Rules of architecture 5.1 that a model may break, to see the law fail. */
export interface Broken {
  /** Rule 1: nothing is stored before the call. */
  readonly intentBeforeCall?: true;
  /** Rule 1: an intent is not kept when its answer did not come. */
  readonly intentKept?: true;
  /** Rule 15: the CRM's records carry no number. */
  readonly number?: true;
}

interface Flying {
  readonly write: Write;
  readonly landsAt: number;
}

type Stored = Record<string, PropertyValue>;

const never: Link['intents'] = [];

export class SyncModel {
  record: SourceRecord | null = null;
  link: Link = newLink(sourceId);
  /** When the link is looked at next; null when nobody asks for it. */
  due: number | null = null;
  now = Date.parse('2026-03-01T08:00:00Z');
  readonly crm = new Map<string, Stored>();
  /** Every value the order system ever said, as the CRM would store it, by property. */
  readonly ever = new Map<string, Set<string>>();
  plans: Plan[] = [];
  private attempts = 0;
  private flying: Flying[] = [];
  private nextId = 1;

  constructor(
    private readonly deps: {
      readonly habits: Habits;
      readonly broken?: Broken;
      readonly strangers?: readonly Stored[];
      readonly parents?: Look['parents'];
    },
  ) {
    for (const stranger of deps.strangers ?? []) this.crm.set(this.newId(), { ...stranger });
  }

  step(step: Step): void {
    switch (step.kind) {
      case 'say':
        this.say(step.verb, step.fields);
        break;
      case 'look':
        this.look(step.fate, step);
        break;
      case 'pass':
        this.pass(step.ms);
        break;
    }
  }

  say(verb: 'put' | 'patch', fields: Fields, lines?: readonly OrderLine[]): void {
    const updatedAt = new Date((this.record?.updatedAt.getTime() ?? this.now) + 1);
    const write = { verb, object: 'order', sourceId, fields, updatedAt, ...(lines && { lines }) } as const;
    this.record = receive(this.record, write, new Date(this.now)).record;
    if (!this.record) return;
    this.due = this.now;
    const local = this.local();
    for (const { field, property, convert } of mapping.fields) {
      const value = local[field];
      const converted = value === undefined || value === null ? { value: '' } : convert.toRemote(value, local);
      if (!('value' in converted)) continue;
      const all = this.ever.get(property) ?? new Set(['']);
      this.ever.set(property, all.add(this.asStored(property, converted.value)));
    }
  }

  /** One look, as `sync/sync-batch.ts` takes it. */
  look(fate: Fate, { landsInMs = null, late = false }: { landsInMs?: number | null; late?: boolean } = {}): void {
    const remote = this.read();
    const needsMatch =
      remote.kind === 'absent' || remoteNeed(mapping, { record: this.record, link: this.link }) === 'match';
    const match = needsMatch ? this.match() : null;
    const now = new Date(this.now);
    const look = {
      record: this.record,
      link: this.link,
      parents: this.deps.parents ?? {},
      remote,
      match,
      url: null,
      now,
    };
    const plan = planSync(mapping, own, look);
    this.plans.push(plan);
    const before = this.link;
    if (plan.kind !== 'sync' || !plan.write) {
      this.settle(conclude(mapping, plan, before, { ...this.turn(), results: hangOn(plan) }));
      return;
    }
    this.storeIntent(before, plan.write);
    if (late) this.landNext();
    this.call(plan, plan.write, before, { fate, landsInMs });
  }

  /** Time goes by; what was lost on its way lands when it is due. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const next = [...this.flying].sort((a, b) => a.landsAt - b.landsAt)[0];
      if (!next || next.landsAt > until) break;
      this.now = Math.max(this.now, next.landsAt);
      this.landNext();
    }
    this.now = until;
  }

  /** No more news and no more trouble: looks are taken when they are due and not otherwise, until none is. */
  quiet(): void {
    for (let looks = 0; this.due !== null; looks += 1) {
      if (looks > 20) throw new Error('the looks do not come to an end');
      this.pass(Math.max(0, this.due - this.now));
      this.due = null;
      this.look('answered');
    }
    this.pass(10 * intentLifeMs);
  }

  /** The record in normal form. */
  local(): Fields {
    return normalFields(mapping.definition.kinds, this.record?.fields ?? {});
  }

  /** How the CRM holds a value once it has stored it. A blank has one form. */
  asStored(property: string, value: PropertyValue): string {
    return value === null ? '' : habits[this.deps.habits[property] ?? 'none'](String(value));
  }

  ours(): readonly [string, Stored][] {
    return [...this.crm].filter(([, stored]) => stored[own.key] === recordKey(sourceId));
  }

  private turn(): { now: Date; attempts: number; random: number } {
    return { now: new Date(this.now), attempts: this.attempts, random: 0.5 };
  }

  private read(): RemoteView {
    const need = remoteNeed(mapping, { record: this.record, link: this.link });
    if (need === 'read-by-key') {
      const [found] = this.ours();
      return found ? { kind: 'found', record: this.answer(found[0]) } : { kind: 'absent' };
    }
    if (need !== 'read-by-id') return { kind: 'unread' };
    const id = this.link.externalId ?? '';
    return this.crm.has(id) ? { kind: 'found', record: this.answer(id) } : { kind: 'gone' };
  }

  private match(): Match | null {
    const email = this.local()['email'];
    if (typeof email !== 'string') return null;
    const hits = [...this.crm].filter(
      ([, { p_email: held }]) => toFields(mapping, { p_email: held ?? '' }, {})['email'] === email,
    );
    if (hits.length === 0) return null;
    return decideMatch({
      key: recordKey(sourceId),
      keyProperty: own.key,
      hits: hits.map(([id]) => this.answer(id)),
      holderOf: () => undefined,
      uniqueInCrm: false,
      field: 'email',
    });
  }

  private answer(id: string): RemoteRecord {
    const { [own.revision]: number, ...rest } = this.crm.get(id) ?? {};
    const shown = this.deps.broken?.number || number === undefined ? {} : { [own.revision]: number };
    return { id, properties: { ...rest, ...shown } };
  }

  private storeIntent(before: Link, write: Write): void {
    if (this.deps.broken?.intentBeforeCall) return;
    const intent = { number: write.number, at: new Date(this.now).toISOString(), fields: write.fields };
    this.link = { ...before, issuedNumber: write.number, intents: [...before.intents, intent] };
  }

  private call(plan: SyncPlan, write: Write, before: Link, how: { fate: Fate; landsInMs: number | null }): void {
    this.due = this.now; // whoever takes over a dead worker's rows looks at them
    const { fate } = how;
    if (fate === 'dies-before-the-call') return;
    const lost = fate === 'request-lost';
    const answer = lost || fate === 'throttled' || fate === 'refused-as-stale' ? null : this.land(write);
    if (lost && how.landsInMs !== null) this.flying.push({ write, landsAt: this.now + how.landsInMs });
    if (fate === 'dies-after-the-call') return;
    const hanging = fate === 'answered' ? hangOn(plan) : noResults;
    const results = { ...hanging, write: this.outcome(fate, answer, write) };
    this.settle(conclude(mapping, plan, before, { ...this.turn(), results }));
  }

  private outcome(fate: Fate, answer: RemoteRecord | null, write: Write): Outcome<RemoteRecord> {
    const words = { code: 'X', message: 'x' };
    if (fate === 'throttled') {
      return { ok: false, failure: { kind: 'throttled', until: new Date(this.now + 5_000), ...words } };
    }
    if (fate === 'refused-as-stale') return { ok: false, failure: { kind: 'stale', ...words } };
    if (this.isTaken(write)) return { ok: false, failure: { kind: 'duplicate', ...words } };
    if (!answer || fate === 'answer-lost') return { ok: false, failure: { kind: 'unknown', ...words } };
    const sent: Properties = Object.fromEntries(
      Object.entries(answer.properties).filter(([name]) => name in write.properties),
    );
    return { ok: true, value: { id: answer.id, properties: fate === 'answer-incomplete' ? {} : sent } };
  }

  private settle({ link, next }: Conclusion): void {
    this.link = this.deps.broken?.intentKept ? { ...link, intents: never } : link;
    this.due = next.kind === 'again' ? next.dueAt.getTime() : null;
    this.attempts = next.kind === 'again' ? next.attempts : 0;
  }

  private landNext(): void {
    const [first, ...rest] = [...this.flying].sort((a, b) => a.landsAt - b.landsAt);
    this.flying = rest;
    if (first) this.land(first.write);
  }

  /** Our key is unique in the CRM: an update that would double it is refused. */
  private isTaken({ externalId, properties }: Write): boolean {
    return externalId !== null && own.key in properties && this.ours().some(([id]) => id !== externalId);
  }

  /** Carries a write out: an update by id, an upsert by our key. */
  private land(write: Write): RemoteRecord | null {
    if (this.isTaken(write)) return null;
    const id = write.externalId ?? this.ours()[0]?.[0] ?? this.newId();
    const stored = this.crm.get(id) ?? {};
    for (const [name, value] of Object.entries(write.properties)) stored[name] = this.asStored(name, value);
    if (write.externalId === null) stored[own.key] = write.key;
    this.crm.set(id, stored);
    return { id, properties: { ...stored } };
  }

  private newId(): string {
    return `crm-${this.nextId++}`;
  }
}

const noResults: SyncResults = { lines: new Map(), archived: new Map(), associations: new Map() };

/** Lines and associations, which this CRM always carries out at once. */
function hangOn(plan: Plan): SyncResults {
  if (plan.kind !== 'sync') return noResults;
  const done = { ok: true, value: null } as const;
  const item = (lineId: string): Outcome<RemoteRecord> => ({
    ok: true,
    value: { id: `item-${lineId}`, properties: {} },
  });
  return {
    lines: new Map(plan.lines.upsert.map(({ lineId }) => [lineId, item(lineId)])),
    archived: new Map(plan.lines.archive.map(({ lineId }) => [lineId, done])),
    associations: new Map(Object.keys(plan.associate).map((field) => [field, done])),
  };
}
