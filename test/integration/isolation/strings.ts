/**
 * Strings that have broken into databases before, and every place of a body where a string may stand, as the document's
 * schemas have it: a field that is added is attacked by itself.
 */
import { document, resolve, type Schema } from '../http/openapi/judge';

/** Each would do or tell something if it ever became a part of a statement, a pattern, a path or a template. */
export const payloads: readonly string[] = [
  `'`,
  `"`,
  `' or '1'='1`,
  `'; drop table record; --`,
  `' union select sealed::text from secret --`,
  `/**/'||(select hash from api_key)||'`,
  `'; select pg_sleep(9); --`,
  `'; set app.tenant_id = 'two'; --`,
  `\\'; drop table record; --`,
  '$1',
  '$$; drop table record; $$',
  '%',
  '_',
  `%' or fields->>'firstName' like '%`,
  '$.fields[*] ? (@ like_regex "^.")',
  '{"a":{"$ne":null}}',
  '${7*7}{{7*7}}#{7*7}<%= 7*7 %>',
  '\u2019; drop table record; --',
  '\u02bc or 1=1 --',
  '\u202e or 1=1',
  '\0',
  'a\0b',
  '\ud800',
  '\r\nset-cookie: a=b',
  '__proto__',
  'constructor',
  'toString',
];

/** Steps into a body: names of fields and places in lists. */
export type Place = readonly (string | number)[];

export interface Hit {
  readonly place: Place;
  /** The body with a payload at this place. */
  readonly body: object;
  readonly payload: string;
  /** What is then to be read at the place, when it was taken. */
  readonly read: unknown;
}

/** A name that is not known beforehand. */
const anyName: unique symbol = Symbol('any name');
type Step = string | number | typeof anyName;

/** Every payload at every place of a schema, in a body that is otherwise as it should be. */
export function hitsIn(schema: string, base: object): readonly Hit[] {
  const places = placesIn(document.components.schemas[schema] ?? {}, []);
  return places.flatMap((place) =>
    payloads.map((payload) => {
      const named = place.map((step) => (step === anyName ? payload : step));
      const read = place.at(-1) === anyName ? 1 : payload;
      return { place: named, body: withValue(base, named, read) as object, payload, read };
    }),
  );
}

function placesIn(schema: Schema, path: readonly Step[]): readonly (readonly Step[])[] {
  const {
    $ref,
    anyOf = [],
    type,
    properties = {},
    additionalProperties,
    items,
  } = schema as {
    readonly $ref?: string;
    readonly anyOf?: readonly Schema[];
    readonly type?: string;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly additionalProperties?: Schema | false;
    readonly items?: Schema;
  };
  if ($ref !== undefined) return placesIn(resolve<Schema>($ref), path);
  const named: readonly Step[] = [...path, anyName];
  return [
    ...(type === 'string' ? [path] : []),
    ...anyOf.flatMap((one) => placesIn(one, path)),
    ...Object.entries(properties).flatMap(([name, one]) => placesIn(one, [...path, name])),
    ...(additionalProperties ? [...placesIn(additionalProperties, [...path, 'mine']), named] : []),
    ...(items ? placesIn(items, [...path, 0]) : []),
  ];
}

/** Names like `__proto__` are own fields here, as they are in JSON. */
export function withValue(into: unknown, [step, ...rest]: Place, value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list: readonly unknown[] = Array.isArray(into) ? into : [];
    return [withValue(list[0], rest, value)];
  }
  const fields = Object.entries(typeof into === 'object' && into !== null && !Array.isArray(into) ? into : {});
  return Object.fromEntries([...fields, [step, withValue(Object.fromEntries(fields)[step], rest, value)]]);
}

/** What stands there; undefined where nothing does. */
export function valueAt(body: unknown, place: Place): unknown {
  return place.reduce<unknown>(
    (found, step) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, step)
        ? (found as Record<string | number, unknown>)[step]
        : undefined,
    body,
  );
}
