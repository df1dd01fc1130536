/** Who is associated with whom. Both directions are kept, so either side is read without a scan. */
import type { AssociationCatalog } from './association-catalog';
import { defaultType } from './association-types';
import type { ObjectTypeId } from './object-types';
import { objectTypeIds } from './object-types';

export interface Link {
  readonly from: ObjectTypeId;
  readonly fromId: string;
  readonly to: ObjectTypeId;
  readonly toId: string;
}

export type PairTypes = Link & { readonly types: readonly number[] };

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

  constructor(private readonly catalog: AssociationCatalog) {}

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
    const full = this.complete(link, types);
    for (const { types: others, ...rival } of this.rivals(link, full)) this.putBoth(rival, others);
    this.putBoth(link, full);
  }

  /** The types as they will be stored: with the unlabelled one, ascending, each once. */
  complete(link: Link, types: readonly number[]): readonly number[] {
    const unlabelled = defaultType(link.from, link.to)?.id;
    const full = types.length === 0 || unlabelled === undefined ? types : [...types, unlabelled];
    return [...new Set(full)].toSorted((a, b) => a - b);
  }

  /** The pairs that lose their primary flag to this one, with the types that are left to them. */
  rivals(link: Link, types: readonly number[]): PairTypes[] {
    if (!this.hasPrimary(types)) return [];
    const [ownerType, ownerId, companyId] =
      link.to === '0-2' ? [link.from, link.fromId, link.toId] : [link.to, link.toId, link.fromId];
    return [...this.targets(ownerType, ownerId, '0-2')]
      .filter(([otherId, others]) => otherId !== companyId && this.hasPrimary(others))
      .map(([otherId, others]) => ({
        from: ownerType,
        fromId: ownerId,
        to: '0-2',
        toId: otherId,
        types: others.filter((id) => !this.isPrimary(id)),
      }));
  }

  /** Every pair of the record, with the record on the `from` side. */
  *pairsOf(object: ObjectTypeId, id: string): Generator<PairTypes> {
    for (const to of objectTypeIds) {
      for (const [toId, types] of [...this.targets(object, id, to)])
        yield { from: object, fromId: id, to, toId, types };
    }
  }

  /**
   * Gives the pairs of merged records to the one that is left, the primary's first. Of several primary companies the
   * first stays primary; a pair of the merged records among themselves ends.
   */
  unite(object: ObjectTypeId, fromIds: readonly string[], intoId: string): void {
    for (const fromId of fromIds) {
      for (const { types, ...pair } of this.pairsOf(object, fromId)) {
        this.putBoth(pair, []);
        if (pair.to === object && (pair.toId === intoId || fromIds.includes(pair.toId))) continue;
        const link = { ...pair, fromId: intoId };
        const all = this.complete(link, [...this.typesOf(link), ...types]);
        const contested = this.rivals(link, all).length > 0;
        this.putBoth(link, contested ? all.filter((type) => !this.isPrimary(type)) : all);
      }
    }
  }

  /** Ends all pairs of a record that is gone for good. */
  forget(object: ObjectTypeId, id: string): void {
    for (const pair of this.pairsOf(object, id)) this.putBoth(pair, []);
  }

  /** Takes a label from every pair that has it; the pairs stay. */
  dropType(id: number): void {
    const type = this.catalog.find(id);
    if (type === undefined) return;
    for (const [fromId, targets] of this.directions.get(`${type.from}>${type.to}`) ?? []) {
      for (const [toId, types] of targets) {
        const left = types.filter((each) => each !== id);
        if (left.length < types.length) this.putBoth({ from: type.from, fromId, to: type.to, toId }, left);
      }
    }
  }

  /** Every pair once. */
  *pairs(): Generator<PairTypes> {
    for (const [direction, sources] of this.directions) {
      const [from, to] = direction.split('>') as [ObjectTypeId, ObjectTypeId];
      if (from > to) continue;
      for (const [fromId, targets] of sources) {
        const once = [...targets].filter(([toId]) => from !== to || fromId < toId);
        for (const [toId, types] of once) yield { from, fromId, to, toId, types };
      }
    }
  }

  private hasPrimary(types: readonly number[]): boolean {
    return types.some((id) => this.isPrimary(id));
  }

  private isPrimary(id: number): boolean {
    return this.catalog.find(id)?.primary === true;
  }

  private putBoth(link: Link, types: readonly number[]): void {
    const mirrored = types.map((id) => this.catalog.find(id)?.reverse ?? id).toSorted((a, b) => a - b);
    this.put(link, types);
    this.put({ from: link.to, fromId: link.toId, to: link.from, toId: link.fromId }, mirrored);
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
