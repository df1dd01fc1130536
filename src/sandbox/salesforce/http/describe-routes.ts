/** What objects and fields there are (contract 2.2). Layouts are left out, and nothing is kept of what was viewed. */
import type { Org } from '../org/org';
import { refused } from '../org/refused';
import { describeBriefly, describeWhole } from './describe-view';
import { typeNamed } from './record-view';
import type { Answer, Call, Route } from './route';

const BASE = '/services/data/v:version/sobjects';

export function describeRoutes(org: Org): Route[] {
  const route = (path: string, body: (call: Call, version: string) => unknown): Route => ({
    method: 'GET',
    path: `${BASE}${path}`,
    handle: (call) => unlessUnchanged(org, call, () => body(call, call.params.version ?? '')),
  });
  return [
    route('', (_call, version) => ({
      encoding: 'UTF-8',
      maxBatchSize: 200,
      sobjects: [...org.allTypes()].map((type) => describeBriefly(type, version)),
    })),
    route('/:type', (call, version) => ({
      objectDescribe: describeBriefly(typeNamed(org, call.params.type ?? ''), version),
      recentItems: [],
    })),
    route('/:type/describe', (call, version) => describeWhole(org, typeNamed(org, call.params.type ?? ''), version)),
  ];
}

/** `If-Modified-Since` counts in whole seconds, as every date in a header. */
function unlessUnchanged(org: Org, call: Call, body: () => unknown): Answer {
  const changedAt = Math.floor(org.schemaChangedAt / 1_000) * 1_000;
  const headers = { 'Last-Modified': new Date(changedAt).toUTCString() };
  const header = call.headers['if-modified-since'];
  if (header !== undefined) {
    const since = Date.parse(header);
    // The code is unverified.
    if (Number.isNaN(since)) throw refused(400, 'INVALID_HTTP_HEADER', 'If-Modified-Since is not a date');
    if (changedAt <= since) return { status: 304, headers };
  }
  return { status: 200, body: body(), headers };
}
