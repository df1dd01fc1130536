import { crms } from '../../core/crm';
import { liveAnswer, metricsAnswer, readyAnswer } from '../answers';
import type { Operation } from './operation';

const common = { method: 'get', tag: 'Service', scope: null } as const;

export const serviceOperations: readonly Operation[] = [
  {
    ...common,
    id: 'getLive',
    path: '/health/live',
    summary: 'Does the process run?',
    answer: {
      status: 200,
      description: 'It does.',
      schema: liveAnswer,
      example: { status: 'ok', now: '2026-11-22T09:30:00.000Z' },
    },
    problems: [],
  },
  {
    ...common,
    id: 'getReady',
    path: '/health/ready',
    summary: 'Can the process do its work?',
    description: '`degraded`: it takes records, but what is due stands still; see docs/how-to/monitor.md.',
    answer: {
      status: 200,
      description: 'It can.',
      schema: readyAnswer,
      example: {
        status: 'ok',
        checks: {
          database: { status: 'ok' },
          schema: { status: 'ok' },
          streams: { status: 'idle', oldestDueSeconds: null, due: 0, stalled: 0 },
        },
      },
    },
    problems: ['unavailable'],
  },
  {
    ...common,
    id: 'getMetrics',
    path: '/metrics',
    summary: 'Figures for Prometheus',
    description: 'With the bearer token `METRICS_TOKEN`, or without one from the same machine.',
    answer: {
      status: 200,
      description: 'Prometheus text format.',
      mediaType: 'text/plain',
      schema: metricsAnswer,
      example: `tandem_connections{crm="${crms[0]}",state="active"} 1\n`,
    },
    problems: ['unauthorized', 'forbidden'],
  },
];
