/** What waits, for a person at a shell: `tandem parked` and `tandem held` are this, of other states. */
import { Option, type Command } from 'commander';
import { owners } from '../core/owner';
import { objectTypes } from '../core/record';
import { print, tableOf } from './print';
import { callService, listAll } from './service';

/** What the door answers is under these names; `parked` shows conflicts too, which are retried with it. */
export interface WaitingVerb {
  readonly name: 'parked' | 'held';
  readonly paths: readonly ('parked' | 'held' | 'conflicts')[];
  readonly description: string;
  readonly nothing: string;
}

interface Reasoned {
  readonly connectionId: string;
  readonly type: string;
  readonly state: string;
  readonly owner: string;
  readonly remedy: string;
}

interface Item extends Reasoned {
  readonly id: string;
  readonly reason: { readonly code: string; readonly message: string; readonly field?: string } | null;
  readonly since: string;
}

interface Family extends Reasoned {
  readonly code: string | null;
  readonly field: string | null;
  readonly message: string | null;
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly example: string;
}

interface Chosen {
  readonly connection?: string;
  readonly type?: string;
  readonly code?: string;
  readonly field?: string;
  readonly owner?: string;
}

interface Asked extends Chosen {
  readonly json: boolean;
  readonly families?: boolean;
  readonly records?: boolean;
}

export function addWaiting(program: Command, verb: WaitingVerb): void {
  const waiting = program.command(verb.name).description(verb.description);
  const list = waiting
    .command('list', { isDefault: true })
    .description('the families of reasons, the largest first: whose turn it is, and what to do')
    .addOption(new Option('--families', 'the families alone').conflicts('records'))
    .option('--records', 'the records themselves')
    .action(async () => show(verb, list.optsWithGlobals<Asked>()));
  choosing(list).option('--json', 'print one JSON document: the records, or with --families the families', false);
  const retry = waiting
    .command('retry')
    .description('look again at all of them, or at those that are named')
    .option('--id <id>', 'this record')
    .action(async () => {
      const { json, connection, ...chosen } = retry.optsWithGlobals<Chosen & { json: boolean; id?: string }>();
      const field = chosen.field === undefined ? {} : { field: chosen.field === '' ? null : chosen.field };
      const choice = { ...chosen, ...field, ...(connection !== undefined && { connectionId: connection }) };
      const answer = (await callService('POST', `${verb.name}/retry`, choice)) as { retried: number };
      print(json, answer, retriedText(answer.retried));
    });
  choosing(retry).option('--json', 'print one JSON document', false);
}

const choosing = (command: Command): Command =>
  command
    .option('--connection <id>', 'only of this connection')
    .addOption(new Option('--type <type>', 'only of this type').choices(objectTypes))
    .option('--code <code>', 'only for this reason')
    .option('--field <field>', 'only where this field is to blame; empty: where none is')
    .addOption(new Option('--owner <owner>', 'only where it is their turn').choices(owners));

async function show(verb: WaitingVerb, asked: Asked): Promise<void> {
  const { families, records, json } = asked;
  if (families === true || (records !== true && !json)) {
    const found = await readFamilies(verb, asked);
    print(json, { families: found }, found.length === 0 ? nothingOf(verb, asked) : familiesText(verb, found));
    return;
  }
  const pages = await Promise.all(verb.paths.map((path) => listAll<Item>(`${path}${queryOf(asked)}`)));
  const items = pages.flat();
  print(json, { items }, items.length === 0 ? nothingOf(verb, asked) : recordsText(items));
}

async function readFamilies({ paths }: WaitingVerb, asked: Asked): Promise<readonly Family[]> {
  const answers = await Promise.all(
    paths.map(
      async (path) => (await callService('GET', `${path}/families${queryOf(asked)}`)) as { families: Family[] },
    ),
  );
  return answers.flatMap(({ families }) => families).sort((a, b) => b.count - a.count);
}

/** Nothing of a choice may be a wrong choice. */
const nothingOf = (verb: WaitingVerb, asked: Asked): string =>
  queryOf(asked) === '' ? verb.nothing : 'Nothing that waits fits this choice.';

function retriedText(count: number): string {
  if (count === 0) return 'No record fits, so none is looked at again.';
  return count === 1 ? '1 record is looked at again.' : `${count} records are looked at again.`;
}

function queryOf({ connection, type, code, field, owner }: Chosen): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ connectionId: connection, type, code, field, owner })) {
    if (value !== undefined) query.set(name, value);
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function familiesText({ name }: WaitingVerb, families: readonly Family[]): string {
  const rows = families.map((family) => [
    String(family.count),
    `${family.connectionId} ${family.type}\n${family.code ?? ''}`,
    family.field ?? '',
    family.owner,
    dayOf(family.firstSeen),
    `${family.message ?? ''}\n${family.remedy}`,
  ]);
  const shown = fitted(['count', 'what', 'field', 'owner', 'since', 'why, and what to do'], rows);
  return `${shown}\nTheir records: tandem ${name} --records. Once a cause is mended: tandem ${name} retry --code <code>.`;
}

function recordsText(items: readonly Item[]): string {
  const rows = items.map(({ type, id, connectionId, state, reason, owner, since }) => [
    `${type} ${id}`,
    `${connectionId} ${state}`,
    reason?.field ?? '',
    owner,
    dayOf(since),
    `${reason?.code ?? ''}\n${reason?.message ?? ''}`,
  ]);
  return fitted(['record', 'where', 'field', 'owner', 'since', 'why'], rows);
}

const dayOf = (moment: string): string => moment.slice(0, 10);

const widest = 140;
/** What the last column needs at least to be read well. */
const leastOfText = 40;
const widthOf = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

/** A table as wide as the terminal, whose last column takes what the others leave; where they leave too little, one below the other. */
function fitted(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = process.stdout.isTTY ? Math.min(widest, process.stdout.columns) : widest;
  const widths = head.slice(0, -1).map((name, column) => {
    return 2 + Math.max(...[name, ...rows.map((row) => row[column] ?? '')].map(widthOf));
  });
  const left = width - widths.reduce((sum, one) => sum + one, head.length + 1);
  if (left < leastOfText) return rows.map((row) => stacked(row, width)).join('\n');
  return tableOf(head, rows, [...widths, left]);
}

function stacked(row: readonly string[], width: number): string {
  const first = row.slice(0, -1).flatMap((cell) => (cell === '' ? [] : [cell.replace('\n', ' ')]));
  const text = (row.at(-1) ?? '').split('\n');
  const lines = [first.join(', '), ...text].flatMap((line, n) =>
    wrapped(line, width - 2).map((one) => (n === 0 ? one : `  ${one}`)),
  );
  return `${lines.join('\n')}\n`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines;
}
