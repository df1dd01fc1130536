import { migrationDefaults } from '../../core/migration';
import { approveBody, goOnBody, migrationBody, stopBody } from '../migration-bodies';
import { migrationCsv, migrationReport, migrationView } from '../migration-views';
import type { Operation } from './operation';

const each = <T>(company: T, customer: T, order: T): Record<'company' | 'customer' | 'order', T> => ({
  company,
  customer,
  order,
});
const noEnd = { create: 0, adopt: 0, update: 0, same: 0, held: 0, skipped: 0, refused: 0, waits: 0 };

const plan = {
  hash: '6f1c2a9e0b7d',
  madeAt: '2026-11-22T09:30:00.000Z',
  expiresAt: '2026-11-29T09:30:00.000Z',
  mappingVersion: '1-5f3a9c0e',
  records: each(200, 20_000, 31_000),
  ends: each(
    { ...noEnd, create: 180, adopt: 20 },
    { ...noEnd, create: 19_000, adopt: 960, held: 40 },
    { ...noEnd, create: 31_000 },
  ),
  reasons: [
    {
      object: 'customer' as const,
      end: 'held' as const,
      code: 'email-invalid',
      message: 'the e-mail address is not valid',
      count: 40,
      examples: ['1042'],
    },
  ],
  calls: { total: 640, byEndpoint: { 'POST /crm/v3/objects/contacts/batch/upsert': 200 }, spent: 12 },
  asked: each(200, 1_000, 1_000),
  days: [{ date: '2026-11-23', calls: 300, others: 120, left: 30 }],
  finish: {
    expected: '2026-11-25T14:00:00.000Z',
    earliest: '2026-11-25T08:00:00.000Z',
    latest: '2026-11-26T10:00:00.000Z',
  },
  pilot: [{ object: 'customer' as const, sourceId: '1042', branches: ['create'] }],
};

const noLinks = { pending: 0, synced: 0, held: 0, parked: 0, conflict: 0, offered: 0, gone: 0, skipped: 0 };

const view = {
  id: '0c5b7a9e-3d0f-4e3f-9a53-0f2b1f1c8a77',
  state: 'ramp',
  pausedFrom: null,
  reason: null,
  waitsUntil: null,
  settings: { ...migrationDefaults, windows: [{ timeZone: 'Europe/Berlin', from: '22:00', to: '06:00' }] },
  planning: null,
  plan,
  progress: {
    wave: 3,
    waveSize: 200,
    released: 400,
    total: 51_200,
    links: { ...noLinks, synced: 398, held: 2 },
    calls: { made: 9, planned: 640, limit: 672 },
    expected: '2026-11-25T14:00:00.000Z',
  },
  createdAt: '2026-11-22T09:30:00.000Z',
  approvedAt: '2026-11-22T10:00:00.000Z',
  startedAt: '2026-11-22T22:00:00.000Z',
  finishedAt: null,
};

const planning = {
  ...view,
  state: 'planning',
  planning: { done: 1_000, total: 51_200 },
  plan: null,
  progress: {
    ...view.progress,
    wave: 0,
    waveSize: 50,
    released: 0,
    total: 0,
    links: noLinks,
    calls: { made: 0, planned: 0, limit: 0 },
    expected: null,
  },
  approvedAt: null,
  startedAt: null,
};

const common = { tag: 'Connections', scope: 'connections:write', parameters: ['connectionId'] } as const;
const path = '/v1/connections/{id}/migration';
const answer = { status: 200, description: 'The migration.', schema: migrationView, example: view } as const;
const nothing = { schema: goOnBody, required: false, examples: { nothing: {} } };

