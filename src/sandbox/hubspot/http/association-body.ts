/** The associations in a request body. */
import type { LinkRequest } from '../portal/link-rules';
import { invalid } from '../portal/refusal';
import { asArray, asObject, asText, optionalArray, optionalNumber, unreadable } from './body';

/** The `associations` of a create: `[{to: {id}, types: [{associationCategory, associationTypeId}]}]`. */
export function asLinks(value: unknown): LinkRequest[] {
  return optionalArray(value, 'java.util.ArrayList').map((each) => {
    const link = asObject(each, 'PublicAssociationsForObject');
    const toId = asText(asObject(link.to, 'PublicObjectId').id, 'id');
    return { toId, types: asTypeIds(link.types) };
  });
}

/** The type ids of a list of specs. Only HubSpot's own types: the sandbox has no custom labels yet. */
export function asTypeIds(value: unknown): number[] {
  return asArray(value, 'java.util.ArrayList').map((each) => {
    const spec = asObject(each, 'AssociationSpec');
    const id = optionalNumber(spec.associationTypeId, 'associationTypeId');
    if (id === undefined) throw unreadable('Missing required creator property `associationTypeId`');
    if (spec.associationCategory !== 'HUBSPOT_DEFINED') {
      throw invalid(`No association type ${id} of category ${String(spec.associationCategory)}`);
    }
    return id;
  });
}
