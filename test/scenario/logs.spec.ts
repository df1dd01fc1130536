import type { Fault } from '../support/crm';
import { findPersonal, linesOfLog, type Personal } from '../support/personal-values';
import { Story } from '../support/story';

const email = 'zebulon.quirrenbach@example.com';
const zebulon = {
  email,
  firstName: 'Zebulon',
  lastName: 'Quirrenbach',
  phone: '+49 30 98765432',
  address: 'Nebelgasse 77, Hinterwald',
} as const;
const values: Personal = {
  texts: [email, 'zebulon', 'quirrenbach', 'nebelgasse', 'hinterwald', 'example.con', 'Kesselflicker'],
  words: [],
  phones: [zebulon.phone],
};

/** As vendors do: their refusals quote the value, in the text, in the context, in the ids and the codes of their own. */
const quoting = (status: number, more: object = {}): Partial<Fault> => ({
  status,
  body: {
    status: 'error',
    message: `Property values were not valid: [{"isValid":false,"message":"${email} is invalid","error":"INVALID_EMAIL","name":"email"}]`,
    correlationId: email,
    context: { email: [email], propertyName: [zebulon.lastName] },
    errors: [{ message: `Zebulon Quirrenbach is no name`, code: email, context: { propertyName: [email] } }],
    ...more,
  },
});

