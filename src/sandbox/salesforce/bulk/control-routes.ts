/** `/_sandbox/bulk`: how fast jobs get on. Nobody in Salesforce can see or do this. */
import { objectOf, type Json } from '../http/json-body';
import { refused } from '../org/refused';
import type { Call, Route } from '../http/route';
import type { Bulk } from './bulk';
import type { BulkDelays } from './pace';

const PATH = '/_sandbox/bulk';

export function bulkControlRoutes(bulk: Bulk): Route[] {
  const state = () => ({
    status: 200,
    body: { ...bulk.pace.delays, rowsInLastDay: bulk.rows.total, queryJobsInLastDay: bulk.queryJobs.total },
  });
  const change = (call: Call) => {
    bulk.pace.delays = delaysOf(objectOf(call), bulk.pace.delays);
    return state();
  };
  return [
    { method: 'GET', path: PATH, open: true, uncounted: true, handle: state },
    { method: 'PUT', path: PATH, open: true, uncounted: true, handle: change },
  ];
}

function delaysOf(body: Json, before: BulkDelays): BulkDelays {
  const unknown = Object.keys(body).find((key) => !(key in before));
  if (unknown !== undefined) throw refused(400, 'INVALID_INPUT', `There is no ${unknown}`);
  const ms = (key: keyof BulkDelays): number => {
    const value = body[key] ?? before[key];
    if (typeof value === 'number' && value >= 0) return value;
    throw refused(400, 'INVALID_INPUT', `${key} must be a number of milliseconds`);
  };
  return { queuedMs: ms('queuedMs'), chunkMs: ms('chunkMs') };
}
