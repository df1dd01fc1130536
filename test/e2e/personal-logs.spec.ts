import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { findPersonal, linesOfLog, type Personal } from '../support/personal-values';
import { build, service } from './program';

const dist = dirname(service);

describe('an error that nobody has caught', () => {
  beforeAll(build);

  it('ends the process with a line that holds no parameter of a statement', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [
      '-e',
      `require(${JSON.stringify(join(dist, 'cli/end-on-bug'))}).endOnBug(require(${JSON.stringify(join(dist, 'platform/logger'))}).createLogger('info'));
       const driverError = { severity: 'ERROR', code: '23514', detail: 'Failing row contains (ada@example.com)' };
       void Promise.reject(Object.assign(new Error('ada@example.com'), { driverError, parameters: ['ada@example.com'] }));`,
    ]);
    expect({ status, stdout: String(stdout) }).toEqual({ status: 1, stdout: '' });
    const lines = linesOfLog(String(stderr));
    expect(lines).toMatchObject([{ level: 60, event: 'process.failed', err: { code: '23514' } }]);
    expect(findPersonal(lines, { texts: ['ada@'], words: [], phones: [] })).toEqual([]);
  });
});

describe('the search for people in a log', () => {
  const values: Personal = {
    texts: ['ada@example.com', 'Company 001', '12 St James’s Square\nLondon'],
    words: ['Customer', '0001'],
    phones: ['030 55510001'],
  };

  it.each([
    { event: 'x', email: 'ADA@example.com' },
    { event: 'x', err: { message: 'duplicate key (email)=(ada@example.com)' } },
    { 'ada@example.com': 1 },
    { list: [['to company 001']] },
    { msg: '12 St James’s Square\nLondon' },
    { msg: 'Dear Customer, hello' },
    { lastName: '0001' },
    { msg: 'name="0001"' },
    { phone: '+493055510001' },
    { msg: 'call (030) 555-10001 now' },
  ])('finds one in %j', (line) => {
    expect(findPersonal(linesOfLog(JSON.stringify(line)), values)).toHaveLength(1);
  });

  it.each([
    { object: 'customer', rows: 1 },
    { syncId: '7f3e0001-0001-4000-8000-000000010001' },
    { time: '2026-11-23T20:57:14.012Z', route: '/v1/customers/:id' },
    { requestId: '00000555-1000-1000-8000-000000000000' },
    { time: '2026-11-23T05:55:10.001Z' },
  ])('finds none in %j', (line) => {
    expect(findPersonal(linesOfLog(JSON.stringify(line)), values)).toEqual([]);
  });

  it('takes no line that is no JSON', () => {
    expect(() => linesOfLog('{"a":1}\nError: ada@example.com\n')).toThrow('no line of JSON');
  });
});
