import type { Command } from 'commander';
import { run } from './run';

export function addStart(program: Command): void {
  program
    .command('start')
    .description('run the service; settings come from the environment (.env.example)')
    .action(run);
}
