/**
 * Records that an administrator keeps from the integration's user, by sharing or by taking View All away. Everybody else sees
 * them, and what refers to them keeps its ids.
 */
import type { Row } from './row';
import type { Field, QuerySource, SObjectType } from './schema';

export class HiddenRecords {
  /** Of 15 characters. */
  private readonly ids = new Set<string>();

  constructor(private readonly from: string) {}

  hide(id: string): void {
    this.ids.add(id.slice(0, 15));
  }

  showAll(): void {
    this.ids.clear();
  }

  list(): readonly string[] {
    return [...this.ids];
  }

  isHidden(id: string, userId: string): boolean {
    return userId === this.from && this.ids.has(id.slice(0, 15));
  }

  /** What a user finds of all there is; in the recycle bin neither. */
  shownTo(userId: string, all: QuerySource): QuerySource {
    if (userId !== this.from || this.ids.size === 0) return all;
    const isShown = (type: SObjectType, row: Row): boolean => !this.isHidden(all.idOf(type, row), userId);
    return {
      now: () => all.now(),
      sObjectType: (name) => all.sObjectType(name),
      childRelationships: (parent) => all.childRelationships(parent),
      typeOfId: (id) => all.typeOfId(id),
      idOf: (type, row) => all.idOf(type, row),
      rows: (type) => shownOf(all.rows(type), (row) => isShown(type, row)),
      rowById: (type, id) => [all.rowById(type, id)].find((row) => row !== undefined && isShown(type, row)),
      rowsWhere: (type: SObjectType, field: Field, value: string) => {
        const rows = all.rowsWhere(type, field, value);
        return rows && shownOf(rows, (row) => isShown(type, row));
      },
    };
  }
}

function* shownOf(rows: Iterable<Row>, isShown: (row: Row) => boolean): Iterable<Row> {
  for (const row of rows) if (isShown(row)) yield row;
}
