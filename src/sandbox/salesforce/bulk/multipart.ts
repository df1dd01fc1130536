/** The parts of a `multipart/form-data` body by their names, as text: no part of a Bulk job is anything else. */

/** Null where the body is not what its content type says. */
export function partsOf(body: string, contentType: string): ReadonlyMap<string, string> | null {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return null;
  const [, ...parts] = `\n${body}`.split(`\n--${boundary}`);
  if (parts.pop()?.startsWith('--') !== true) return null;
  return new Map(parts.map(partOf));
}

/** Head, an empty line, and the text, whose last line ending belongs to the boundary. */
function partOf(part: string): [name: string, text: string] {
  const gap = /\r?\n\r?\n/.exec(part);
  const head = part.slice(0, gap?.index ?? part.length);
  const [, name = ''] = /\bname="([^"]*)"/i.exec(head) ?? [];
  const text = gap === null ? '' : part.slice(gap.index + gap[0].length);
  return [name, text.endsWith('\r') ? text.slice(0, -1) : text];
}
