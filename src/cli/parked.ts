import type { Command } from 'commander';
import { addWaiting } from './waiting';

export function addParked(program: Command): void {
  addWaiting(program, {
    name: 'parked',
    paths: ['parked', 'conflicts'],
    description: 'what waits for a person: records that the CRM refuses, and matches to choose from',
    nothing: 'Nothing is parked, nothing is asked.',
  });
}
