import type { Command } from 'commander';
import { addWaiting } from './waiting';

export function addHeld(program: Command): void {
  addWaiting(program, {
    name: 'held',
    paths: ['held'],
    description: 'what the quality gate keeps back: records that go by themselves once they are corrected',
    nothing: 'Nothing is held.',
  });
}
