/** Over generated cases: conditions against a filter written for the test alone, escapes, LIKE, order, and nonsense. */
import {
  assert,
  array,
  constantFrom,
  double,
  integer,
  letrec,
  oneof,
  option,
  property,
  record,
  string,
  tuple,
} from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { soqlOrg, type SoqlOrg } from '../../../../test/support/soql-source';
import { toId } from '../org/ids';
import { matchesLike } from './like';
import { parseSoql } from './parse';
import { prepare } from './run';
import { SoqlRefused } from './refused';
import { decodePattern } from './string-literal';

interface Person {
  readonly LastName: string | null;
  readonly Score__c: number | null;
  readonly Birthdate: string | null;
  readonly DoNotCall: boolean;
  /** Acme, Zeta, or nobody. */
  readonly employer: 1 | 2 | null;
  readonly deleted: boolean;
}

const text = constantFrom('a', 'A', 'ab', 'B', "o'c", 'x_y', '\\', 'é', '%');
const day = constantFrom('2026-01-01', '2026-01-02', '2026-12-31');
const score = constantFrom(-1.5, 0, 1, 2);
const people: Arbitrary<Person[]> = array(
  record<Person>({
    LastName: option(text),
    Score__c: option(score),
    Birthdate: option(day),
    DoNotCall: constantFrom(true, false),
    employer: constantFrom(1, 2, null),
    deleted: constantFrom(true, false, false),
  }),
  { minLength: 1, maxLength: 12 },
);

/** What is written, and which people it means. */
interface Clause {
  readonly soql: string;
  readonly holds: (person: Person) => boolean;
}

const quoted = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;
const lower = (value: string | null): string | null => value?.toLowerCase() ?? null;
const comparators = ['=', '!=', '<>', '<', '<=', '>', '>='] as const;

function compare<T extends string | number>(
  left: T | null,
  operator: (typeof comparators)[number],
  right: T | null,
): boolean {
  if (operator === '=') return left === right;
  if (operator === '!=' || operator === '<>') return left !== right;
  if (left === null || right === null) return false;
  const [isLess, isMore] = [left < right, left > right];
  return { '<': isLess, '<=': !isMore, '>': isMore, '>=': !isLess }[operator];
}

const comparator = constantFrom(...comparators);
const textClause = tuple(comparator, text).map(([operator, value]): Clause => ({
  soql: `LastName ${operator} ${quoted(value)}`,
  holds: ({ LastName }) => compare(lower(LastName), operator, value.toLowerCase()),
}));
const numberClause = tuple(comparator, score).map(([operator, value]): Clause => ({
  soql: `Score__c ${operator} ${value}`,
  holds: ({ Score__c }) => compare(Score__c, operator, value),
}));
const dateClause = tuple(comparator, day).map(([operator, value]): Clause => ({
  soql: `Birthdate ${operator} ${value}`,
  holds: ({ Birthdate }) => compare(Birthdate, operator, value),
}));
const nullClause = tuple(constantFrom('LastName', 'Score__c', 'Birthdate'), constantFrom('=', '!=')).map(
  ([field, operator]): Clause => ({
    soql: `${field} ${operator} NULL`,
    holds: (person) => (person[field as 'LastName'] === null) === (operator === '='),
  }),
);
const inClause = tuple(array(option(text), { minLength: 1, maxLength: 3 }), constantFrom('IN', 'NOT IN')).map(
  ([values, operator]): Clause => ({
    soql: `LastName ${operator} (${values.map((value) => (value === null ? 'null' : quoted(value))).join(', ')})`,
    holds: ({ LastName }) => values.some((value) => lower(value) === lower(LastName)) === (operator === 'IN'),
  }),
);
const parentClause = tuple(constantFrom('=', '!='), constantFrom('ACME', 'Zeta', null)).map(
  ([operator, name]): Clause => ({
    soql: `Account.Name ${operator} ${name === null ? 'null' : quoted(name)}`,
    holds: ({ employer }) => {
      const has = employer === null ? null : ['acme', 'zeta'][employer - 1];
      return (has === lower(name)) === (operator === '=');
    },
  }),
);
const idClause = tuple(constantFrom('=', '!='), constantFrom(1, 2), constantFrom(15, 18)).map(
  ([operator, employer, length]): Clause => ({
    soql: `AccountId ${operator} '${toId('001', employer).slice(0, length)}'`,
    holds: (person) => (person.employer === employer) === (operator === '='),
  }),
);
const flagClause = constantFrom(true, false).map((value): Clause => ({
  soql: `DoNotCall = ${value}`,
  holds: ({ DoNotCall }) => DoNotCall === value,
}));

