/** The whole portal as one JSON text, piece by piece: a big one must not be built twice in memory. */
import { inChunks, listed } from '../../common/json-chunks';
import type { AssociationType } from './association-types';
import { objectType, objectTypeIds } from './object-types';
import type { Portal } from './portal';
import { derivedProperties, recordValue } from './record-values';

export function dumpPortal(portal: Portal): Generator<string> {
  return inChunks(pieces(portal));
}

function* pieces(portal: Portal): Generator<string> {
  const { portalId, appId } = portal;
  yield `{"portalId":${portalId},"appId":${appId},"now":${JSON.stringify(new Date(portal.clock.now()))},"objects":{`;
  for (const [index, id] of objectTypeIds.entries()) {
    yield `${index === 0 ? '' : ','}"${objectType(id).plural}":[`;
    yield* listed(recordsOf(portal, id));
    yield ']';
  }
  yield '},"associations":[';
  yield* listed(associationsOf(portal));
  yield '],"merges":[';
  yield* listed(mergesOf(portal));
  yield '],"labels":[';
  yield* listed(portal.associationTypes.ownLabels().map(labelOf));
  yield `],"switches":${JSON.stringify(portal.switches)},"blockedEmails":${[...portal.blockList.all()].length}`;
  yield ',"properties":{';
  for (const [index, id] of objectTypeIds.entries()) {
    const custom = portal.catalog.list(id).filter((property) => !property.hubspotDefined);
    yield `${index === 0 ? '' : ','}"${objectType(id).plural}":${JSON.stringify(custom)}`;
  }
  yield '}}';
}

function* recordsOf(portal: Portal, id: (typeof objectTypeIds)[number]): Generator {
  const type = objectType(id);
  for (const record of portal.records(id).all()) {
    const derived = derivedProperties(type).map((name) => [name, recordValue(type, record, name)] as const);
    const properties = { ...Object.fromEntries(record.properties), ...Object.fromEntries(derived) };
    const archivedAt = record.archivedAt === null ? {} : { archivedAt: new Date(record.archivedAt) };
    yield { id: record.id, properties, archived: record.archivedAt !== null, ...archivedAt };
  }
}

/** `typeIds` are HubSpot's own; labels of the portal stand beside them, as their numbers may be the same. */
function* associationsOf(portal: Portal): Generator {
  for (const { from, fromId, to, toId, types } of portal.associations.pairs()) {
    const labels = types.filter((id) => id < 0).map((id) => portal.associationTypes.find(id)?.label);
    yield {
      from: { object: objectType(from).plural, id: fromId },
      to: { object: objectType(to).plural, id: toId },
      typeIds: types.filter((id) => id > 0),
      ...(labels.length === 0 ? {} : { labels }),
    };
  }
}

function* mergesOf(portal: Portal): Generator {
  for (const { object, into, ids } of portal.aliases.all()) yield { object: objectType(object).plural, ids, into };
}

function labelOf({ typeId, from, to, label, name }: AssociationType): unknown {
  return { from: objectType(from).plural, to: objectType(to).plural, typeId, name, label };
}
