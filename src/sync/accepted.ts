/**
 * First contact of records that the order system has accepted as new ones of the CRM: each is joined to exactly that CRM record,
 * which is read by its id and not looked for.
 */
import { decideAccepted } from '../core/match';
import type { RemoteView } from '../core/look';
import { recordKey } from '../core/record-key';
import { agreedFields } from '../core/stranger';
import type { Batch, Engine } from './engine';
import { otherHolders } from './holders';
import type { Acquisitions } from './in-hand';
import { viewOf } from './load';
import { wantedProperties, type Loaded } from './loaded';

/** By source id. */
export async function joinAccepted(
  engine: Pick<Engine, 'database'>,
  batch: Batch,
  accepted: readonly Loaded[],
  acquisitions: Acquisitions,
): Promise<ReadonlyMap<string, Loaded>> {
  if (accepted.length === 0) return new Map();
  const { mapping, own, connector, call } = batch;
  const ids = accepted.map((one) => one.accepted?.externalId ?? '');
  const outcomes = await connector.read(call, {
    object: mapping.remoteObject,
    by: 'id',
    ids,
    properties: wantedProperties(batch),
  });
  const views = ids.map((id, index) => viewOf(outcomes[index], id, 'id'));
  // It may have been merged: then the one that is left is what was accepted.
  const found = views.map((view) => ('record' in view ? view.record : 'survivor' in view ? view.survivor : undefined));
  const asked = found.flatMap((record) => (record ? [record.id] : []));
  const otherHolder = await otherHolders(engine, batch, asked, acquisitions);
  return new Map(
    accepted.map((one, index): [string, Loaded] => {
      const { row, look } = one;
      const view = views[index];
      const record = found[index];
      if (view && 'code' in view) return [row.sourceId, { ...one, failure: view }];
      if (!record) return [row.sourceId, { ...one, look: lost(one, view ?? { kind: 'gone' }) }];
      const match = decideAccepted(record, {
        key: recordKey(row.sourceId),
        keyProperty: own.key,
        holderOf: otherHolder(row.sourceId),
        agreed: agreedFields(mapping, one.accepted?.fields ?? {}),
      });
      if (match.kind === 'adopt') acquisitions.acquire(record.id, row.sourceId);
      return [row.sourceId, { ...one, look: { ...look, match } }];
    }),
  );
}

/** It was deleted in the CRM meanwhile: as if that had happened after the two were joined. */
const lost = ({ look, accepted }: Loaded, remote: RemoteView): Loaded['look'] => ({
  ...look,
  link: { ...look.link, externalId: accepted?.externalId ?? null },
  remote,
});