const { clause } = letrec<{ clause: Clause; simple: Clause; joined: Clause; negated: Clause }>((tie) => ({
  clause: oneof({ maxDepth: 4, depthIdentifier: 'clause' }, tie('simple'), tie('joined'), tie('negated')),
  simple: oneof(textClause, numberClause, dateClause, nullClause, inClause, parentClause, idClause, flagClause),
  joined: tuple(constantFrom('AND', 'OR'), array(tie('clause'), { minLength: 2, maxLength: 3 })).map(
    ([word, parts]): Clause => ({
      soql: parts.map(({ soql }) => `(${soql})`).join(` ${word} `),
      holds: (person) =>
        word === 'AND' ? parts.every((part) => part.holds(person)) : parts.some((part) => part.holds(person)),
    }),
  ),
  negated: tie('clause').map((part): Clause => ({
    soql: `NOT (${part.soql})`,
    holds: (person) => !part.holds(person),
  })),
}));

function orgOf(persons: readonly Person[], indexed = true): SoqlOrg {
  const org = soqlOrg({ indexed });
  const accounts = [org.add('Account', { Name: 'Acme' }), org.add('Account', { Name: 'Zeta' })];
  for (const { employer, deleted, ...values } of persons) {
    const AccountId = employer === null ? null : (accounts[employer - 1] ?? null);
    org.add('Contact', { ...values, AccountId }, { deletedAt: deleted ? 1 : null });
  }
  return org;
}

const ordinals = (persons: readonly Person[], keep: (person: Person) => boolean): string[] =>
  persons.flatMap((person, at) => (keep(person) ? [toId('003', at + 1)] : []));

