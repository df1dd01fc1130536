/** Which parents a record is still to be joined to, and parted from. */
import { endsInDoubt } from './hanging';
import type { Link } from './link';
import type { Association } from './mapping';

type Parent = { readonly kind: 'ready'; readonly externalId: string } | { readonly kind: 'waiting' | 'absent' };

/** By reference field. */
export function planAssociations(
  associations: readonly Association[],
  { parents, link }: { readonly parents: Readonly<Record<string, Parent>>; readonly link: Link },
): Readonly<Record<string, { readonly to: string; readonly from: readonly string[] }>> {
  return Object.fromEntries(
    associations.flatMap(({ field }) => {
      const parent = parents[field];
      const told = link.associations[field];
      const doubt = endsInDoubt(link, field);
      if (parent?.kind !== 'ready' || (parent.externalId === told && doubt.size === 0)) return [];
      const ends = new Set([...(told === undefined ? [] : [told]), ...doubt]);
      const to = parent.externalId;
      return [[field, { to, from: [...ends].filter((end) => end !== to) }]];
    }),
  );
}
