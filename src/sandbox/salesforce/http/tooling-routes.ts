/** Custom fields by the Tooling API, as jsforce and setup scripts make them (contract 8.5). Its queries are left out. */
import type { CustomField } from '../org/custom-schema';
import type { Org } from '../org/org';
import { Refused, refused, statusOf } from '../org/refused';
import { asObject, objectOf } from './json-body';
import type { Answer, Call, Route } from './route';

const BASE = '/services/data/v:version/tooling/sobjects/CustomField';

export function toolingRoutes(org: Org): Route[] {
  const route = (method: Route['method'], path: string, handle: (call: Call) => Answer): Route => ({
    method,
    path: `${BASE}${path}`,
    handle,
  });
  return [
    route('POST', '', (call) => create(org, call)),
    route('GET', '/:id', (call) => ({ status: 200, body: view(known(org, call), call) })),
    route('PATCH', '/:id', (call) => update(org, call)),
    route('DELETE', '/:id', (call) => {
      settle(org.customSchema.removeField(known(org, call).fullName));
      return { status: 204 };
    }),
  ];
}

function create(org: Org, call: Call): Answer {
  const { FullName, Metadata } = objectOf(call);
  if (typeof FullName !== 'string')
    throw refused(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [FullName]', ['FullName']);
  const { id } = settle(org.customSchema.createField(FullName, asObject(Metadata)));
  return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } };
}

function update(org: Org, call: Call): Answer {
  const { fullName } = known(org, call);
  settle(org.customSchema.updateField(fullName, asObject(objectOf(call).Metadata)));
  return { status: 204 };
}

function known(org: Org, call: Call): CustomField {
  const found = org.customSchema.fieldById(call.params.id ?? '');
  if (found !== undefined) return found;
  throw refused(404, 'NOT_FOUND', 'The requested resource does not exist');
}

function view({ id, type, field, fullName, metadata }: CustomField, call: Call): unknown {
  return {
    attributes: { type: 'CustomField', url: `${BASE.replace(':version', call.params.version ?? '')}/${id}` },
    Id: id,
    DeveloperName: field.name.replace(/__c$/, ''),
    TableEnumOrId: type.name,
    NamespacePrefix: null,
    FullName: fullName,
    Metadata: metadata,
  };
}

function settle<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: Refused['errors'] },
): T {
  if (result.ok) return result.value;
  const [first] = result.errors;
  throw new Refused(first === undefined ? 400 : statusOf(first), result.errors);
}
