import type { Failure } from '../../core/failure';
import { isAboutRows } from '../batches';
import { readProblem } from './answer';
import { answerFailure, isTransportTrouble, itemFailure, table, transportFailure } from './errors';
import type { Circumstances } from './errors';

const now = new Date('2026-03-10T22:30:00Z');
const read: Circumstances = {
  object: 'contacts',
  writes: false,
  namesOne: false,
  keyProperty: 'tandem_id',
  now,
  timeZone: null,
};
const write: Circumstances = { ...read, writes: true };
const inMs = (ms: number): Date => new Date(now.getTime() + ms);

const answered = (status: number, body: unknown, asked = write, headers: Record<string, string> = {}): Failure =>
  answerFailure({ status, raw: typeof body === 'string' ? body : JSON.stringify(body), headers }, asked);
const item = (body: unknown, asked = write): Failure => itemFailure(readProblem(body), asked);
const broken = (code: string, asked: Circumstances): Failure =>
  transportFailure(Object.assign(new Error('x'), { code }), asked);

/** A VALIDATION_ERROR as recorded 2025-11: the machine-readable part stands in the message and in `errors`. */
const invalid = (error: string, name: string, message = 'localised'): object => ({
  status: 'error',
  message: `Property values were not valid: ${JSON.stringify([{ isValid: false, message, error, name }])}`,
  errors: [{ message, code: error, context: { propertyName: [name] } }],
  category: 'VALIDATION_ERROR',
});
/** As reported to HubSpot (contract of its batch routes): without `errors` and without a code. */
const notUnique = (what: string): object => ({
  status: 'error',
  message: `Unable to perform ${what}`,
  category: 'VALIDATION_ERROR',
});
const limited = (policyName: string): object => ({
  status: 'error',
  message: `You have reached your ${policyName.toLowerCase()} limit.`,
  errorType: 'RATE_LIMIT',
  policyName,
});

