import { Controller, Get, Inject } from '@nestjs/common';
import { rows } from '../store/transaction';
import { httpDeps, type HttpDeps } from './http-deps';
import { Problem } from './problem';

@Controller('health')
export class HealthController {
  constructor(@Inject(httpDeps) private readonly deps: HttpDeps) {}

  /** The process runs, and what time it takes it to be: clocks that differ make leases end early or late. */
  @Get('live')
  live(): { status: 'ok'; now: string } {
    return { status: 'ok', now: this.deps.clock.now().toISOString() };
  }

  /** The process can do its work: the database answers. */
  @Get('ready')
  async ready(): Promise<{ status: 'ok' }> {
    await rows(this.deps.database, 'select 1').catch(() => {
      throw new Problem('unavailable', 'The database does not answer.');
    });
    return { status: 'ok' };
  }
}
