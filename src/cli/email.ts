/** `tandem email check`: judges a list of addresses before it is sent anywhere. Asks nobody, stores nothing, in constant memory. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Option, type Command } from 'commander';
import { catalogs } from '../catalog/catalog';
import { crmNames, crms, type Crm } from '../core/crm';
import { judgeEmail, type EmailVerdict } from '../core/email-verdict';
import { linesOf, tooLong, type Line } from '../http/lines';

interface CheckOptions {
  readonly crm: Crm;
  readonly file?: string;
  readonly json: boolean;
}

/** More than any address and its surroundings. */
const longestBytes = 1_000_000;
const linesAtOnce = 10_000;

export function addEmail(program: Command): void {
  program
    .command('email')
    .description('e-mail addresses, as CRMs take them')
    .command('check')
    .description('judge addresses, one per line, by the rules of a CRM; nothing is sent anywhere')
    .addOption(new Option('--crm <crm>', 'by whose rules').choices(crms).makeOptionMandatory())
    .option('--file <file>', 'where they stand (default: standard input)')
    .option('--json', 'print one JSON document per address', false)
    .action(check);
}

async function check({ crm, file, json }: CheckOptions): Promise<void> {
  const source = (file === undefined ? process.stdin : createReadStream(file)) as AsyncIterable<Buffer>;
  const sum = { send: 0, hold: 0 };
  const neverEnded = new AbortController().signal;
  for await (const lines of linesOf(source, { longestBytes, most: linesAtOnce, signal: neverEnded })) {
    let text = '';
    for (const line of lines) {
      const address = addressIn(line);
      if (address.trim() === '') continue;
      const judged = judgeEmail(catalogs[crm].email, address);
      sum[judged.verdict] += 1;
      text += json ? toJson(address, judged) : toText(address, judged);
    }
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  }
  if (json) return;
  process.stdout.write(
    `${sum.send + sum.hold} addresses: ${crmNames[crm]} takes ${sum.send}, and ${sum.hold} would be held.\n`,
  );
}

/** White space around it does not count; an empty text: there is none. */
const addressIn = (line: Line): string =>
  line === tooLong ? '(a line of more than 1 MB)' : line.toString('utf8').trim();

function toJson(address: string, { verdict, normalised, reason, suggestion }: EmailVerdict): string {
  const said = reason && `it ${reason.message}`;
  return `${JSON.stringify({ address, verdict, normalised, reason: said, ...(suggestion !== undefined && { suggestion }) })}\n`;
}

function toText(address: string, { verdict, normalised, reason, suggestion }: EmailVerdict): string {
  const changed = normalised === address ? '' : ` as ${normalised}`;
  const why = reason ? `: it ${reason.message}` : '';
  const meant = suggestion === undefined ? '' : ` (${suggestion} may be meant)`;
  return `${verdict}  ${address}${changed}${why}${meant}\n`;
}