describe('HubSpot failures', () => {
  const rows: readonly [string, Failure, object][] = [
    ['nothing left when the host refuses', broken('ECONNREFUSED', write), { kind: 'retry', code: 'ECONNREFUSED' }],
    ['nothing left when the host has no address', broken('ENOTFOUND', write), { kind: 'retry', code: 'ENOTFOUND' }],
    ['nothing left when the resolver is busy', broken('EAI_AGAIN', write), { kind: 'retry' }],
    ['a write that was cut off is unknown', broken('ECONNRESET', write), { kind: 'unknown', code: 'ECONNRESET' }],
    ['a read that was cut off is repeated', broken('ECONNRESET', read), { kind: 'retry', code: 'ECONNRESET' }],
    ['a write past its deadline is unknown', broken('DEADLINE', write), { kind: 'unknown', code: 'DEADLINE' }],
    ['a read past its deadline is repeated', broken('DEADLINE', read), { kind: 'retry' }],
    ['a timeout in the network is unknown for a write', broken('ETIMEDOUT', write), { kind: 'unknown' }],
    [
      'an expired token needs a new authorisation',
      answered(401, { category: 'EXPIRED_AUTHENTICATION' }),
      { kind: 'reauth', code: 'EXPIRED_AUTHENTICATION' },
    ],
    [
      'an unknown token needs a new authorisation',
      answered(401, { category: 'INVALID_AUTHENTICATION' }),
      { kind: 'reauth', code: 'INVALID_AUTHENTICATION' },
    ],
    [
      'missing scopes are named',
      answered(403, { category: 'MISSING_SCOPES', context: { requiredGranularScopes: ['crm.objects.deals.write'] } }),
      { kind: 'reauth', message: 'The access token lacks the scopes crm.objects.deals.write.' },
    ],
    ['a 403 without words is about the access', answered(403, ''), { kind: 'reauth', code: 'HTTP_403' }],
    [
      'the ten-second window rolls on within 2 s',
      answered(429, limited('TEN_SECONDLY_ROLLING')),
      { kind: 'throttled', code: 'TEN_SECONDLY_ROLLING', until: inMs(2_000) },
    ],
    [
      'the secondly limit of search ends in 1 s',
      answered(429, { message: 'You have reached your secondly limit.', category: 'RATE_LIMITS' }, read),
      { kind: 'throttled', until: inMs(1_000) },
    ],
    [
      'the daily limit ends at midnight of the account',
      answered(429, limited('DAILY'), { ...write, timeZone: 'US/Eastern' }),
      { kind: 'throttled', code: 'DAILY', until: new Date('2026-03-11T04:00:00Z') },
    ],
    [
      'the daily limit is looked at hourly while the time zone is unknown',
      answered(429, limited('DAILY')),
      { kind: 'throttled', until: inMs(3_600_000) },
    ],
    ['an unknown limit is waited for 10 s', answered(429, ''), { kind: 'throttled', until: inMs(10_000) }],
    [
      'a limit that says how long is believed',
      answered(429, limited('DAILY'), write, { 'retry-after': '17' }),
      { kind: 'throttled', until: inMs(17_000) },
    ],
    [
      'an item of a batch may be limited on its own',
      item({ category: 'RATE_LIMITS', message: 'You have reached your secondly limit.' }),
      { kind: 'throttled', until: inMs(1_000) },
    ],
    [
      'an account on the move is waited for as long as it says',
      answered(477, '', write, { 'retry-after': '86400' }),
      { kind: 'throttled', until: inMs(86_400_000) },
    ],
    ['an account on the move is looked at again', answered(477, ''), { kind: 'throttled', until: inMs(600_000) }],
    ['a locked record is tried again', answered(423, {}), { kind: 'retry', code: 'HTTP_423' }],
    ['a gateway that lost the answer to a write leaves it unknown', answered(502, '<html>'), { kind: 'unknown' }],
    ['a gateway that gave up leaves a write unknown', answered(504, '<html>'), { kind: 'unknown', code: 'HTTP_504' }],
    ['524 after 100 s leaves a write unknown', answered(524, ''), { kind: 'unknown' }],
    ['a gateway that lost the answer to a read lets it repeat', answered(502, '<html>', read), { kind: 'retry' }],
    ['a yes that is no JSON leaves a write unknown', answered(200, '<html>'), { kind: 'unknown', code: 'HTTP_200' }],
    ['a yes that is no JSON lets a read repeat', answered(200, '<html>', read), { kind: 'retry' }],
    ['trouble of HubSpot is tried again', answered(503, ''), { kind: 'retry', code: 'HTTP_503' }],
    ['a redirect that is not followed is tried again', answered(304, ''), { kind: 'retry' }],
    ['a request that came too slowly is sent again', answered(408, ''), { kind: 'retry' }],
    ['a record that is not there is gone', answered(404, {}, { ...read, namesOne: true }), { kind: 'gone' }],
    [
      'a row that is not there is gone',
      item({ category: 'OBJECT_NOT_FOUND', context: { ids: ['1'] } }),
      { kind: 'gone', code: 'OBJECT_NOT_FOUND' },
    ],
    [
      'an association whose other end is not there is gone',
      item({ category: 'VALIDATION_ERROR', context: { INVALID_OBJECT_IDS: ['CONTACT=999 is not valid'] } }),
      { kind: 'gone', code: 'INVALID_OBJECT_IDS' },
    ],
    [
      'a route that is not there buries nothing',
      answered(404, '<html>'),
      { kind: 'retry', code: 'HTTP_404', owner: 'us' },
    ],
    [
      'a taken e-mail names its owner',
      answered(409, { category: 'CONFLICT', message: 'Contact already exists. Existing ID: 123' }),
      { kind: 'duplicate', existingId: '123', property: 'email', owner: 'data-steward' },
    ],
    [
      'a row with a taken e-mail names its owner',
      item({
        category: 'CONFLICT',
        message: 'x',
        context: { objectWriteTraceId: ['0'], existingId: ['171591000198'] },
      }),
      { kind: 'duplicate', existingId: '171591000198', property: 'email', owner: 'data-steward' },
    ],
    [
      'a conflict that names nobody is still one',
      answered(409, { category: 'CONFLICT', message: 'Contact already exists' }),
      { kind: 'duplicate', code: 'CONFLICT', owner: 'data-steward' },
    ],
    [
      'a property that exists is a duplicate',
      item({ category: 'OBJECT_ALREADY_EXISTS' }),
      { kind: 'duplicate', owner: 'crm-administrator' },
    ],
    [
      'our key held by another record is a duplicate',
      answered(400, invalid('CONFLICTING_UNIQUE_VALUE', 'tandem_id')),
      { kind: 'duplicate', property: 'tandem_id', code: 'CONFLICTING_UNIQUE_VALUE', owner: 'data-steward' },
    ],
    [
      'a key that is archived, or unique no more, is the administrator’s to bring back',
      answered(400, notUnique('upsert by non-unique 0-1 property tandem_id')),
      {
        kind: 'rejected',
        property: 'tandem_id',
        properties: ['tandem_id'],
        code: 'PROPERTY_NOT_UNIQUE',
        owner: 'crm-administrator',
      },
    ],
    [
      'a key that no order line is told apart by is named as well',
      item(notUnique('update/upsert by non-unique 0-8 property tandem_id')),
      { kind: 'rejected', property: 'tandem_id', code: 'PROPERTY_NOT_UNIQUE', owner: 'crm-administrator' },
    ],
    [
      'a key that does not exist is the same',
      answered(400, invalid('PROPERTY_DOESNT_EXIST', 'tandem_id'), read),
      { kind: 'rejected', properties: ['tandem_id'], code: 'PROPERTY_NOT_UNIQUE', owner: 'crm-administrator' },
    ],
    [
      'any other unique value held by another record is refused',
      answered(400, invalid('CONFLICTING_UNIQUE_VALUE', 'tax_number')),
      { kind: 'rejected', property: 'tax_number', code: 'CONFLICTING_UNIQUE_VALUE', owner: 'data-steward' },
    ],
    [
      'a refused value names its property and its code',
      answered(400, invalid('INVALID_EMAIL', 'email')),
      { kind: 'rejected', property: 'email', code: 'INVALID_EMAIL', owner: 'data-steward' },
    ],
    [
      'a row tells its property only inside its message',
      item({ ...invalid('INVALID_OPTION', 'industry'), errors: undefined }),
      { kind: 'rejected', property: 'industry', code: 'INVALID_OPTION', owner: 'crm-administrator' },
    ],
    [
      'a property that does not exist is refused',
      answered(400, invalid('PROPERTY_DOESNT_EXIST', 'foo')),
      { kind: 'rejected', property: 'foo', code: 'PROPERTY_DOESNT_EXIST', owner: 'crm-administrator' },
    ],
    [
      'a property that is read only is the administrator’s to open',
      answered(400, invalid('READ_ONLY_VALUE', 'num_notes')),
      { kind: 'rejected', property: 'num_notes', owner: 'crm-administrator' },
    ],
    ['a row that failed without a reason is tried again', item({ category: 'INTERNAL_ERROR' }), { kind: 'retry' }],
    [
      'an invalid row without a code is refused',
      item({ category: 'VALIDATION_ERROR' }),
      { kind: 'rejected', owner: 'us' },
    ],
    [
      'any other 400 is refused',
      answered(400, { message: 'Duplicate IDs found in batch input: [1]', category: 'VALIDATION_ERROR' }),
      { kind: 'rejected', code: 'VALIDATION_ERROR', owner: 'us' },
    ],
    ['an unknown 4xx is refused', answered(418, ''), { kind: 'rejected', code: 'HTTP_418', owner: 'us' }],
  ];

  it.each(rows)('%s', (_title, failure, expected) => {
    expect(failure).toMatchObject(expected);
  });

  it('say who can mend what parks a record at once', () => {
    const parks = rows.filter(([, { kind }]) => kind === 'rejected' || kind === 'duplicate');
    expect(parks.filter(([, , expected]) => !('owner' in expected))).toEqual([]);
    expect(parks.length).toBeGreaterThan(10);
  });

  it('blame nobody for what parks no record', () => {
    const others = rows.filter(([, { kind }]) => kind === 'reauth' || kind === 'throttled' || kind === 'gone');
    expect(others.filter(([, failure]) => 'owner' in failure)).toEqual([]);
  });

  it('has a test for each row of its table', () => {
    const asked = [read, write, { ...read, namesOne: true }];
    const untested = table.filter(({ failure }) =>
      rows.every(([, said]) => !sentences(failure, asked).includes(withoutNames(said.message))),
    );
    expect(untested.map(({ name }) => name)).toEqual([]);
  });

  it('never repeats a personal value of HubSpot’s words', () => {
    const address = 'ana.munoz@example.com';
    const bodies = [
      invalid('INVALID_EMAIL', 'email', `Email address ${address} is invalid`),
      invalid(address, address, address),
      { category: address, subCategory: address, policyName: address, message: address },
      { category: 'CONFLICT', message: address, context: { existingId: [address], requiredGranularScopes: [address] } },
      { category: 'MISSING_SCOPES', context: { requiredGranularScopes: [address] } },
      address,
    ];
    for (const status of [200, 400, 401, 403, 404, 409, 423, 429, 477, 500, 502]) {
      for (const body of bodies) expect(JSON.stringify(answered(status, body))).not.toContain('ana.munoz');
    }
    for (const body of bodies) expect(JSON.stringify(item(body))).not.toContain('ana.munoz');
    expect(JSON.stringify(broken(address, write))).not.toContain('ana.munoz');
  });

  it('halves a call for what its rows are to blame for, and for nothing else', () => {
    expect(isAboutRows(answered(400, invalid('INVALID_EMAIL', 'email')))).toBe(true);
    expect(isAboutRows(answered(409, { category: 'CONFLICT' }))).toBe(true);
    for (const status of [401, 403, 404, 423, 429, 477, 500, 502, 503, 524]) {
      expect(isAboutRows(answered(status, ''))).toBe(false);
    }
    expect(isAboutRows(broken('ECONNRESET', write))).toBe(false);
  });

  it('tells the network from a mistake in a program', () => {
    expect(isTransportTrouble(Object.assign(new Error('x'), { code: 'EPIPE' }))).toBe(true);
    expect(isTransportTrouble(Object.assign(new Error('x'), { type: 'max-redirect' }))).toBe(true);
    expect(isTransportTrouble(new TypeError('x is not a function'))).toBe(false);
  });
});

/** The messages a row can make, in all circumstances. */
function sentences(failure: (typeof table)[number]['failure'], asked: readonly Circumstances[]): readonly string[] {
  const news = { status: 1, transport: null, problem: readProblem(null), retryAfter: null };
  return asked.map((circumstances) => withoutNames(failure(news, circumstances).message));
}

function withoutNames(message: string): string {
  return message
    .replace(/property "\w+"|a property/, '…')
    .replace(/\([\w.-]+\)/, '…')
    .replace(
      'The access token lacks the scopes crm.objects.deals.write.',
      'HubSpot does not let this access token do this.',
    );
}
