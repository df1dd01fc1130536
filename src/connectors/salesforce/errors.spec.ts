import type { Failure } from '../../core/failure';
import type { Owner } from '../../core/owner';
import type { Problem } from './call';
import {
  answerFailure,
  gravest,
  isOverSession,
  itemFailure,
  table,
  transportFailure,
  type Circumstances,
} from './errors';
import { readProblems, readRowError } from './problems';

const now = new Date('2026-03-10T22:30:00Z');
const read: Circumstances = { object: 'Contact', writes: false, namesOne: false, keyProperty: 'Tandem_Id__c', now };
const write: Circumstances = { ...read, writes: true };
const one: Circumstances = { ...read, namesOne: true };
const inMs = (ms: number): Date => new Date(now.getTime() + ms);

const said = (errorCode: string, message = 'x', fields?: readonly string[]): object => ({ errorCode, message, fields });
const answered = (status: number, body: unknown, asked = write, headers: Record<string, string> = {}): Failure =>
  answerFailure({ status, raw: typeof body === 'string' ? body : JSON.stringify(body), headers }, asked);
const problem = (code: string, message = 'x', fields: readonly string[] = []): Problem => ({ code, message, fields });
const row = (code: string, message = 'x', fields: readonly string[] = []): Failure =>
  itemFailure(problem(code, message, fields), write);
const broken = (code: string, asked: Circumstances): Failure =>
  transportFailure(Object.assign(new Error('x'), { code }), asked);

const noRoute = 'The requested resource does not exist';
const noId = 'Provided external ID field does not exist or is not accessible: 001D000000IqhSL';
const rejected = (owner: Owner, property?: string): object => ({
  ...{ kind: 'rejected', owner },
  ...(property !== undefined && { property }),
});

