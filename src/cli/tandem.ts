/** The `tandem` command: one file per verb. Exit 0 done, 1 failed, 2 wrong usage. */
import { Command, CommanderError } from 'commander';
import { addConnect } from './connect';
import { addDemo } from './demo';
import { addParked } from './parked';
import { addSandbox } from './sandbox';
import { addStart } from './start-verb';

const program = new Command('tandem')
  .description('Two-way sync between your order system and your CRM')
  .exitOverride()
  .showHelpAfterError();
for (const add of [addStart, addDemo, addSandbox, addConnect, addParked]) add(program);

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
