/** The report of the demo, for a person. */
import Table from 'cli-table3';
import type { CrmReport, DemoReport } from './report';

const titles: Readonly<Record<string, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' };

export function tableOf(report: DemoReport): string {
  const { byCrm = {}, calls, duplicates, missing, seconds } = report;
  const each = Object.entries(byCrm);
  const objects = each.length === 0 ? [objectRows('', report)] : each.map(([crm, one]) => objectRows(titles[crm], one));
  const figures = each.length === 0 ? [] : [figuresOf(each).toString(), ''];
  return [
    '',
    tableWith(['', 'records', 'synced', 'created', 'adopted', 'parked', 'held', 'asked'], objects.flat()).toString(),
    '',
    ...figures,
    `calls to the CRM${each.length === 0 ? ' ' : 's'}  ${calls.firstLoad} for the first load, ${calls.update} for the 500 changes, ${calls.unchanged} when nothing changed`,
    `duplicates         ${duplicates}`,
    `missing            ${missing}`,
    `asked              a person chooses where the CRM holds one company twice`,
    '',
    ...linesOfSales(report),
    '',
    `time               ${seconds} s`,
  ].join('\n');
}

type Row = readonly (string | number)[];

function tableWith(head: readonly string[], rows: readonly Row[]): Table.Table {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table;
}

const objectRows = (title = '', { objects }: CrmReport): readonly Row[] =>
  Object.entries(objects).map(([object, { records, synced, created, adopted, parked, held, asked }]) => [
    title === '' ? object : `${title} ${object}`,
    ...[records, synced, created, adopted, parked, held, asked],
  ]);

/** What each CRM has of the sums below. */
function figuresOf(each: readonly (readonly [string, CrmReport])[]): Table.Table {
  const head = ['', 'first load', '500 changes', 'duplicates', 'missing', 'heard', 'by polls', 'offered', 'diverged'];
  const rows = each.map(([crm, { calls, duplicates, missing, inbound, diverged }]): Row => {
    const { events, viaPoll, offered } = inbound;
    return [
      titles[crm] ?? crm,
      ...[calls.firstLoad, calls.update, duplicates, missing, events, viaPoll, offered, diverged],
    ];
  });
  return tableWith(head, rows);
}

function linesOfSales({ inbound, conflicts, echoWrites, diverged }: CrmReport): readonly string[] {
  const { events, offered, accepted, refused, viaPoll } = inbound;
  const policies = Object.entries(conflicts.byPolicy).map(([policy, count]) => `${count} by ${policy}`);
  return [
    `heard              ${events} events by webhook; polling found ${viaPoll} changes of which none told`,
    `offered            ${offered} changes to the order system, which accepted ${accepted} and refused ${refused}`,
    `edited on both     ${policies.join(', ')}; ${conflicts.open} left open`,
    `echo writes        ${echoWrites}`,
    `diverged           ${diverged}`,
  ];
}
