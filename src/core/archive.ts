/** Whether a deletion on one side moves the other side's record to its bin, by object type. By default no side deletes the other. */
import { objectTypes, type ObjectType } from './record';

/**
 * - `push`: what the order system deletes is archived in the CRM.
 * - `pull`: what was deleted in the CRM is deleted here, once the order system has accepted that.
 */
export const archiveChoices = ['none', 'push', 'pull', 'both'] as const;
export type ArchiveRule = (typeof archiveChoices)[number];
export type Archive = { readonly [O in ObjectType]?: ArchiveRule | undefined };

interface Settings {
  readonly archive?: Archive;
}

export const archiveRule = ({ archive }: Settings, object: ObjectType): ArchiveRule => archive?.[object] ?? 'none';

export const archiveRules = (settings: Settings): Record<ObjectType, ArchiveRule> =>
  Object.fromEntries(objectTypes.map((object) => [object, archiveRule(settings, object)])) as Record<
    ObjectType,
    ArchiveRule
  >;

export const archives = (rule: ArchiveRule | undefined, direction: 'push' | 'pull'): boolean =>
  rule === 'both' || rule === direction;
