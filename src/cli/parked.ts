import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { readConfig } from '../platform/config';

interface Item {
  readonly connectionId: string;
  readonly type: string;
  readonly id: string;
  readonly state: string;
  readonly reason: { readonly code: string; readonly message: string; readonly field?: string } | null;
}

/** Talks to the running service with the key of the data folder. */
async function call(method: string, path: string): Promise<unknown> {
  const { host, port, dataDir } = readConfig();
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const headers = { authorization: `Bearer ${readKey(join(dataDir, 'api-key'))}` };
  const response = await fetch(`${url}/v1/${path}`, { method, headers }).catch((cause: unknown) => {
    throw new Error(`no service answers at ${url}; start it, or set HOST and PORT as it has them`, { cause });
  });
  const body = (await response.json()) as { detail?: string };
  if (!response.ok) throw new Error(body.detail ?? `the service answered ${response.status}`);
  return body;
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Error(`there is no API key in ${file}; set DATA_DIR as the service has it`, { cause });
  }
}

async function list(path: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = (await call('GET', `${path}?limit=1000${cursor && `&cursor=${cursor}`}`)) as {
      items: Item[];
      cursor: string | null;
    };
    items.push(...page.items);
    cursor = page.cursor;
  }
  return items;
}

export function addParked(program: Command): void {
  const parked = program
    .command('parked')
    .description('what waits for a person: records that the CRM refuses, and matches to choose from')
    .option('--json', 'print one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const items = [...(await list('parked')), ...(await list('conflicts'))];
      if (json) return void process.stdout.write(`${JSON.stringify({ items })}\n`);
      if (items.length === 0) return void process.stdout.write('Nothing is parked, nothing is asked.\n');
      const table = new Table({
        head: ['record', 'CRM', 'state', 'field', 'reason'],
        colWidths: [28, 18, 10, 14, 70],
        wordWrap: true,
        style: { head: [], border: [] },
      });
      for (const { type, id, connectionId, state, reason } of items) {
        table.push([`${type} ${id}`, connectionId, state, reason?.field ?? '', reason?.message ?? '']);
      }
      process.stdout.write(`${table.toString()}\nMend the cause, then: npm run -s tandem -- parked retry\n`);
    });
  parked
    .command('retry')
    .description('look at all of them again')
    .option('--json', 'print one JSON document', false)
    .action(async (_: unknown, command: Command) => {
      const { retried } = (await call('POST', 'parked/retry')) as { retried: number };
      const { json } = command.optsWithGlobals<{ json: boolean }>();
      process.stdout.write(json ? `${JSON.stringify({ retried })}\n` : `${retried} records are looked at again.\n`);
    });
}
