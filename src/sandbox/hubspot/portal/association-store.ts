/** Who is associated with whom. Both directions are kept, so either side is read without a scan. */
import { associationType, defaultType } from './association-types';
import type { ObjectTypeId } from './object-types';

export interface Link {
  readonly from: ObjectTypeId;
  readonly fromId: string;
  readonly to: ObjectTypeId;
  readonly toId: string;
}

type Targets = Map<string, readonly number[]>;

/** Told of each direction of a pair whose types change. */
type LinkWatcher = (link: Link, before: readonly number[], after: readonly number[]) => void;

export class AssociationStore {
  /** `0-1>0-2` → id → target id → type ids of that direction. */
  private readonly directions = new Map<string, Map<string, Targets>>();
  private readonly watchers: LinkWatcher[] = [];

  watch(watcher: LinkWatcher): void {
    this.watchers.push(watcher);
  }

  typesOf(link: Link): readonly number[] {
    return this.targets(link.from, link.fromId, link.to).get(link.toId) ?? [];
  }

  targets(from: ObjectTypeId, fromId: string, to: ObjectTypeId): ReadonlyMap<string, readonly number[]> {
    return this.directions.get(`${from}>${to}`)?.get(fromId) ?? new Map<string, readonly number[]>();
  }

  /**
   * Gives the pair exactly these types, in both directions; none removes the pair. A pair always has its unlabelled
   * type, and a contact or deal has one primary company: giving it another takes the flag from the first, which stays
   * associated (HubSpot docs 2026-03).
   */
  set(link: Link, types: readonly number[]): void {
    const unlabelled = defaultType(link.from, link.to)?.id;
    const full = types.length === 0 || unlabelled === undefined ? types : [...new Set([...types, unlabelled])];
    const sorted = full.toSorted((a, b) => a - b);
    const mirrored = sorted.map((id) => associationType(id)?.reverse ?? id);
    if (sorted.some((id) => associationType(id)?.primary === true)) this.demoteOther(link);
    this.put(link, sorted);
    this.put({ from: link.to, fromId: link.toId, to: link.from, toId: link.fromId }, mirrored);
  }

  /** Every pair once. */
  *pairs(): Generator<Link & { readonly types: readonly number[] }> {
    for (const [direction, sources] of this.directions) {
      const [from, to] = direction.split('>') as [ObjectTypeId, ObjectTypeId];
      if (from > to) continue;
      for (const [fromId, targets] of sources) {
        const once = [...targets].filter(([toId]) => from !== to || fromId < toId);
        for (const [toId, types] of once) yield { from, fromId, to, toId, types };
      }
    }
  }

  private demoteOther(link: Link): void {
    const company = link.to === '0-2';
    const [ownerType, ownerId] = company ? [link.from, link.fromId] : [link.to, link.toId];
    const companyId = company ? link.toId : link.fromId;
    for (const [otherId, types] of this.targets(ownerType, ownerId, '0-2')) {
      if (otherId === companyId || !types.some((id) => associationType(id)?.primary === true)) continue;
      const other: Link = { from: ownerType, fromId: ownerId, to: '0-2', toId: otherId };
      this.set(
        other,
        types.filter((id) => associationType(id)?.primary !== true),
      );
    }
  }

  private put(link: Link, types: readonly number[]): void {
    for (const watcher of this.watchers) watcher(link, this.typesOf(link), types);
    const direction = `${link.from}>${link.to}`;
    const sources = this.directions.get(direction) ?? new Map<string, Targets>();
    const targets: Targets = sources.get(link.fromId) ?? new Map<string, readonly number[]>();
    if (types.length === 0) targets.delete(link.toId);
    else targets.set(link.toId, types);
    if (targets.size === 0) sources.delete(link.fromId);
    else sources.set(link.fromId, targets);
    this.directions.set(direction, sources);
  }
}