export const migrationOperations: readonly Operation[] = [
  {
    ...common,
    id: 'getMigration',
    method: 'get',
    scope: 'connections:read',
    path,
    summary: 'See how the migration of a connection stands',
    answer: { ...answer, description: 'The last one that was planned.' },
    problems: ['invalid-request', 'not-found'],
  },
  {
    ...common,
    id: 'planMigration',
    method: 'post',
    path,
    summary: 'Plan a migration',
    description:
      'What it would make, change, hold back and leave alone, how many calls that takes and until when. Nothing is written. It takes ' +
      'as long as the CRM does: read it until the state is `planned`. A plan that was not started gives way to the new one.',
    body: {
      schema: migrationBody,
      required: false,
      examples: { nights: { windows: [{ timeZone: 'Europe/Berlin', from: '22:00', to: '06:00' }] }, usual: {} },
    },
    answer: { status: 202, description: 'It is being planned.', schema: migrationView, example: planning },
    problems: ['invalid-request', 'not-found', 'migration-running'],
    idempotent: true,
  },
  {
    ...common,
    id: 'approveMigration',
    method: 'post',
    path: `${path}/approve`,
    summary: 'Approve the plan',
    body: { schema: approveBody, required: true, examples: { some: { hash: plan.hash } } },
    answer: { ...answer, description: 'Approved; `start` begins with the pilot.' },
    problems: ['invalid-request', 'not-found', 'migration-not-planned', 'plan-hash-differs', 'plan-expired'],
    idempotent: true,
  },
  {
    ...common,
    id: 'startMigration',
    method: 'post',
    path: `${path}/start`,
    summary: 'Begin with the pilot, or after it with the ramp',
    description: 'A connection that was made with `firstLoad: planned` works from then on.',
    body: nothing,
    answer,
    problems: ['invalid-request', 'not-found', 'migration-not-planned', 'migration-running', 'plan-expired'],
    idempotent: true,
  },
  {
    ...common,
    id: 'pauseMigration',
    method: 'post',
    path: `${path}/pause`,
    summary: 'Send nothing more of the migration for now',
    description: 'Live changes are sent as before. What a worker has in hand is finished.',
    body: {
      schema: stopBody,
      required: false,
      examples: { why: { reason: 'The sales team is in the CRM until Monday.' } },
    },
    answer,
    problems: ['invalid-request', 'not-found', 'migration-not-running'],
    idempotent: true,
  },
  {
    ...common,
    id: 'resumeMigration',
    method: 'post',
    path: `${path}/resume`,
    summary: 'Go on where it was paused',
    description:
      'Whatever it was paused for is taken as seen: what had failed by then, the calls that were made, the mapping that holds now.',
    body: nothing,
    answer,
    problems: ['invalid-request', 'not-found', 'migration-not-running'],
    idempotent: true,
  },
  {
    ...common,
    id: 'cancelMigration',
    method: 'post',
    path: `${path}/cancel`,
    summary: 'End the migration',
    description:
      'At once and for good. What is in the CRM stays there; records that were not released come with another plan.',
    body: { schema: stopBody, required: false, examples: { why: { reason: 'The wrong account.' } } },
    answer: { ...answer, description: 'Cancelled.' },
    problems: ['invalid-request', 'not-found', 'migration-not-running'],
    idempotent: true,
  },
  {
    ...common,
    id: 'getMigrationReport',
    method: 'get',
    scope: 'connections:read',
    path: `${path}/report`,
    summary: 'What the migration has come to',
    description:
      'By type, end and reason. With `Accept: text/csv` one line for each record that is not synced: whose turn it is and what to do.',
    answer: {
      status: 200,
      description: 'The report.',
      schema: migrationReport,
      example: {
        migrationId: view.id,
        state: 'done',
        ends: [
          {
            type: 'customer',
            state: 'held',
            code: 'email-invalid',
            field: 'email',
            message: 'the e-mail address is not valid',
            owner: 'data-steward',
            remedy: 'Correct the e-mail address in the order system; the record goes by itself then.',
            count: 40,
            examples: ['1042'],
          },
        ],
      },
      also: {
        mediaType: 'text/csv',
        schema: migrationCsv,
        example: 'type,id,state,code,field,message,owner,remedy\r\n',
      },
    },
    problems: ['invalid-request', 'not-found'],
  },
];
