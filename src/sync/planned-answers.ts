/**
 * What the CRM answers a dry run about the records of one type: of some it is asked, and of the others it is inferred what it holds.
 * What is inferred is drawn from what was seen, by the value that is looked for: always the same, and in all as often.
 */
import type { CallContext, Connector, FindQuery, ReadQuery } from '../connectors/connector';
import { CallFailure } from '../connectors/connector';
import type { Failure, Outcome } from '../core/failure';
import { IdFilter, shareOf } from '../core/id-filter';
import type { OwnProperties } from '../core/mapping';
import { recordKey } from '../core/record-key';
import type { RemoteRecord } from '../core/record';
import { found, standInId, type Answering } from './pretended-crm';
import type { KnownRecords } from './unfinished-plans';

/** How the CRM stands to a record that is looked for. `ours`: it bears our key, and says the same or something else. */
export type Shape = 'none' | 'free' | 'ours-same' | 'ours-other' | 'several' | 'taken';

/** Seen of so many; more would only take memory. */
const mostShapes = 5_000;
const other = 'another record';

/** `remember`: asked, and the answers are kept. `ask`: asked where nothing is known. `infer`: not asked. */
export type Mode = 'remember' | 'ask' | 'infer';

export class PlannedAnswers implements Answering {
  /** About how many records the CRM was asked. */
  asked: number;
  /** About all that there are. */
  isSure = false;
  private mode: Mode = 'infer';
  private readonly shapes: Shape[] = [];
  /** Values of records that this migration will have brought: whoever looks for one later finds it taken. */
  private brought: IdFilter;
  /** Inferred records that were answered to the batch in hand, by their stand-in ids. */
  private drawn = new Map<string, Shape>();
  private owners: ReadonlyMap<string, string> = new Map();

  constructor(
    private readonly of: {
      readonly connector: Connector;
      readonly own: OwnProperties;
      readonly call: CallContext;
      readonly records: number;
      /** Asked about and remembered, also by an earlier attempt. */
      readonly known: KnownRecords;
    },
  ) {
    this.asked = of.known.size;
    this.brought = this.nothingBrought();
  }

  /** From here on nothing was brought yet. What was learnt of the CRM stays. */
  restart(mode: Mode): void {
    this.mode = mode;
    this.isSure ||= mode === 'ask';
    this.brought = this.nothingBrought();
  }

  /** @param owners who looks for a value, in the batch in hand */
  begin(owners: ReadonlyMap<string, string>): void {
    this.owners = owners;
    this.drawn = new Map();
  }

  /** By how much the share of records that do not flow may be off. */
  get uncertainty(): number {
    const { length } = this.shapes;
    if (length === 0 || this.isSure) return 0;
    const kept = this.shapes.filter((shape) => shape === 'several' || shape === 'taken').length;
    // With one of either kind more, so that a sample without any is not taken for certain.
    const share = (kept + 1) / (length + 2);
    return (1.96 * Math.sqrt((share * (1 - share)) / length) * (this.of.records - this.asked)) / this.of.records;
  }

  async find(_call: CallContext, query: FindQuery): Promise<readonly Outcome<readonly RemoteRecord[]>[]> {
    const asked = this.mode === 'infer' ? [] : query.values.filter((value) => !this.isKnown(query, value));
    const answers = new Map(asked.length === 0 ? [] : await this.ask(query, asked));
    return query.values.map((value) => {
      if (this.brought.has(nameOf(query, value))) return found([this.standIn(query, value, 'taken')]);
      const answer = answers.get(value);
      if (answer) return answer;
      const known = this.of.known.get(nameOf(query, value));
      return found(known ?? this.infer(query, value));
    });
  }

  /**
   * Of records that were accepted as ours: they are read by id, and all of them. Not of those that are found: when their values were set
   * decides what they come to say, and nothing that is counted.
   */
  async read(_call: CallContext, query: ReadQuery): Promise<readonly Outcome<RemoteRecord | null>[]> {
    if (query.writers) return query.ids.map(() => ({ ok: true, value: null }));
    const outcomes = await this.of.connector.read(this.of.call, query);
    for (const outcome of outcomes) if (!outcome.ok) throwUnlessOfRecord(outcome.failure);
    return outcomes;
  }

  /** What was seen of a record that was asked about. */
  learn(shape: Shape): void {
    if (this.shapes.length < mostShapes) this.shapes.push(shape);
  }

  /** These values are in the CRM once the migration is over. */
  bring(property: string, value: string): void {
    this.brought.add(nameOf({ property }, value));
  }

  /** Of a record that was answered: how it was inferred; null: it is a real one. */
  shapeOf(externalId: string): Shape | null {
    return this.drawn.get(externalId) ?? null;
  }

  private nothingBrought(): IdFilter {
    return new IdFilter(this.of.records * 2);
  }

  private isKnown(query: FindQuery, value: string): boolean {
    const name = nameOf(query, value);
    return this.of.known.has(name) || this.brought.has(name);
  }

  private async ask(
    query: FindQuery,
    values: readonly string[],
  ): Promise<readonly (readonly [string, Outcome<readonly RemoteRecord[]>])[]> {
    const { connector, call, known } = this.of;
    const outcomes = await connector.find(call, { ...query, values });
    this.asked += values.length;
    return values.map((value, index) => {
      const outcome = outcomes[index];
      if (!outcome) throw new Error('the connector answered fewer values than it was asked for');
      if (!outcome.ok) throwUnlessOfRecord(outcome.failure);
      else if (this.mode === 'remember') known.set(nameOf(query, value), outcome.value);
      return [value, outcome] as const;
    });
  }

  private infer(query: FindQuery, value: string): readonly RemoteRecord[] {
    const { length } = this.shapes;
    const shape = this.shapes[Math.floor(shareOf(`${query.property} ${value}`) * length)] ?? 'none';
    if (shape === 'none') return [];
    if (shape !== 'several') return [this.standIn(query, value, shape)];
    return [this.standIn(query, value, 'free'), this.standIn(query, `${value} `, 'free')];
  }

  private standIn({ property }: FindQuery, value: string, shape: Shape): RemoteRecord {
    const id = standInId(`${Math.floor(shareOf(`${property} ${value} id`) * 2 ** 32)}`);
    this.drawn.set(id, shape);
    const owner = this.owners.get(nameOf({ property }, value));
    const isOurs = shape === 'ours-same' || shape === 'ours-other';
    const key = shape === 'taken' ? other : isOurs && owner !== undefined ? recordKey(owner) : null;
    return { id, properties: { [this.of.own.key]: key, [property]: value } };
  }
}

export const nameOf = ({ property }: Pick<FindQuery, 'property'>, value: string): string => `${property} ${value}`;

/** What says something of one record alone is that record's; all else stops the plan. */
function throwUnlessOfRecord(failure: Failure): void {
  if (failure.kind !== 'rejected' && failure.kind !== 'gone' && failure.kind !== 'duplicate')
    throw new CallFailure(failure);
}