describe('the laws of queries', () => {
  it('a condition finds who a filter written apart from it finds, by an index and without', () => {
    assert(
      property(
        people,
        clause,
        constantFrom(true, false),
        constantFrom(true, false),
        (persons, { soql, holds }, indexed, all) => {
          const found = orgOf(persons, indexed).values(`SELECT Id FROM Contact WHERE ${soql}`, all);
          expect(found).toEqual(ordinals(persons, (person) => holds(person) && (all || !person.deleted)));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('the children of a parent are those that a condition finds with it', () => {
    assert(
      property(people, clause, constantFrom(true, false), (persons, { soql, holds }, indexed) => {
        const accounts = orgOf(persons, indexed).values(`SELECT (SELECT Id FROM Contacts WHERE ${soql}) FROM Account`);
        const children = accounts.map((answer) =>
          ((answer as { records: { Id: string }[] } | null)?.records ?? []).map(({ Id }) => Id),
        );
        const ofParent = (employer: 1 | 2): string[] =>
          ordinals(persons, (person) => person.employer === employer && !person.deleted && holds(person));
        expect(children).toEqual([ofParent(1), ofParent(2)]);
      }),
      { numRuns: 100 },
    );
  });

  it('a sub-select is the list of what it finds', () => {
    assert(
      property(people, clause, constantFrom('IN', 'NOT IN'), (persons, { soql }, operator) => {
        const org = orgOf(persons);
        const found = org.values(`SELECT AccountId FROM Contact WHERE ${soql}`).filter((id) => typeof id === 'string');
        const list = [...found, toId('001', 99)].map((id) => quoted(id)).join(',');
        const accounts = (where: string): readonly unknown[] => org.values(`SELECT Id FROM Account WHERE ${where}`);
        expect(accounts(`Id ${operator} (SELECT AccountId FROM Contact WHERE ${soql})`)).toEqual(
          accounts(`Id ${operator} (${list})`),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('any text is found by its literal, whatever is in it', () => {
    assert(
      property(string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), (value) => {
        const org = soqlOrg();
        org.add('Contact', { LastName: 'another' });
        org.add('Contact', { LastName: value });
        const escaped = value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n');
        expect(org.ask(`SELECT Id FROM Contact WHERE LastName = '${escaped}'`).totalSize).toBe(1);
        const numbered = Array.from({ length: value.length }, (_, at) =>
          value.charCodeAt(at).toString(16).padStart(4, '0'),
        );
        const byNumber = numbered.map((code) => `\\u${code}`).join('');
        expect(org.ask(`SELECT Id FROM Contact WHERE LastName = '${byNumber}'`).totalSize).toBe(1);
        // A wildcard is one however it is written, and may find the other too.
        const found = /[%_]/.test(value) ? [1, 2] : [1];
        expect(found).toContain(org.ask(`SELECT Id FROM Contact WHERE LastName LIKE '${byNumber}'`).totalSize);
      }),
      { numRuns: 150 },
    );
  });

  it('LIKE is what trying every way gives', () => {
    const alphabet = constantFrom('a', 'b', '%', '_', '😀');
    const matches = (pattern: readonly string[], given: readonly string[]): boolean => {
      const [first, ...rest] = pattern;
      if (first === undefined) return given.length === 0;
      if (first === '%') return matches(rest, given) || (given.length > 0 && matches(pattern, given.slice(1)));
      return given.length > 0 && (first === '_' || first === given[0]) && matches(rest, given.slice(1));
    };
    assert(
      property(array(alphabet, { maxLength: 8 }), array(alphabet, { maxLength: 10 }), (pattern, given) => {
        expect(matchesLike(decodePattern(pattern.join('')), given.join(''))).toBe(matches(pattern, given));
      }),
      { numRuns: 1_500 },
    );
  });

  it('an order has every row once, and each in its place against the next', () => {
    const orders = tuple(
      constantFrom('LastName', 'Score__c', 'Birthdate'),
      constantFrom('ASC', 'DESC'),
      constantFrom('FIRST', 'LAST'),
    );
    assert(
      property(people, array(orders, { minLength: 1, maxLength: 3 }), (persons, keys) => {
        const soql = keys.map(([field, direction, nulls]) => `${field} ${direction} NULLS ${nulls}`).join(', ');
        const found = orgOf(persons).values(`SELECT Id FROM Contact ORDER BY ${soql}`, true) as string[];
        expect(found.toSorted()).toEqual(ordinals(persons, () => true));
        const inPlace = (a: Person, b: Person): number => {
          for (const [field, direction, nulls] of keys) {
            const [x, y] = [a, b].map((person) =>
              field === 'LastName' ? lower(person[field]) : person[field as 'Score__c'],
            );
            if (x === y || x === undefined || y === undefined) continue;
            if (x === null || y === null) return (x === null) === (nulls === 'FIRST') ? -1 : 1;
            return x < y === (direction === 'ASC') ? -1 : 1;
          }
          return -1;
        };
        const ranks = found.map((id) => persons[ordinals(persons, () => true).indexOf(id)]!);
        for (let at = 1; at < ranks.length; at++) expect(inPlace(ranks[at - 1]!, ranks[at]!)).toBe(-1);
      }),
      { numRuns: 150 },
    );
  });

  it('pages, one after another, are the whole', () => {
    assert(
      property(
        people,
        integer({ min: 1, max: 5 }),
        constantFrom('', ', (SELECT Id FROM Contacts)'),
        (persons, size, more) => {
          const result = orgOf(persons).ask(`SELECT Id${more} FROM Account`, true);
          const seen: unknown[] = [];
          for (let next: number | null = 0; next !== null;) {
            const page = result.page(next, size, '64.0');
            seen.push(...page.records);
            next = page.next;
          }
          expect(seen).toEqual(result.page(0, 1_000, '64.0').records);
          expect(seen).toHaveLength(result.totalSize);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('nonsense is refused, never taken for something and never an accident', () => {
    const word = constantFrom(
      ...'SELECT FROM WHERE AND OR NOT IN LIKE ( ) , = != <> < > <= >= : ORDER BY GROUP HAVING LIMIT OFFSET NULLS FIRST LAST'.split(
        ' ',
      ),
      ...'ASC DESC COUNT COUNT( ) MAX FIELDS ALL INCLUDES EXCLUDES FOR VIEW USING SCOPE WITH NULL TRUE TODAY LAST_N_DAYS'.split(
        ' ',
      ),
      ...'Id Name LastName Account Contact Contacts Account.Name c AccountId Colours__c Owner.Type 1 -1.5 7 2026-01-01'.split(
        ' ',
      ),
      ...["'a'", "'a%'", "''", '2026-01-01T00:00:00Z', 'SELECT Id FROM Contact WHERE', '(SELECT Id FROM Account)'],
    );
    const soup = oneof(
      array(word, { maxLength: 25 }).map((words) => words.join(' ')),
      array(word, { maxLength: 12 }).map((words) => `SELECT Id FROM Contact WHERE ${words.join(' ')}`),
      tuple(string({ unit: 'binary', maxLength: 40 }), double()).map(
        ([rubbish, number]) => `SELECT Id FROM ${rubbish} ${number}`,
      ),
    );
    const org = orgOf([{ LastName: 'a', Score__c: 1, Birthdate: null, DoNotCall: true, employer: 1, deleted: false }]);
    assert(
      property(soup, (query) => {
        try {
          prepare(parseSoql(query), org);
          org.records(query);
        } catch (error) {
          if (!(error instanceof SoqlRefused)) throw error;
        }
      }),
      { numRuns: 2_500 },
    );
  });
});
