/** Starts the process. */
import { run } from './cli/run';

void run();
