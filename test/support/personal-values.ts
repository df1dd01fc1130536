/**
 * Looks for people in a log. Every line must be JSON; what is looked through are all names and texts in it, at any depth,
 * so that a value cannot hide behind an escape.
 */

export interface Personal {
  /** Found anywhere, in any case: e-mail addresses, domains, names of companies, postal addresses. */
  readonly texts: readonly string[];
  /**
   * Found as words of their own, in their case: "Customer" is a first name in the demo's shop and `customer` an object
   * type; "0001" is a last name, and four such digits stand in many an id.
   */
  readonly words: readonly string[];
  /** Found however they are written: by their last nine digits. */
  readonly phones: readonly string[];
}

export type LogLine = Readonly<Record<string, unknown>>;

export function linesOfLog(log: string): readonly LogLine[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      try {
        return JSON.parse(line) as LogLine;
      } catch (cause) {
        throw new Error(`no line of JSON: ${line}`, { cause });
      }
    });
}

/** What of it stands in the log; ten lines of evidence at most. */
export function findPersonal(lines: readonly LogLine[], { texts, words, phones }: Personal): readonly string[] {
  const lowerTexts = [...new Set(texts.map((text) => text.toLowerCase()))];
  const wordSet = new Set(words);
  const phoneEnds = [...new Set(phones.map(lastDigits))];
  const said = [...new Set(lines.flatMap(stringsIn))];
  const evidence = said.flatMap((one) => {
    const lower = one.toLowerCase();
    const digits = isOwn.test(one) ? '' : one.replace(/\D/g, '');
    return [
      ...lowerTexts.filter((text) => lower.includes(text)),
      ...(one.match(/[^\s"'`,;()[\]{}<>=/]+/g) ?? []).filter((word) => wordSet.has(word)),
      ...phoneEnds.filter((end) => digits.includes(end)),
    ].map((found) => `${found} in ${one}`);
  });
  return evidence.slice(0, 10);
}

/** An id of a request or a sync, or a time: of thousands one would hold nine digits of some phone. */
const isOwn = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/;

const lastDigits = (phone: string): string => {
  const digits = phone.replace(/\D/g, '').slice(-9);
  if (digits.length < 9) throw new Error(`${phone} has too few digits to be told from others`);
  return digits;
};

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...stringsIn(inner)]);
}
