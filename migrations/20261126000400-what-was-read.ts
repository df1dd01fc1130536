import type { MigrationInterface, QueryRunner } from 'typeorm';
import { markRemoteChanges } from './20261126000000-marks-that-are-there';

/**
 * When the CRM record had been changed last in the state that a read of ours has seen, apart from what our own writes have
 * moved since. A webhook that tells of a change between the two tells of one that nobody has seen. Adds a column and replaces
 * a function; takes milliseconds.
 */
export class WhatWasRead20261126000400 implements MigrationInterface {
  readonly name = 'WhatWasRead20261126000400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table link add column read_at timestamptz');
    await runner.query(marksOfUnseen);
  }

  down(): Promise<void> {
    throw new Error('This schema migration is not taken back: restore a backup.');
  }
}

/**
 * As it was, but for what is news: a poll knows the last change of a record alone, which is our own where we wrote last, while
 * a webhook tells of each (`p_counts` is false for these). Links from before have been read when they were written.
 */
const marksOfUnseen = markRemoteChanges.replace(
  'c.modified_at is null or l.remote_at is null or l.remote_at < c.modified_at as is_news',
  `c.modified_at is null or l.remote_at is null
             or case when p_counts then l.remote_at else coalesce(l.read_at, l.remote_at) end < c.modified_at as is_news`,
);
