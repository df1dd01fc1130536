/** Where a line's value comes from: one field of the record, a constant, or a template. */
import { fieldOf, kindOf } from '../compile-mapping';
import { urlField } from '../mapping';
import type { FieldDocument } from '../mapping-document';
import { didYouMean } from '../nearest';
import { fieldsIn, parseTemplate } from '../template';
import type { Say, Scope } from './scope';

const customPattern = /^custom\.[A-Za-z]\w{0,63}$/;
const customRule =
  'a field of your own is spelled custom.<name>, where the name is a letter and up to 63 letters, digits or _';
const sources = ['field', 'constant', 'template'] as const;

export function checkSource(line: FieldDocument, scope: Scope, say: Say): void {
  const said = sources.filter((source) => line[source] !== undefined);
  if (said.length === 0) say('', 'says nothing of where its value comes from: say field, constant or template');
  if (said.length > 1) say('', `says ${said.join(' and ')}: say one of them`);
  if (line.field !== undefined) checkField(line.field, scope, (place, reason) => say(`field${place}`, reason));
  if (line.template !== undefined) checkTemplate(line.template, scope, say);
  if (typeof line.constant === 'string' && line.constant.trim() === '') {
    say('constant', 'is blank: say a value, or leave the line out');
  }
}

/** Also for fields that others name: a template, a filter, an amount its currency. */
export function checkField(field: string, scope: Scope, say: Say): void {
  const reason = unknownField(field, scope);
  if (reason !== null) say('', reason);
}

function unknownField(field: string, { part, kinds, object }: Scope): string | null {
  if (kindOf(kinds, field) !== undefined) return null;
  const names = Object.keys(kinds);
  if (part === 'line') {
    return `"${field}" is no field of an order line${didYouMean(field, names)}; there are ${names.join(', ')}`;
  }
  if (customPattern.test(field)) return null;
  if (field === urlField || field.startsWith('computed.')) {
    return `"${field}" is Tandem's own and goes without saying: leave the line out`;
  }
  if (/^custom\b/i.test(field)) return `"${field}" is no custom field: ${customRule}`;
  return `"${field}" is no field of ${object === 'order' ? 'an' : 'a'} ${object}${didYouMean(field, names)}; there are ${names.join(', ')}, and ${customRule}`;
}

function checkTemplate(template: string, scope: Scope, say: Say): void {
  const parsed = parseTemplate(template);
  if ('broken' in parsed) {
    say('template', `${parsed.broken}: write {field}, and {{ or }} for a brace`);
    return;
  }
  const fields = fieldsIn(parsed.parts);
  if (fields.length === 0) say('template', 'names no field: say it as constant');
  for (const field of fields) checkField(field, scope, (_, reason) => say('template', reason));
}

/** Two lines that say the same, or write to the same. */
export function checkDoubles(lines: readonly FieldDocument[], say: Say): void {
  const properties = new Map<string, number>();
  const fields = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    const property = properties.get(line.property);
    if (property !== undefined)
      say(`[${index}].property`, `${line.property} is what [${property}] writes already: keep one of them`);
    else properties.set(line.property, index);
    if (line.field === undefined) continue;
    const field = fields.get(fieldOf(line));
    if (field !== undefined) {
      say(
        `[${index}].field`,
        `${line.field} is what [${field}] maps already: a field has one line; for a second property say template "{${line.field}}"`,
      );
    } else fields.set(fieldOf(line), index);
  }
}
