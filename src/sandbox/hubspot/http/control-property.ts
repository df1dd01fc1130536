/**
 * Drift of the schema as an administrator makes it, `{object, name, inUse?, required?}`: a property that something needs,
 * or without which no record may be written. What is not named stays as it is.
 */
import { ownerSource } from '../portal/owners';
import type { Portal } from '../portal/portal';
import { markProperty } from '../portal/property-rules';
import { asObject, asText, optionalBoolean } from './body';
import { ControlError } from '../../common/control-error';
import { controlObject } from './control-problem';
import { propertyView } from './property-routes';
import type { Answer, Call, Route } from './route';

export function propertyLevers(portal: Portal): Route[] {
  return [{ method: 'POST', path: '/_sandbox/property', handle: (call) => mark(portal, call) }];
}

function mark(portal: Portal, call: Call): Answer {
  const body = asObject(call.body, 'property');
  const type = controlObject(body.object);
  const name = asText(body.name, 'name');
  const property = portal.catalog.find(type.id, name);
  if (property === undefined) throw new ControlError(`There is no property ${name}`, 404);
  const inUse = optionalBoolean(body.inUse, 'inUse') ?? property.inUse ?? false;
  const required = optionalBoolean(body.required, 'required') ?? property.required ?? false;
  portal.commit(ownerSource, [markProperty(portal, type, property, { inUse, required })]);
  return { status: 200, body: propertyView(property) };
}
