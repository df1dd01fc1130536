/** Which versions of the API there are: v31.0 and later are supported, v21.0 to v30.0 are retired (contract section 0). */
import { refused } from '../org/refused';
import type { Answer, Route } from './route';

export const NEWEST_VERSION = 68;
const OLDEST_SUPPORTED = 31;
const OLDEST_RETIRED = 21;
const seasons = ['Winter', 'Spring', 'Summer'];

/** Throws for a version that there is not, or not any more. */
export function requireVersion(version: string): void {
  const number = /^\d{2}\.0$/.test(version) ? Number(version) : 0;
  if (number >= OLDEST_SUPPORTED && number <= NEWEST_VERSION) return;
  if (number >= OLDEST_RETIRED && number < OLDEST_SUPPORTED) {
    // The code is one of two that are told (contract section 6).
    throw refused(410, 'UNSUPPORTED_API_VERSION', `API version ${version} has been retired`);
  }
  throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
}

export function versionRoutes(): Route[] {
  const handle = (): Answer => ({ status: 200, body: versionList() });
  return [{ method: 'GET', path: '/services/data', open: true, uncounted: true, handle }];
}

function versionList(): unknown {
  const versions = Array.from(
    { length: NEWEST_VERSION - OLDEST_SUPPORTED + 1 },
    (_, index) => OLDEST_SUPPORTED + index,
  );
  return versions.map((number) => ({
    label: labelOf(number),
    url: `/services/data/v${number}.0`,
    version: `${number}.0`,
  }));
}

/** Three a year: v68.0 is Winter '27, v67.0 Summer '26, v66.0 Spring '26 (contract section 0). */
function labelOf(number: number): string {
  const sinceWinter10 = number - 17;
  const year = 10 + Math.floor(sinceWinter10 / 3);
  return `${seasons[sinceWinter10 % 3]} '${String(year).padStart(2, '0')}`;
}
