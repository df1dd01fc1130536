/**
 * What a token must be allowed to do for a route (HubSpot's specs of 2026-08; their lists of alternatives are longer
 * than what the docs ask for, and the docs' are taken). That an association needs the scopes of both its ends is
 * unverified.
 */
import type { ObjectType } from '../portal/object-types';
import { findObjectType } from '../portal/object-types';
import type { Route } from './route';

/** All groups are needed; of each group, one scope is enough. */
export type ScopeNeed = readonly (readonly string[])[];
type Params = Readonly<Record<string, string>>;

/** Reads that are sent as POST. */
const READING_POSTS = ['search', 'batch/read'];

/** Compiled once per route; an object type that is not known needs nothing, the route itself refuses it. */
export function scopeNeed({ method, path }: Pick<Route, 'method' | 'path'>): (params: Params) => ScopeNeed {
  const reads = method === 'GET' || READING_POSTS.some((end) => path.endsWith(`/${end}`));
  const [, area, , family] = path.split('/');
  if (area === 'account-info') return path.endsWith('/details') ? () => [['oauth']] : () => [];
  if (area !== 'crm') return () => [];
  if (family === 'owners') return () => [['crm.objects.owners.read']];
  if (family === 'pipelines') return (params) => forTypes(params, (type) => pipelineNeed(type, reads));
  const kind = family === 'properties' ? 'schemas' : 'objects';
  return (params) => forTypes(params, (type) => [[`crm.${kind}.${type.plural}.${reads ? 'read' : 'write'}`]]);
}

/** Reading pipelines is allowed with any scope of their object. */
function pipelineNeed(type: ObjectType, reads: boolean): ScopeNeed {
  const schemas = `crm.schemas.${type.plural}`;
  const objects = `crm.objects.${type.plural}`;
  return reads ? [[`${objects}.read`, `${objects}.write`, `${schemas}.read`]] : [[`${schemas}.write`]];
}

function forTypes(params: Params, need: (type: ObjectType) => ScopeNeed): ScopeNeed {
  return [params.objectType, params.toObjectType].flatMap((name) => {
    const type = name === undefined ? undefined : findObjectType(name);
    return type === undefined ? [] : need(type);
  });
}

/** The scopes of the first group that a token has none of; `null` scopes are all of them. */
export function missingScopes(need: ScopeNeed, scopes: readonly string[] | null): readonly string[] | undefined {
  if (scopes === null) return undefined;
  return need.find((group) => !group.some((scope) => scopes.includes(scope)));
}
