/** `tandem mapping`: the mapping of a connection, for a look, a try and a change. Talks to the running service. */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { objectTypes, type ObjectType } from '../core/record';
import type { MappingApplied, MappingChecked, MappingPreview, MappingView } from '../http/mapping-views';
import { callService } from './service';

interface Options {
  readonly connection: string;
  readonly json: boolean;
}
interface FileOptions extends Options {
  readonly file: string;
}
interface PreviewOptions extends FileOptions {
  readonly n: number;
  readonly type?: ObjectType;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

export function addMapping(program: Command): void {
  const mapping = program.command('mapping').description('how the fields of a connection flow, as a JSON document');
  verb(mapping, 'show', 'print the whole document that holds').action(show);
  ofFile(verb(mapping, 'check', 'name everything that is wrong with a document; exit code 1 when something is')).action(
    check,
  );
  ofFile(verb(mapping, 'preview', 'show what a document would send of the newest records'))
    .option('--n <number>', 'how many records', parseCount, 10)
    .addOption(program.createOption('--type <type>', 'of this type alone').choices(objectTypes))
    .action(preview);
  ofFile(verb(mapping, 'apply', 'let the connection go by a document, once it is checked')).action(apply);
}

const verb = (mapping: Command, name: string, description: string): Command =>
  mapping
    .command(name)
    .description(description)
    .requiredOption('--connection <id>', 'whose mapping it is')
    .option('--json', 'print one JSON document', false);

const ofFile = (command: Command): Command => command.requiredOption('--file <file>', 'the document, as JSON');

async function show({ connection, json }: Options): Promise<void> {
  const shown = (await callService('GET', pathOf(connection))) as MappingView;
  print(json ? JSON.stringify(shown) : JSON.stringify(shown.document, null, 2));
}

async function check({ connection, file, json }: FileOptions): Promise<void> {
  const checked = (await callService('POST', `${pathOf(connection)}/check`, readDocument(file))) as MappingChecked;
  if (json) print(JSON.stringify(checked));
  else print(checked.ok ? 'Nothing is wrong with it.' : checked.errors.map(sayError).join('\n'));
  if (!checked.ok) process.exitCode = 1;
}

const sayError = ({ field, reason }: MappingChecked['errors'][number]): string => `${field} ${reason}`.trim();

async function preview({ connection, file, json, n, type }: PreviewOptions): Promise<void> {
  const body = { document: readDocument(file), n, ...(type && { type }) };
  const shown = (await callService('POST', `${pathOf(connection)}/preview`, body)) as MappingPreview;
  if (json) {
    print(JSON.stringify(shown));
    return;
  }
  const changed = shown.items.filter((item) => item.changed);
  const others = shown.items.length - changed.length;
  print([...changed.map(describe), `${others} of ${shown.items.length} records are sent as before.`].join('\n\n'));
}

type Item = MappingPreview['items'][number];

function describe({ type, id, before, after }: Item): string {
  const names = [...new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])];
  const moved = names.filter((name) => before.properties[name] !== after.properties[name]);
  return [
    `${type} ${id}`,
    ...(after.skipped ? [`  does not flow: ${after.skipped.message}`] : []),
    ...moved.map((name) => `  ${name}: ${say(before.properties[name])} → ${say(after.properties[name])}`),
    ...(JSON.stringify(before.lines) === JSON.stringify(after.lines) ? [] : ['  its lines are sent otherwise']),
    ...after.problems.map(({ field, message }) => `  ${field} cannot be sent: ${message}`),
  ].join('\n');
}

const say = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

async function apply({ connection, file, json }: FileOptions): Promise<void> {
  const applied = (await callService('PUT', pathOf(connection), readDocument(file))) as MappingApplied;
  if (json) {
    print(JSON.stringify(applied));
    return;
  }
  const { version, marked } = applied;
  print(
    applied.applied
      ? `Version ${version} holds; ${marked} records are looked at by it.`
      : `It is version ${version}, which holds already.`,
  );
}

const pathOf = (connection: string): string => `connections/${encodeURIComponent(connection)}/mapping`;

function readDocument(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} could not be read as JSON: ${String(cause)}`, { cause });
  }
}

function parseCount(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 100) return number;
  throw new InvalidArgumentError('must be a whole number from 1 to 100.');
}