/** By the name of the row of the table that it is about. */
const rows: readonly (readonly [row: string, title: string, failure: Failure, expected: object])[] = [
  ['not sent', 'nothing left when the host refuses', broken('ECONNREFUSED', write), { kind: 'retry' }],
  ['not sent', 'nothing left when the host has no address', broken('ENOTFOUND', write), { kind: 'retry' }],
  ['no answer', 'a write that was cut off is unknown', broken('ECONNRESET', write), { kind: 'unknown' }],
  ['no answer', 'a read that was cut off is repeated', broken('ECONNRESET', read), { kind: 'retry' }],
  [
    'no answer',
    'a write past its deadline is unknown',
    broken('DEADLINE', write),
    { code: 'DEADLINE', kind: 'unknown' },
  ],
  [
    'token refused',
    'an ended session needs another token',
    answered(401, [said('INVALID_SESSION_ID', 'Session expired or invalid')]),
    { kind: 'reauth', code: 'INVALID_SESSION_ID' },
  ],
  ['token refused', 'a header that is none', answered(401, [said('INVALID_AUTH_HEADER')]), { kind: 'reauth' }],
  ['token refused', 'a 401 without words', answered(401, ''), { kind: 'reauth', code: 'HTTP_401' }],
  [
    'limit of long calls',
    'too many long calls end in seconds',
    answered(403, [said('REQUEST_LIMIT_EXCEEDED', 'ConcurrentPerOrgLongTxn Limit exceeded.')]),
    { kind: 'throttled', until: inMs(10_000) },
  ],
  [
    'limit of the day',
    'a day that is used up is asked again in minutes',
    answered(403, [said('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')]),
    { kind: 'throttled', code: 'REQUEST_LIMIT_EXCEEDED', until: inMs(300_000) },
  ],
  [
    'limit of the day',
    'a limit that says how long is believed',
    answered(403, [said('REQUEST_LIMIT_EXCEEDED')], write, { 'retry-after': '17' }),
    { kind: 'throttled', until: inMs(17_000) },
  ],
  ['other limit', 'a 429 is waited for', answered(429, ''), { kind: 'throttled', until: inMs(10_000) }],
  [
    'other limit',
    'a 429 in the words of the day ends as soon',
    answered(429, [said('REQUEST_LIMIT_EXCEEDED', 'Too many requests')]),
    { kind: 'throttled', until: inMs(10_000) },
  ],
  ['no API', 'an edition without the API', answered(403, [said('API_DISABLED_FOR_ORG')]), { kind: 'reauth' }],
  ['no API', 'a user without the API', answered(403, [said('API_CURRENTLY_DISABLED')]), { kind: 'reauth' }],
  [
    'object out of reach',
    'an object that the user does not see',
    answered(400, [said('INVALID_TYPE', "sObject type 'Contact' is not supported.")]),
    { kind: 'reauth', message: 'Salesforce shows no object Contact to this user: see its permissions.' },
  ],
  ['record locked', 'a lock passes', row('UNABLE_TO_LOCK_ROW'), { kind: 'retry', code: 'UNABLE_TO_LOCK_ROW' }],
  ['record locked', 'a lock passes, with 500 too', answered(500, [said('UNABLE_TO_LOCK_ROW')]), { kind: 'retry' }],
  ['answer lost by a gateway', '502 leaves a write unknown', answered(502, '<html>'), { kind: 'unknown' }],
  ['answer lost by a gateway', '504 lets a read be repeated', answered(504, '<html>', read), { kind: 'retry' }],
  ['answer not understood', 'a yes in HTML leaves a write unknown', answered(200, '<html>'), { kind: 'unknown' }],
  ['answer not understood', 'a yes in HTML lets a read be repeated', answered(200, '<html>', read), { kind: 'retry' }],
  [
    'several of one key',
    '300 names several records of one key',
    answered(300, ['/services/data/v67.0/sobjects/Contact/003x', '/services/data/v67.0/sobjects/Contact/003y']),
    { kind: 'duplicate', code: 'HTTP_300', property: 'Tandem_Id__c', owner: 'data-steward' },
  ],
  ['trouble of Salesforce', 'an edge without a way', answered(420, '<html>'), { kind: 'retry', code: 'HTTP_420' }],
  ['trouble of Salesforce', 'maintenance', answered(503, '<html>'), { kind: 'retry', code: 'HTTP_503' }],
  ['answers elsewhere', 'a My Domain that was renamed', answered(302, ''), { kind: 'reauth', code: 'HTTP_302' }],
  ['answers elsewhere', 'a redirect that keeps the method', answered(308, ''), { kind: 'reauth', code: 'HTTP_308' }],
  [
    'trouble of Salesforce',
    'an unexpected error keeps the id for support',
    answered(500, [
      said('UNKNOWN_EXCEPTION', 'Include this ErrorId if you contact support: 1764130000-12345 (-152364)'),
    ]),
    { kind: 'retry', code: 'UNKNOWN_EXCEPTION', requestId: '1764130000-12345 (-152364)' },
  ],
  ['changed meanwhile', 'a lost race', answered(412, ''), { kind: 'stale' }],
  [
    'call too long',
    'an address that is too long',
    answered(414, ''),
    { kind: 'rejected', code: 'HTTP_414', owner: 'us' },
  ],
  [
    'call too long',
    'headers that are too long',
    answered(431, ''),
    { kind: 'rejected', code: 'HTTP_431', owner: 'us' },
  ],
  ['not there', 'a record in the bin', answered(404, [said('ENTITY_IS_DELETED')], one), { kind: 'gone' }],
  ['not there', 'an id of nobody', answered(404, [said('NOT_FOUND', noId)], one), { kind: 'gone' }],
  ['not there', 'a row in the bin', row('ENTITY_IS_DELETED'), { kind: 'gone', code: 'ENTITY_IS_DELETED' }],
  ['not there', 'a row with an id of nobody', row('INVALID_CROSS_REFERENCE_KEY', 'x', ['Id']), { kind: 'gone' }],
  [
    'no such route',
    'a 404 of a proxy is no missing record',
    answered(404, '<html>', one),
    { kind: 'retry', owner: 'us' },
  ],
  ['no such route', 'an object of no route', answered(404, [said('NOT_FOUND', noRoute)], one), { kind: 'retry' }],
  ['no such route', 'a 404 to a collection', answered(404, [said('NOT_FOUND', noId)]), { kind: 'retry' }],
  ['no such route', 'a method of no route', answered(405, [said('METHOD_NOT_ALLOWED')]), { kind: 'retry' }],
  ['no such route', 'a version that is over', answered(410, [said('UNSUPPORTED_API_VERSION')]), { kind: 'retry' }],
  [
    'taken',
    'a value of another record',
    row('DUPLICATE_VALUE', 'duplicate value found: Ext__c duplicates value on record with id: 001D000000IqhSL'),
    { kind: 'duplicate', existingId: '001D000000IqhSLIAZ', property: 'Ext__c', owner: 'data-steward' },
  ],
  [
    'access to the record missing',
    'a record that the user may not write',
    row('INSUFFICIENT_ACCESS_OR_READONLY'),
    rejected('crm-administrator'),
  ],
  [
    'access to the record missing',
    'a parent that the user may not use',
    row('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY'),
    rejected('crm-administrator'),
  ],
  ['access missing', 'a 403 without words', answered(403, ''), { kind: 'reauth', code: 'HTTP_403' }],
  ['access missing', 'a whole call', answered(403, [said('INSUFFICIENT_ACCESS')]), { kind: 'reauth' }],
  [
    'may go another time',
    'a query that took too long',
    answered(400, [said('QUERY_TIMEOUT')], read),
    { kind: 'retry' },
  ],
  ['may go another time', 'a locator', answered(400, [said('INVALID_QUERY_LOCATOR')], read), { kind: 'retry' }],
  ['may go another time', 'too many ids', answered(400, [said('EXCEEDED_ID_LIMIT')], read), { kind: 'retry' }],
  ['may go another time', 'no more jobs today', answered(400, [said('EXCEEDEDQUOTA')], read), { kind: 'retry' }],
  ['may go another time', 'no room', row('STORAGE_LIMIT_EXCEEDED'), { kind: 'retry', owner: 'crm-administrator' }],
  [
    'may go another time',
    'a trigger that failed',
    row('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'),
    { kind: 'retry', owner: 'crm-administrator' },
  ],
  [
    'may go another time',
    'a flow that failed',
    row('CANNOT_EXECUTE_FLOW_TRIGGER'),
    { kind: 'retry', owner: 'crm-administrator' },
  ],
  ['may go another time', 'what another row has stopped', row('PROCESSING_HALTED'), { kind: 'retry', owner: 'wait' }],
  ['may go another time', 'what was rolled back', row('ALL_OR_NONE_OPERATION_ROLLED_BACK'), { kind: 'retry' }],
  ['row failed for another reason', 'a row without a code', row(''), { kind: 'retry', code: 'HTTP_0' }],
  [
    'refused',
    'a missing value, named in the text alone',
    row('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]'),
    { ...rejected('data-steward', 'LastName'), message: 'Salesforce asks for a value of LastName.' },
  ],
  [
    'refused',
    'several missing values',
    row('REQUIRED_FIELD_MISSING', 'x', ['LastName', 'Name']),
    { ...rejected('data-steward'), message: 'Salesforce asks for a value of LastName, Name.' },
  ],
  ['refused', 'no e-mail address', row('INVALID_EMAIL_ADDRESS', 'ana@', ['Email']), rejected('data-steward', 'Email')],
  ['refused', 'a text too long', row('STRING_TOO_LONG', 'xxxx', ['FirstName']), rejected('data-steward', 'FirstName')],
  [
    'refused',
    'a number too large',
    row('NUMBER_OUTSIDE_VALID_RANGE', '1', ['Amount']),
    rejected('data-steward', 'Amount'),
  ],
  [
    'refused',
    'a value that a picklist has not',
    row('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'bad value: X', ['StageName']),
    rejected('crm-administrator', 'StageName'),
  ],
  [
    'refused',
    'a field that is not there',
    answered(400, [said('INVALID_FIELD', "No such column 'Foo__c' on sobject of type Contact")]),
    rejected('crm-administrator', 'Foo__c'),
  ],
  [
    'refused',
    'a field that is read only',
    row('INVALID_FIELD_FOR_INSERT_UPDATE', 'x', ['IsWon']),
    rejected('crm-administrator', 'IsWon'),
  ],
  [
    'refused',
    'a lookup to nobody',
    row('INVALID_CROSS_REFERENCE_KEY', 'x', ['AccountId']),
    rejected('data-steward', 'AccountId'),
  ],
  [
    'refused',
    'a lookup into the bin',
    row('ENTITY_IS_DELETED', 'x', ['AccountId']),
    rejected('data-steward', 'AccountId'),
  ],
  ['refused', 'an id of another object', row('MALFORMED_ID', 'x', ['Id']), rejected('us', 'Id')],
  ['refused', 'a rule of the price book', row('FIELD_INTEGRITY_EXCEPTION'), rejected('data-steward')],
  ['refused', 'a record in an approval', row('ENTITY_IS_LOCKED'), rejected('wait')],
  ['refused', 'a record that must stay', row('DELETE_FAILED'), rejected('crm-administrator')],
  ['refused', 'a body that is no JSON', answered(400, [said('JSON_PARSER_ERROR')]), rejected('us')],
  ['refused', 'a query that is none', answered(400, [said('MALFORMED_QUERY')], read), rejected('us')],
  ['refused', 'a window of the past', answered(400, [said('INVALID_REPLICATION_DATE')], read), rejected('us')],
  ['refused', 'a code that nobody knows', row('SOMETHING_NEW'), { ...rejected('us'), code: 'SOMETHING_NEW' }],
  [
    'refused',
    'a validation rule, in the words of whoever made it',
    row('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Close date must be\n in the future', ['CloseDate']),
    {
      ...rejected('data-steward', 'CloseDate'),
      message: 'A validation rule of Salesforce refuses the record: Close date must be in the future',
    },
  ],
  [
    'refused',
    'a trigger that quotes an address',
    row('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'There is a contact with "ada@example.com" already', []),
    {
      ...rejected('data-steward'),
      message: 'A validation rule of Salesforce refuses the record: There is a contact with … already',
    },
  ],
];

describe('Salesforce failures', () => {
  it.each(rows)('are judged by the row "%s": %s', (_row, _title, failure, expected) => {
    expect(failure).toMatchObject(expected);
    if (!('property' in expected)) expect(failure).not.toHaveProperty('property');
  });

  it('say who can mend what parks a record at once', () => {
    const parks = rows.filter(([, , { kind }]) => kind === 'rejected' || kind === 'duplicate');
    expect(parks.filter(([, , , expected]) => !('owner' in expected))).toEqual([]);
    expect(parks.length).toBeGreaterThan(20);
  });

  it('take an unknown code that names a field for a matter of its value', () => {
    expect(row('SOMETHING_NEW', 'x', ['Name'])).toMatchObject({ owner: 'data-steward' });
    expect(row('constructor')).toMatchObject({ owner: 'us' });
  });

  it('blame nobody for what parks no record', () => {
    const others = rows.filter(([, , { kind }]) => kind === 'reauth' || kind === 'throttled' || kind === 'gone');
    expect(others.filter(([, , failure]) => 'owner' in failure)).toEqual([]);
  });

  it('meet every row of the table in these tests', () => {
    expect([...new Set(rows.map(([name]) => name))].sort()).toEqual(table.map(({ name }) => name).sort());
  });

  it('name the records that a duplicate rule has found, in both spellings', () => {
    const found = { matchResults: [{ matchRecords: [{ record: { Id: '003RM0000068xV6' } }] }] };
    for (const name of ['duplicateResut', 'duplicateResult']) {
      const body = [{ ...said('DUPLICATES_DETECTED', 'Use one of these records?'), [name]: found }];
      expect(answered(400, body)).toMatchObject({
        kind: 'rejected',
        code: 'DUPLICATES_DETECTED',
        message: 'A duplicate rule of Salesforce takes the record for the same as 003RM0000068xV6YAI.',
      });
    }
  });

  it('keep the id of the record that has the value only when it is one', () => {
    const failure = row(
      'DUPLICATE_VALUE',
      'duplicate value found: <unknown> duplicates value on record with id: <unknown>',
    );
    expect(failure).toMatchObject({ kind: 'duplicate' });
    expect(failure).not.toHaveProperty('existingId');
    expect(failure).not.toHaveProperty('property');
  });

  it('are several at once, and the one counts that decides', () => {
    const several = [said('UNABLE_TO_LOCK_ROW'), said('STRING_TOO_LONG', 'x', ['Name']), said('SOMETHING_NEW')];
    expect(answered(400, several)).toMatchObject({ kind: 'rejected', property: 'Name' });
    expect(answered(403, [said('SOMETHING_NEW'), said('REQUEST_LIMIT_EXCEEDED')])).toMatchObject({ kind: 'reauth' });
    expect(gravest([row('PROCESSING_HALTED'), row('ENTITY_IS_DELETED')])).toMatchObject({ kind: 'gone' });
  });

  it('never repeat a value that Salesforce quotes', () => {
    const texts = rows.map(([, , failure]) => failure.message).join(' ');
    const quoted = [
      row('INVALID_EMAIL_ADDRESS', 'Email: invalid email address: ana@secret', ['Email']),
      row('STRING_TOO_LONG', 'First Name: data value too large: secret (max length=40)', ['FirstName']),
      row('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'bad value for restricted picklist field: secret', ['X']),
      row('SOMETHING_NEW', 'secret', ['a secret']),
      row('a secret code', 'secret'),
      row('DUPLICATE_VALUE', 'duplicate value found: secret'),
    ];
    expect(JSON.stringify(quoted)).not.toContain('secret');
    expect(texts).not.toMatch(/@/);
  });

  it.each([
    [401, [said('INVALID_SESSION_ID', 'Session expired or invalid')], true],
    [401, [said('INVALID_SESSION_ID', 'This session is not valid for use with the REST API')], false],
    [401, [said('INVALID_SESSION_ID', 'Connected app is not attached to Agent')], false],
    [401, [said('INVALID_AUTH_HEADER')], false],
    [401, '<html>', false],
    [403, 'Bad_OAuth_Token', true],
    [403, [said('INVALID_SESSION_ID')], false],
    [200, [said('INVALID_SESSION_ID')], false],
  ])('ask for another token after %s %j: %s', (status, body, expected) => {
    expect(isOverSession({ status, raw: typeof body === 'string' ? body : JSON.stringify(body) })).toBe(expected);
  });
});

describe('what Salesforce says', () => {
  it('is read with both names of a code', () => {
    expect(readProblems([{ statusCode: 'A', message: 'm', fields: ['F'] }])).toEqual([problem('A', 'm', ['F'])]);
    expect(readProblems([{ errorCode: 'B', message: 'm' }])).toEqual([problem('B', 'm')]);
  });

  it.each([[null], [undefined], ['text'], [{ error: 'x' }], [[]], [['text']]])('is nothing in %j', (body) => {
    expect(readProblems(body)).toEqual([problem('', '')]);
  });

  const bulk: readonly (readonly [string, readonly Problem[]])[] = [
    [
      'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --',
      [problem('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName'])],
    ],
    [
      'UNABLE_TO_LOCK_ROW:unable to obtain: exclusive:--',
      [problem('UNABLE_TO_LOCK_ROW', 'unable to obtain: exclusive')],
    ],
    ['A_CODE:m:One,Two --', [problem('A_CODE', 'm', ['One', 'Two'])]],
    ['A_CODE:one -- two:F --B_CODE:three:--', [problem('A_CODE', 'one -- two', ['F']), problem('B_CODE', 'three')]],
    ['A_CODE:in words, without an end', [problem('A_CODE', 'in words, without an end')]],
    ['who knows', [problem('', 'who knows')]],
    ['', [problem('', '')]],
  ];
  it.each(bulk)('in a result of Bulk is read from %j', (text, problems) => {
    expect(readRowError(text)).toEqual(problems);
  });
});
