import Table from 'cli-table3';
import type { Command } from 'commander';
import { callService, listAll } from './service';

interface Item {
  readonly connectionId: string;
  readonly type: string;
  readonly id: string;
  readonly state: string;
  readonly reason: { readonly code: string; readonly message: string; readonly field?: string } | null;
}

export function addParked(program: Command): void {
  const parked = program
    .command('parked')
    .description('what waits for a person: records that the CRM refuses, and matches to choose from')
    .option('--json', 'print one JSON document', false)
    .action(async ({ json }: { json: boolean }) => {
      const items = [...(await listAll<Item>('parked')), ...(await listAll<Item>('conflicts'))];
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
      const { retried } = (await callService('POST', 'parked/retry')) as { retried: number };
      const { json } = command.optsWithGlobals<{ json: boolean }>();
      process.stdout.write(json ? `${JSON.stringify({ retried })}\n` : `${retried} records are looked at again.\n`);
    });
}