interface Sending {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('the log of what fails', () => {
  let story: Story;
  beforeAll(async () => {
    story = await Story.begin({
      emailGate: ['off'],
      settings: { LOG_LEVEL: 'debug', LEASE_SECONDS: '9', CALL_DEADLINE_SECONDS: '2' },
    });
  });
  afterEach(() => {
    const lines = linesOfLog(story.services.map(({ log }) => log).join(''));
    expect(lines.length).toBeGreaterThan(0);
    expect(findPersonal(lines, values)).toEqual([]);
  });
  afterAll(() => story.end());

  const events = (event: string): readonly Readonly<Record<string, unknown>>[] =>
    linesOfLog(story.services.map(({ log }) => log).join('')).filter((line) => line['event'] === event);
  const send = async (path: string, init: Sending): Promise<number> => {
    const headers = { authorization: `Bearer ${story.apiKey}`, 'content-type': 'application/json', ...init.headers };
    const answer = await fetch(`${story.door.url}${path}`, { ...init, headers });
    await answer.text();
    return answer.status;
  };
  const untilLogged = (event: string, count: number): Promise<void> =>
    story.until(`${event} is logged`, () => Promise.resolve(events(event).length >= count));
  const holds = async (table: string): Promise<number> => (await story.database.query(`select from ${table}`)).length;

  it('names nobody where requests are refused', async () => {
    const before = events('http.request').length;
    const put = { method: 'PUT', body: JSON.stringify({ ...zebulon, quirrenbach: 1, companyId: email }) };
    expect(await send('/v1/customers/1', put)).toBe(400);
    expect(await send(`/v1/customers/${email}`, { method: 'GET' })).toBe(400);
    expect(await send(`/v1/customers/%ff${email}`, { method: 'GET' })).toBe(400);
    expect(await send(`/v1/${email}/1`, { method: 'GET' })).toBe(404);
    expect(await send(`/${email}?q=${email}`, { method: 'GET' })).toBe(404);
    expect(await send(`/v1/customers/1?updatedAt=${email}`, { method: 'DELETE' })).toBe(400);
    expect(await send('/v1/customers/1', { method: 'PUT', body: `{"email": ${email}` })).toBe(400);
    expect(await send('/v1/customers/1', { ...put, headers: { 'content-type': `text/${email}` } })).toBe(415);
    expect(await send('/v1/parked', { headers: { authorization: `Bearer ${email}`, 'x-request-id': email } })).toBe(
      401,
    );
    const batch = JSON.stringify({ records: [zebulon, { id: email, ...zebulon }, email] });
    expect(await send('/v1/customers/batch', { method: 'POST', body: batch })).toBe(200);
    await untilLogged('http.request', before + 10);
  });

  it('names nobody where the CRM refuses values and quotes them', async () => {
    await story.shop.put('customer', 'bad', { ...zebulon, email: 'zebulon@example.con' });
    await story.shop.put('customer', 'good', zebulon);
    await story.quiet();
    expect((await story.shop.link('customer', 'bad')).state).toBe('parked');
    const faults: readonly Partial<Fault>[] = [
      quoting(400),
      quoting(409, { category: 'CONFLICT', message: `Contact already exists: ${email}` }),
      quoting(404, { category: 'OBJECT_NOT_FOUND' }),
      quoting(500),
      quoting(477),
      quoting(429, { policyName: email, errorType: 'RATE_LIMIT' }),
      { status: 200, body: `${email} is no answer` },
      { kind: 'reset', when: 'after' },
    ];
    for (const [index, fault] of faults.entries()) {
      await story.crm.addFault({ path: '/crm/v3/objects/contacts/batch/upsert', times: 3, ...fault });
      await story.shop.put('customer', `row-${index}`, { ...zebulon, email: `zebulon.${index}@example.com` });
      await story.quiet();
      await story.crm.clearFaults();
    }
    const failures = new Set(events('callout').map(({ failure }) => failure));
    expect([...failures]).toEqual(
      expect.arrayContaining([null, 'rejected', 'duplicate', 'retry', 'throttled', 'unknown']),
    );
    expect(events('connection.throttled').length).toBeGreaterThan(0);
  });

  it('names nobody where the database refuses what it is given', async () => {
    const email2 = 'quirrenbach.2@example.com';
    await story.database.query(
      `alter table record add constraint not_this_one check (fields ->> 'email' <> '${email2}') not valid`,
    );
    const put = { method: 'PUT', body: JSON.stringify({ ...zebulon, email: email2 }) };
    expect(await send('/v1/customers/2', put)).toBe(500);
    await story.database.query('alter table record drop constraint not_this_one');
    await untilLogged('http.failed', 1);
    expect(events('http.failed').at(-1)).toMatchObject({ err: { code: '23514', constraint: 'not_this_one' } });

    await story.database.query(
      `alter table link add constraint not_this_one check (local_base ->> 'email' <> '${email2}') not valid`,
    );
    expect(await send('/v1/customers/2', put)).toBe(200);
    await untilLogged('batch.failed', 1);
    expect(events('batch.failed')[0]).toMatchObject({
      level: 50,
      syncId: expect.any(String) as string,
      tenantId: 'default',
      object: 'customer',
      rows: 1,
      err: { code: '23514', constraint: 'not_this_one' },
    });
    await story.database.query('alter table link drop constraint not_this_one');
    await story.quiet();
    expect(await holds('dirty')).toBe(0);
  });

  it('names nobody, and no secret, where a turn fails and where access is refused', async () => {
    const [secret] = await story.database.query<{ sealed: Buffer }>('select sealed from secret');
    await story.database.query(`update secret set sealed = 'Kesselflicker'`);
    await story.database.query('alter table stream add constraint nothing_in_hand check (cardinality(in_hand) = 0)');
    await story.shop.put('customer', 'good', { ...zebulon, firstName: 'Zebulon II' });
    await untilLogged('stream.failed', 1);
    expect(events('stream.failed')[0]).toMatchObject({ level: 50, object: 'customer', connectionId: 'hubspot' });
    expect(events('worker.failed')).toEqual([]);
    const batches = events('batch.failed').length;
    await story.database.query('alter table stream drop constraint nothing_in_hand');
    await untilLogged('batch.failed', batches + 1); // nothing opens the token
    await story.database.query('update secret set sealed = $1', [secret?.sealed]);
    await story.quiet();

    await story.crm.addFault({
      path: '/crm',
      times: 1,
      ...quoting(403, { context: { requiredGranularScopes: [email] } }),
    });
    await story.shop.put('customer', 'good', { ...zebulon, firstName: 'Zebulon III' });
    await untilLogged('connection.reauth', 1);
    expect(events('connection.reauth')[0]).toMatchObject({
      level: 50,
      syncId: expect.any(String) as string,
      connectionId: 'hubspot',
    });
    const token = new RegExp(`${story.crm.token}|${story.apiKey}`);
    for (const { log } of story.services) expect(log).not.toMatch(token);
  });
});
