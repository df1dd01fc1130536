/**
 * The bodies of the records API, said once: what is checked, what is documented (`openapi/`) and what is typed all come
 * from these schemas. `null` is a blank and allowed for every field; an absent field is one that the order system does
 * not hold. Whether a CRM will take a value is not judged here: the order system is never blocked for it (an e-mail
 * address is any text).
 */
import { z } from 'zod';
import type { ObjectType } from '../core/record';

export const sourceIdPattern = /^[A-Za-z0-9._:-]{1,64}$/;
const instantPattern = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;
/** Postgres has no year 0. */
const firstInstant = Date.parse('0001-01-01T00:00:00Z');
export const instantRule = 'must be a date and time with time zone, like 2026-11-22T09:30:00Z';

/** A real moment: a pattern alone would take the 31st of February, and `Date` takes it for the 3rd of March. */
export function isInstant(text: string): boolean {
  const [, year, month, day] = instantPattern.exec(text) ?? [];
  // Until the 28th every month agrees; for the others the last day is asked for.
  if (day === undefined || (day > '28' && Number(day) > lastDayOf(Number(year), Number(month)))) return false;
  return Date.parse(text) >= firstInstant;
}

const lastDayOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const farAheadMs = 366 * 86_400_000;
export const farAheadRule = 'lies more than a year ahead; every later write would be stale';
/** A version from far ahead (milliseconds taken for seconds) would make every later write stale. */
export const isFarAhead = (text: string): boolean => Date.parse(text) > Date.now() + farAheadMs;

/** Far more than text fields of CRMs take as a rule (255 to 65,536), so that it is the CRM that says which values it refuses. */
const textLength = 100_000;
const customLimit = 200;
const listLimit = 1_000;
const lineLimit = 1_000;
const statusLength = 200;

const customNamePattern = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const customNameRule = 'has a name that is not a letter followed by up to 63 letters, digits or _';
const customValueRule = `must be text (${textLength} characters), a number, a boolean, null or a list of texts`;

export const sourceId = z
  .string('must be an id: 1 to 64 of the characters A-Z a-z 0-9 . _ : -')
  .regex(sourceIdPattern, 'must be an id: 1 to 64 of the characters A-Z a-z 0-9 . _ : -');

const text = (longest = textLength): z.ZodString =>
  z.string('must be text').max(longest, `must be shorter than or equal to ${longest} characters`);

export const instant = z
  .string(instantRule)
  .refine(isInstant, { error: instantRule, abort: true })
  .meta({ format: 'date-time' });

const wholeNumber = z.int({
  error: ({ code }) => {
    if (code === 'too_big') return `must not be greater than ${Number.MAX_SAFE_INTEGER}`;
    if (code === 'too_small') return `must not be less than ${-Number.MAX_SAFE_INTEGER}`;
    return 'must be a whole number';
  },
});

const customValue = z.union(
  [text(), z.number(), z.boolean(), z.null(), z.array(z.string()).max(listLimit)],
  customValueRule,
);

const custom = z
  .record(z.string().regex(customNamePattern), customValue, {
    error: ({ code }) => (code === 'invalid_key' ? customNameRule : 'must be an object'),
  })
  .refine((fields) => Object.keys(fields).length <= customLimit, `may have ${customLimit} fields`)
  .meta({
    maxProperties: customLimit,
    description: 'Fields of your own, by name.',
    examples: [{ tier: 'gold', newsletter: true }],
  });

const field = <T extends z.ZodType>(
  schema: T,
  description: string,
  example: unknown,
): z.ZodOptional<z.ZodNullable<T>> =>
  schema
    .nullable()
    .optional()
    .meta({ description, examples: [example] });

/** What every record has. */
const common = {
  custom: custom.optional(),
  updatedAt: field(
    instant.refine((version) => !isFarAhead(version), farAheadRule),
    'Your version of the record: of two writes the later one wins, whenever they arrive. Milliseconds count: what is said with ' +
      'the same one again is stale, whatever it says. Absent: the time of arrival.',
    '2026-11-22T09:30:00Z',
  ),
};

/** What is said along with a record, and is no part of it. */
const said = {
  appliedChange: z
    .int('must be the number of a change')
    .min(1, 'must be the number of a change')
    .optional()
    .meta({
      description:
        'The `seq` of the last change of its CRMs that you had applied when you said this: those up to it are accepted.',
      examples: [17],
    }),
};

const company = {
  name: field(text(), 'Name of the company.', 'Analytical Engines Ltd'),
  domain: field(text(), 'Its web domain, by which it is recognised in the CRM.', 'engines.example'),
  phone: field(text(), 'Phone number, as you hold it.', '+44 20 7946 0018'),
  country: field(text(), 'ISO 3166-1 code of the country.', 'GB'),
  address: field(text(), 'Postal address, in one text.', '12 St James’s Square\nLondon'),
};

