import { spawn } from 'node:child_process';
import { join } from 'node:path';

const cli = join(__dirname, '../../../dist/src/cli/tandem.js');

function check(input: string, ...options: readonly string[]): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(process.execPath, [cli, 'email', 'check', ...options], { stdio: ['pipe', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout })));
}

describe('tandem email check', () => {
  it('answers one line per address of its standard input, and skips blank ones', async () => {
    const { code, stdout } = await check(
      'Ada@Example.com\r\n\n  \neva@gmail.con\na\u200b@gmial.com',
      '--crm',
      'hubspot',
      '--json',
    );
    const lines = stdout.trimEnd().split('\n');
    expect([code, lines.map((line) => JSON.parse(line) as unknown)]).toEqual([
      0,
      [
        { address: 'Ada@Example.com', verdict: 'send', normalised: 'ada@example.com', reason: null },
        {
          address: 'eva@gmail.con',
          verdict: 'hold',
          normalised: 'eva@gmail.con',
          reason: 'it has a domain whose ending does not exist',
          suggestion: 'eva@gmail.com',
        },
        {
          address: 'a\u200b@gmial.com',
          verdict: 'send',
          normalised: 'a@gmial.com',
          reason: null,
          suggestion: 'a@gmail.com',
        },
      ],
    ]);
  });

  it('judges by the rules of the CRM that is named, and sums up for people', async () => {
    const { code, stdout } = await check('a..b@docomo.ne.jp\nnone\n', '--crm', 'salesforce');
    expect([code, stdout]).toEqual([
      0,
      'send  a..b@docomo.ne.jp\nhold  none: it has no @\n2 addresses: Salesforce takes 1, and 1 would be held.\n',
    ]);
  });

  it('is used wrongly without a CRM', async () => {
    expect((await check('')).code).toBe(2);
  });
});
