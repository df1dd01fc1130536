/** A query as it was written: names not yet looked up, literals not yet compared with the types of fields. */
import type { LikePattern } from './like';

/** `Account.Owner.Name`, as written. */
export interface Path {
  readonly names: readonly string[];
  readonly at: number;
}

export type Literal = { readonly at: number } & (
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number; readonly whole: boolean }
  | { readonly kind: 'date'; readonly value: string }
  /** Epoch milliseconds. */
  | { readonly kind: 'datetime'; readonly value: number }
  /** `THIS_MONTH`, `LAST_N_DAYS:7`: a range that depends on the time of asking. */
  | { readonly kind: 'dateLiteral'; readonly name: string; readonly count: number }
);

export const AGGREGATES = ['COUNT', 'COUNT_DISTINCT', 'MIN', 'MAX', 'SUM', 'AVG'] as const;
export type AggregateName = (typeof AGGREGATES)[number];

export type Operand =
  | { readonly kind: 'field'; readonly path: Path }
  | { readonly kind: 'aggregate'; readonly name: AggregateName; readonly path: Path };

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Comparison =
  | { readonly kind: 'compare'; readonly operand: Operand; readonly operator: Comparator; readonly literal: Literal }
  | { readonly kind: 'like'; readonly operand: Operand; readonly pattern: LikePattern }
  | { readonly kind: 'in'; readonly operand: Operand; readonly negated: boolean; readonly literals: readonly Literal[] }
  | { readonly kind: 'inQuery'; readonly operand: Operand; readonly negated: boolean; readonly query: Query }
  | {
      readonly kind: 'includes';
      readonly operand: Operand;
      readonly negated: boolean;
      /** Each `'a;b'` asks for all of its values. */
      readonly sets: readonly string[];
    };

export type Condition =
  | Comparison
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition };

export type FieldSet = 'ALL' | 'STANDARD' | 'CUSTOM';

export type SelectItem =
  | { readonly kind: 'operand'; readonly operand: Operand; readonly alias: string | null }
  | { readonly kind: 'fieldSet'; readonly set: FieldSet; readonly at: number }
  | { readonly kind: 'children'; readonly query: Query };

export interface Order {
  readonly operand: Operand;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

export interface Query {
  /** The whole text, also in a sub-query: what places in it refer to. */
  readonly text: string;
  /** `SELECT COUNT()`; then `select` is empty. */
  readonly countOnly: boolean;
  readonly select: readonly SelectItem[];
  /** An object; in a sub-query what the children are called, with or without the parent in front. */
  readonly from: Path;
  /** In lower case, and what each stands for: nothing for the object itself, `c.Account a` for a path from it. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly where: Condition | null;
  readonly groupBy: readonly Path[];
  readonly having: Condition | null;
  readonly orderBy: readonly Order[];
  readonly limit: number | null;
  readonly offset: number;
}
