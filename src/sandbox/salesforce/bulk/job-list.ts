/** The jobs of one kind, a thousand a page. */
import { refused } from '../org/refused';
import type { Answer, Call } from '../http/route';
import type { Job } from './job';

/** Locators say where the page begins; nobody else reads them. */
export function listFrom({ query }: Call): number {
  const locator = query.get('queryLocator');
  return locator === null ? 0 : placeOf(locator);
}

export function jobList<J extends Job>(
  call: Call,
  { jobs, next }: { readonly jobs: readonly J[]; readonly next: number | null },
  entryOf: (job: J) => unknown,
): Answer {
  const path = call.url.split('?', 1)[0] ?? '';
  return {
    status: 200,
    body: {
      done: next === null,
      records: jobs.map(entryOf),
      nextRecordsUrl: next === null ? null : `${path}?queryLocator=${encodeURIComponent(locatorOf(next))}`,
    },
    tally: { read: jobs.length },
  };
}

/** Opaque, and short as Salesforce's are. */
export function locatorOf(place: number): string {
  return Buffer.from(String(place)).toString('base64url');
}

/** Code and text are unverified. */
export function placeOf(locator: string): number {
  const text = Buffer.from(locator, 'base64url').toString('latin1');
  if (!/^\d{1,15}$/.test(text)) throw refused(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return Number(text);
}