const customer = {
  email: field(text(), 'E-mail address, by which a person is recognised in the CRM.', 'ada@engines.example'),
  emailConfirmed: field(
    z.boolean('must be a boolean value'),
    'Whether the person has confirmed the e-mail address.',
    true,
  ),
  firstName: field(text(), 'First name.', 'Ada'),
  lastName: field(text(), 'Last name.', 'Lovelace'),
  phone: field(text(), 'Phone number, as you hold it.', '+44 20 7946 0018'),
  country: field(text(), 'ISO 3166-1 code of the country.', 'GB'),
  address: field(text(), 'Postal address, in one text.', '12 St James’s Square\nLondon'),
  companyId: field(sourceId, 'Your id of the company that the person belongs to.', 'c-7'),
};

const orderLine = z
  .strictObject(
    {
      lineId: sourceId.meta({ description: 'Your id of the line, unique in its order.', examples: ['1'] }),
      sku: field(text(), 'Article number.', 'GEAR-9'),
      name: field(text(), 'What is sold.', 'Gear, 9 teeth'),
      quantity: field(z.number('must be a number'), 'How many.', 2),
      unitPriceMinor: field(wholeNumber, 'Price of one, in the smallest unit of the currency (cents).', 4990),
    },
    'must be an object',
  )
  .meta({ id: 'OrderLine' });

const order = {
  number: field(text(), 'Number of the order, as people know it.', '2026-0042'),
  customerId: field(sourceId, 'Your id of the customer.', '1042'),
  companyId: field(sourceId, 'Your id of the company.', 'c-7'),
  status: field(text(statusLength), 'Where the order stands; the mapping gives it a stage in the CRM.', 'paid'),
  currency: field(
    z
      .string('must be a three-letter currency code, like EUR')
      .regex(/^[A-Za-z]{3}$/, 'must be a three-letter currency code, like EUR'),
    'ISO 4217 code.',
    'EUR',
  ),
  totalMinor: field(wholeNumber, 'Total in the smallest unit of the currency (cents).', 9980),
  placedAt: field(instant, 'When it was placed.', '2026-11-22T09:28:00Z'),
  url: field(
    z
      .url({ protocol: /^https?$/i, error: 'must be a URL address', abort: true })
      .refine((address) => !/\s/.test(address), 'must be a URL address')
      .meta({ format: 'uri', pattern: '^https?://\\S+$' }),
    'Opens the order in your system.',
    'https://shop.example/orders/42',
  ),
  lines: z
    .array(orderLine, 'must be a list')
    .max(lineLimit, { error: `may have ${lineLimit} lines`, abort: true })
    .refine((lines) => new Set(lines.map((line) => line.lineId)).size === lines.length, {
      error: 'must not have two lines with one lineId',
    })
    .nullable()
    .optional()
    .meta({ description: 'All lines of the order: one that is missing here is removed in the CRM.' }),
};

const shapes = { company, customer, order } as const satisfies Record<ObjectType, z.ZodRawShape>;

/** A record as it is sent, with the id in the path (and, if one likes, in the body) or in the body alone. */
export const recordBody = {
  company: z.strictObject({ id: sourceId.optional(), ...company, ...common, ...said }).meta({ id: 'Company' }),
  customer: z.strictObject({ id: sourceId.optional(), ...customer, ...common, ...said }).meta({ id: 'Customer' }),
  order: z.strictObject({ id: sourceId.optional(), ...order, ...common, ...said }).meta({ id: 'Order' }),
} as const;

/** The same as a row of a batch or a line of an import. */
export const rowBody = {
  company: z.strictObject({ id: sourceId, ...company, ...common, ...said }).meta({ id: 'CompanyRow' }),
  customer: z.strictObject({ id: sourceId, ...customer, ...common, ...said }).meta({ id: 'CustomerRow' }),
  order: z.strictObject({ id: sourceId, ...order, ...common, ...said }).meta({ id: 'OrderRow' }),
} as const;

/** A record as it is given back: what was said last, with the version that stands. */
export const storedRecord = {
  company: z
    .strictObject({ id: sourceId, ...shapes.company, ...common, updatedAt: instant })
    .meta({ id: 'StoredCompany' }),
  customer: z
    .strictObject({ id: sourceId, ...shapes.customer, ...common, updatedAt: instant })
    .meta({ id: 'StoredCustomer' }),
  order: z.strictObject({ id: sourceId, ...shapes.order, ...common, updatedAt: instant }).meta({ id: 'StoredOrder' }),
} as const;

export type RecordBody = z.infer<(typeof recordBody)[ObjectType]>;
