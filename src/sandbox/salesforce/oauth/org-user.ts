/** A user as OAuth tells of it. */
import type { Org } from '../org/org';
import type { Row, Value } from '../org/row';

export interface OrgUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly firstName: string | null;
  readonly lastName: string;
  readonly alias: string;
  readonly active: boolean;
  readonly userType: string;
  readonly language: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly modifiedAt: number;
}

/** Active ones only. */
export function activeUsers(org: Org): readonly OrgUser[] {
  const type = org.sObjectType('User');
  if (type === undefined) return [];
  return [...org.rows(type)].map((row) => userOf(org, row)).filter((user) => user.active);
}

export function userById(org: Org, id: string): OrgUser | undefined {
  const type = org.sObjectType('User');
  const row = type && org.rowById(type, id);
  return row && userOf(org, row);
}

/** Usernames are found without case. */
export function userByName(org: Org, username: string): OrgUser | undefined {
  const type = org.sObjectType('User');
  const field = type?.field('Username');
  const [row] = type && field ? (org.rowsWhere(type, field, username) ?? []) : [];
  return row && userOf(org, row);
}

function userOf(org: Org, row: Row): OrgUser {
  const type = org.sObjectType('User');
  if (type === undefined) throw new Error('No object User');
  const value = (name: string): Value => type.field(name)?.read(row) ?? null;
  const text = (name: string): string => String(value(name) ?? '');
  return {
    id: org.idOf(type, row),
    username: text('Username'),
    email: text('Email'),
    name: text('Name'),
    firstName: value('FirstName') === null ? null : text('FirstName'),
    lastName: text('LastName'),
    alias: text('Alias'),
    active: org.isActiveUser(org.idOf(type, row)),
    userType: text('UserType'),
    language: text('LanguageLocaleKey'),
    locale: text('LocaleSidKey'),
    timeZone: text('TimeZoneSidKey'),
    modifiedAt: row.modifiedAt,
  };
}
