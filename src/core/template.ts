/** Texts that are put together from fields: `{firstName} {lastName}`; `{{` and `}}` stand for braces. */
import type { Fields, Value } from './record';

export type TemplatePart = string | { readonly field: string };

export type Template = { readonly parts: readonly TemplatePart[] } | { readonly broken: string };

export function parseTemplate(template: string): Template {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const { 0: mark, 1: field, index } of template.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g)) {
    if (index > end) parts.push(template.slice(end, index));
    end = index + mark.length;
    if (mark === '{{' || mark === '}}') parts.push(mark.charAt(0));
    else if (field === undefined) return { broken: `has a "${mark}" at position ${index + 1} without its other brace` };
    else if (field.trim() === '') return { broken: `has braces without a field at position ${index + 1}` };
    else parts.push({ field: field.trim() });
  }
  if (end < template.length) parts.push(template.slice(end));
  return { parts };
}

export const fieldsIn = (parts: readonly TemplatePart[]): readonly string[] => [
  ...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.field]))),
];

/** Blank when all its fields are. What blanks leave behind is taken away: white space is one space, and none at the ends. */
export function fillTemplate(parts: readonly TemplatePart[], fields: Fields): Value {
  const texts = parts.map((part) => (typeof part === 'string' ? part : textOf(fields[part.field])));
  const isBlank = parts.every((part, index) => typeof part === 'string' || (texts[index] ?? '').trim() === '');
  return isBlank ? null : texts.join('').replace(/\s+/g, ' ').trim();
}

function textOf(value: Value | undefined): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
