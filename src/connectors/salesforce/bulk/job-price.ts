/** What a job of the Bulk API costs in calls: how often it is looked at depends on how fast Salesforce is, and is a guess. */
import type { Price } from '../../connector';
import { endpointOf, type JobKind } from './job';
import { Pauses } from './pace';
import { pageRows } from './query';

/** Unverified: nobody says how many rows of a job are written, or found, in a second. */
const rowsPerSecond: Readonly<Record<JobKind, number>> = { ingest: 500, query: 10_000 };

/** Of one that goes well and whose rows are in one file. */
export function jobSteps(kind: JobKind, rows: number): readonly Price[] {
  const look = { endpoint: `GET ${endpointOf(`jobs/${kind}/{id}`)}`, calls: looksAt(kind, rows) };
  const create = { endpoint: `POST ${endpointOf(`jobs/${kind}`)}`, calls: 1 };
  if (kind === 'query') {
    const pages = Math.max(1, Math.ceil(rows / pageRows));
    return [create, look, { endpoint: `GET ${endpointOf('jobs/query/{id}/results')}`, calls: pages }];
  }
  return [
    create,
    { endpoint: `PUT ${endpointOf('jobs/ingest/{id}/batches')}`, calls: 1 },
    { endpoint: `PATCH ${endpointOf('jobs/ingest/{id}')}`, calls: 1 },
    look,
    { endpoint: `GET ${endpointOf('jobs/ingest/{id}/successfulResults')}`, calls: 1 },
  ];
}

/** As often as the pauses let it, until the last row is done. */
function looksAt(kind: JobKind, rows: number): number {
  const speed = rowsPerSecond[kind] / 1_000;
  const pauses = new Pauses(0);
  let looks = 0;
  let atMs = 0;
  for (let done = 0; done < rows; looks += 1) {
    atMs += pauses.next({ atMs, done }, kind === 'ingest' ? rows : null);
    done = Math.floor(atMs * speed);
  }
  return Math.max(1, looks);
}
