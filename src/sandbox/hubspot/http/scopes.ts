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
export function scopeNeed(route: Route): (params: Params) => ScopeNeed {
  const path = route.scopePath ?? route.path;
  const reads = route.method === 'GET' || READING_POSTS.some((end) => path.endsWith(`/${end}`));
  const [, area, , family, ...rest] = path.split('/');
  if (area === 'account-info') return path.endsWith('/details') ? () => [['oauth']] : () => [];
  if (area !== 'crm') return () => [];
  if (family === 'owners') return () => [['crm.objects.owners.read']];
  const kind = family === 'properties' ? 'schemas' : 'objects';
  const usual = (type: ObjectType): ScopeNeed => [[`crm.${kind}.${type.plural}.${reads ? 'read' : 'write'}`]];
  const need = family === 'pipelines' ? (type: ObjectType) => pipelineNeed(type, reads) : usual;
  return (params) => typesIn(rest, params).flatMap(need);
}

/** Reading pipelines is allowed with any scope of their object. */
function pipelineNeed(type: ObjectType, reads: boolean): ScopeNeed {
  const schemas = `crm.schemas.${type.plural}`;
  const objects = `crm.objects.${type.plural}`;
  return reads ? [[`${objects}.read`, `${objects}.write`, `${schemas}.read`]] : [[`${schemas}.write`]];
}

/** Object types that a path names, as a parameter or by itself: `:objectType/:id`, `contacts/gdpr-delete`. */
function typesIn(segments: readonly string[], params: Params): ObjectType[] {
  return segments
    .map((segment) => (segment.endsWith('bjectType') ? (params[segment.slice(1)] ?? '') : segment))
    .flatMap((name) => findObjectType(name) ?? []);
}

/** The scopes of the first group that a token has none of; `null` scopes are all of them. */
export function missingScopes(need: ScopeNeed, scopes: readonly string[] | null): readonly string[] | undefined {
  if (scopes === null) return undefined;
  return need.find((group) => !group.some((scope) => scopes.includes(scope)));
}
