/** The associations in a request body. */
import type { Portal } from '../portal/portal';
import type { LinkRequest } from '../portal/link-rules';
import { invalid } from '../portal/refusal';
import { asArray, asObject, asText, optionalArray, optionalNumber, unreadable } from './body';

/** The `associations` of a create: `[{to: {id}, types: [{associationCategory, associationTypeId}]}]`. */
export function asLinks(portal: Portal, value: unknown): LinkRequest[] {
  return optionalArray(value, 'java.util.ArrayList').map((each) => {
    const link = asObject(each, 'PublicAssociationsForObject');
    const toId = asText(asObject(link.to, 'PublicObjectId').id, 'id');
    return { toId, types: asTypeIds(portal, link.types) };
  });
}

/** The types of a list of specs, as the portal tells them apart. */
export function asTypeIds(portal: Portal, value: unknown): number[] {
  return asArray(value, 'java.util.ArrayList').map((each) => {
    const spec = asObject(each, 'AssociationSpec');
    const typeId = optionalNumber(spec.associationTypeId, 'associationTypeId');
    if (typeId === undefined) throw unreadable('Missing required creator property `associationTypeId`');
    const type = portal.associationTypes.named(spec.associationCategory, typeId);
    if (type === undefined)
      throw invalid(`No association type ${typeId} of category ${String(spec.associationCategory)}`);
    return type.id;
  });
}
