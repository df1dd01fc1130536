import { createLogger, type Logger } from './logger';

function logged(level: string, log: (logger: Logger) => void): string {
  let text = '';
  log(createLogger(level, { write: (line) => (text += line) }));
  return text;
}

const parsed = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

/** Like those of Postgres' driver: the row in the detail, what it could not read in the message. */
const driverError = (): Error =>
  Object.assign(new Error('invalid input syntax for type integer: "ada@hunter2.example"'), {
    severity: 'ERROR',
    code: '23505',
    detail: 'Key (email)=(ada@hunter2.example) already exists.',
    where: 'unnamed portal parameter $1 = ada@hunter2.example',
    table: 'link',
    column: 'email',
    constraint: 'link_pkey',
    routine: '_bt_check_unique',
  });

/** Like TypeORM's, which wraps it. */
const wrapped = (): Error =>
  Object.assign(driverError(), { driverError: driverError(), query: 'select $1', parameters: ['ada@hunter2.example'] });

describe('the log', () => {
  it('is a line of JSON with the time, the level and what happened', () => {
    const line = logged('info', (logger) => logger.info({ event: 'connection.throttled', connectionId: 'a' }));
    expect(line.endsWith('\n')).toBe(true);
    const { time, ...rest } = parsed(line);
    expect(new Date(String(time)).getTime()).toBeGreaterThan(0);
    expect(rest).toEqual({ level: 30, event: 'connection.throttled', connectionId: 'a' });
  });

  it('holds nothing below its level', () => {
    expect(logged('error', (logger) => logger.warn('unheard'))).toBe('');
    expect(logged('silent', (logger) => logger.fatal('unheard'))).toBe('');
  });

  it.each([
    ['as TypeORM hands it on', wrapped()],
    ['bare', driverError()],
  ])('names the codes of an error of the database driver, %s, and no value', (_, err) => {
    const line = logged('info', (logger) => logger.error({ event: 'batch.failed', err }));
    expect(line).not.toMatch(/hunter2|select|parameter|already exists/);
    expect(parsed(line)).toMatchObject({
      event: 'batch.failed',
      err: { code: '23505', table: 'link', column: 'email', constraint: 'link_pkey', routine: '_bt_check_unique' },
    });
    expect(line).toContain('logger.spec');
  });

  it('tells the message and the place of any other error, and nothing that hangs on it', () => {
    const err = Object.assign(new Error('no connector for crm x', { cause: driverError() }), { row: 'hunter2' });
    const line = logged('info', (logger) => logger.error({ err }));
    expect(line).not.toContain('hunter2');
    expect(parsed(line)).toMatchObject({ err: { type: 'Error', message: 'no connector for crm x' } });
    expect(line).toContain('logger.spec');
  });

  const failed = (work: () => unknown): unknown => {
    try {
      work();
    } catch (error) {
      return error;
    }
    throw new Error('it did not fail');
  };

  it.each<[string, () => unknown]>([
    ['text that is no JSON', () => JSON.parse('hunter2 and more') as unknown],
    ['a value that is looked into', () => 'a' in ('hunter2' as unknown as object)],
    ['a number that is none', () => BigInt('hunter2')],
    ['an entry that is none', () => new Map(['hunter2'] as never)],
    ['a zone that there is not', () => new Intl.DateTimeFormat('en', { timeZone: 'hunter2' })],
    ['an argument of node', () => Buffer.alloc('hunter2' as never)],
    ['a URL that is none', () => new URL('hunter2')],
  ])('does not tell the message of an error that quotes %s', (_, work) => {
    const error = failed(work);
    const line = logged('info', (logger) => logger.error({ event: 'batch.failed', err: error }));
    expect(line).not.toContain('hunter2');
    expect(parsed(line)).toMatchObject({ err: { message: '(withheld: it may quote a value)' } });
    expect(line).toContain('logger.spec');
  });

  it.each<[string, () => unknown]>([
    ["Cannot read properties of undefined (reading 'length')", () => (undefined as unknown as string).length],
    ['work.then is not a function', () => failedThen({} as never)],
  ])('tells the usual mistake: %s', (message, work) => {
    const error = failed(work);
    expect(parsed(logged('info', (logger) => logger.error(error)))).toMatchObject({
      err: { type: 'TypeError', message },
    });
  });
  const failedThen = (work: { then: () => unknown }): unknown => work.then();

  it('tells of an error that is logged by itself no more than of one with a name', () => {
    const line = logged('info', (logger) => logger.error(driverError()));
    expect(line).not.toContain('hunter2');
    expect(parsed(line)).toMatchObject({ err: { code: '23505' } });
  });

  it('tells of what is thrown and no error only what it is', () => {
    expect(parsed(logged('info', (logger) => logger.error({ err: 'hunter2' })))).toMatchObject({
      err: { type: 'string' },
    });
  });

  it('blots out tokens and keys', () => {
    const line = logged('info', (logger) =>
      logger.info({ token: 'hunter2', apiKey: 'hunter2', connection: { token: 'hunter2', authorization: 'hunter2' } }),
    );
    expect(line).not.toContain('hunter2');
  });
});
