/**
 * Lets many batches share the calls to a CRM: each is worked at as far as its answers are known, says what else it has to ask,
 * and is worked at again when that was answered, in one call of the connector for all of them. What a batch does between two
 * calls is cheap and changes nothing, so it may be done twice; what is written is written once, as its answer is kept.
 */
import type { CallContext, Connector } from '../connectors/connector';
import { isOfAccount, type AccountFailure, type Outcome } from '../core/failure';

/** What was asked for is not known yet: the work is to be done again once it was answered. */
export class NotAnswered extends Error {}

/** One method of the connector with all that is said beside its rows. */
interface Question {
  /** Rows that have no answer yet, by name; those with the same name are one. */
  readonly open: Map<string, unknown>;
  readonly answers: Map<string, Outcome<unknown>>;
  readonly send: (call: CallContext, rows: readonly unknown[]) => Promise<readonly Outcome<unknown>[]>;
}

type Rows<T> = Promise<readonly Outcome<T>[]>;

export class PooledCalls {
  private readonly questions = new Map<string, Question>();
  private readonly said: AccountFailure[] = [];

  constructor(private readonly connector: Connector) {}

  /** The connector as a batch sees it. Its methods that are about rows throw `NotAnswered`. */
  get pooled(): Connector {
    const { connector } = this;
    return {
      ...connector,
      find: (_call, { values, ...rest }) =>
        this.ask(['find', rest], values, String, (call, some) => connector.find(call, { ...rest, values: some })),
      read: (_call, { ids, ...rest }) =>
        this.ask(['read', rest], ids, String, (call, some) => connector.read(call, { ...rest, ids: some })),
      update: (_call, object, rows) =>
        this.ask(
          ['update', object],
          rows,
          ({ id }) => id,
          (call, some) => connector.update(call, object, some),
        ),
      upsert: (_call, object, rows) =>
        this.ask(
          ['upsert', object],
          rows,
          ({ key }) => key,
          (call, some) => connector.upsert(call, object, some),
        ),
      associate: (_call, type, pairs) =>
        this.ask(['associate', type], pairs, nameOfPair, (call, some) => connector.associate(call, type, some)),
      dissociate: (_call, type, pairs) =>
        this.ask(['dissociate', type], pairs, nameOfPair, (call, some) => connector.dissociate(call, type, some)),
      archive: (_call, object, ids) =>
        this.ask(['archive', object], ids, String, (call, some) => connector.archive(call, object, some)),
    };
  }

  /** What answers have said of the account so far. */
  get saidOfAccount(): readonly AccountFailure[] {
    return this.said;
  }

  /** Asks what is open, each question in one call of the connector. Answers false when nothing was. */
  async answer(call: CallContext): Promise<boolean> {
    const open = [...this.questions.values()].filter((question) => question.open.size > 0);
    for (const question of open) {
      const names = [...question.open.keys()];
      const rows = [...question.open.values()];
      question.open.clear();
      const outcomes = await question.send(call, rows);
      names.forEach((name, index) => {
        const outcome = outcomes[index];
        if (!outcome) throw new Error('the connector answered fewer rows than it was given');
        question.answers.set(name, outcome);
        if (!outcome.ok && isOfAccount(outcome.failure)) this.said.push(outcome.failure);
      });
    }
    return open.length > 0;
  }

  private ask<R, T>(
    what: readonly unknown[],
    rows: readonly R[],
    nameOf: (row: R) => string,
    send: (call: CallContext, rows: readonly R[]) => Rows<T>,
  ): Rows<T> {
    const title = JSON.stringify(what);
    const question = this.questions.get(title) ?? { open: new Map(), answers: new Map(), send: send as never };
    this.questions.set(title, question);
    const unknown = rows.filter((row) => !question.answers.has(nameOf(row)));
    for (const row of unknown) question.open.set(nameOf(row), row);
    if (unknown.length > 0) return Promise.reject(new NotAnswered());
    return Promise.resolve(rows.map((row) => question.answers.get(nameOf(row)) as Outcome<T>));
  }
}

const nameOfPair = ({ fromId, toId }: { readonly fromId: string; readonly toId: string }): string =>
  `${fromId} ${toId}`;
