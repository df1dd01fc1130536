/** What the API says of a migration, of its plan, and of what it has come to. */
import { z } from 'zod';
import { linkStates } from '../core/link';
import { migrationStates } from '../core/migration';
import { plannedEnds } from '../core/migration-plan';
import { owners } from '../core/owner';
import { eachType, objectTypes, type ObjectType } from '../core/record';
import { migrationSettings } from './migration-bodies';
import { moment } from './moment';

const count = z.int().min(0);
const each = <T extends z.ZodType>(one: T): z.ZodObject<Record<ObjectType, T>> => z.strictObject(eachType(() => one));
const ends = Object.fromEntries(plannedEnds.map((end) => [end, count])) as Record<
  (typeof plannedEnds)[number],
  typeof count
>;
const states = Object.fromEntries(linkStates.map((state) => [state, count])) as Record<
  (typeof linkStates)[number],
  typeof count
>;

export const planView = z
  .strictObject({
    hash: z.string().meta({ description: 'What is approved.' }),
    madeAt: moment,
    expiresAt: moment,
    mappingVersion: z.string(),
    records: each(count).meta({ description: 'How many it is about.' }),
    ends: each(z.strictObject(ends)).meta({
      description:
        'What becomes of them. `same`: they are in the CRM already, as they are here. `refused`: the CRM would not take a value. ' +
        '`waits`: for a record that does not flow.',
    }),
    reasons: z.array(
      z.strictObject({
        object: z.enum(objectTypes),
        end: z.enum(['held', 'skipped', 'refused', 'waits']),
        code: z.string(),
        message: z.string(),
        count,
        examples: z.array(z.string()).meta({ description: 'Your ids of a few of them.' }),
      }),
    ),
    calls: z.strictObject({
      total: count,
      byEndpoint: z.record(z.string(), count),
      spent: count.meta({ description: 'What making the plan has cost.' }),
    }),
    asked: each(count).meta({ description: 'How many records the CRM was asked about; of the others it is inferred.' }),
    days: z.array(
      z.strictObject({
        date: z.string().meta({ format: 'date' }),
        calls: count,
        others: z.number().min(0).meta({ description: 'Calls that others are expected to make.' }),
        left: z
          .number()
          .meta({ description: 'What is left of the day for others and for live changes, beside the reserve.' }),
      }),
    ),
    finish: z
      .strictObject({ expected: moment.nullable(), earliest: moment.nullable(), latest: moment.nullable() })
      .meta({ description: 'Null: the account’s limits let nothing through.' }),
    pilot: z.array(
      z.strictObject({
        object: z.enum(objectTypes),
        sourceId: z.string(),
        branches: z.array(z.string()).meta({ description: 'What of the mapping it is an example of.' }),
      }),
    ),
  })
  .meta({ id: 'MigrationPlan' });

export const migrationView = z
  .strictObject({
    id: z.string(),
    state: z.enum(migrationStates).meta({
      description:
        '`planning`, then `planned`, `approved`, `pilot`, `piloted` (a person looks at what the pilot has made), `ramp`, `done`; ' +
        'or `paused`, `cancelled`.',
    }),
    pausedFrom: z.enum(migrationStates).nullable().meta({ description: 'Where a paused one goes on.' }),
    reason: z
      .strictObject({ code: z.string().meta({ examples: ['too-many-failures'] }), message: z.string() })
      .nullable()
      .meta({ description: 'Why it is paused, was cancelled, or waits, and what to do.' }),
    waitsUntil: moment.nullable(),
    settings: migrationSettings,
    planning: z
      .strictObject({ done: count, total: count })
      .nullable()
      .meta({ description: 'How far the plan is, while it is being made.' }),
    plan: planView.nullable(),
    progress: z.strictObject({
      wave: count.meta({ description: '0: the pilot.' }),
      waveSize: count,
      released: count,
      total: count.meta({ description: 'Records of the plan.' }),
      links: z.strictObject(states).meta({ description: 'The connection’s records in the CRM, by how they stand.' }),
      calls: z.strictObject({
        made: count,
        planned: count,
        limit: count.meta({ description: 'With more it pauses.' }),
      }),
      expected: moment.nullable().meta({ description: 'When it will be done, as far as that can be said.' }),
    }),
    createdAt: moment,
    approvedAt: moment.nullable(),
    startedAt: moment.nullable(),
    finishedAt: moment.nullable(),
  })
  .meta({ id: 'Migration' });
export type MigrationView = Readonly<z.infer<typeof migrationView>>;

export const migrationReport = z
  .strictObject({
    migrationId: z.string(),
    state: z.enum(migrationStates),
    ends: z.array(
      z.strictObject({
        type: z.enum(objectTypes),
        state: z.enum([...linkStates, 'waiting']).meta({ description: '`waiting`: nobody has begun with them.' }),
        code: z.string().nullable(),
        field: z.string().nullable().meta({ description: 'Your name of the field that is to blame.' }),
        message: z.string().nullable().meta({ description: 'As one of them has it.' }),
        owner: z.enum(owners).nullable().meta({ description: 'Whose turn it is.' }),
        remedy: z.string().nullable(),
        count,
        examples: z.array(z.string()).meta({ description: 'Your ids of a few of those that are not synced.' }),
      }),
    ),
  })
  .meta({ id: 'MigrationReport' });
export type MigrationReportView = Readonly<z.infer<typeof migrationReport>>;

export const migrationCsv = z.string().meta({ id: 'MigrationCsv' });
