/**
 * Lets concurrent single writes of a tenant share a transaction. The first one starts at once; those that arrive while it
 * commits go together in the next. A commit waits for the disk, so under load this is what makes a write cheap
 * (ADR 7 has the figures), and an idle service answers no later for it.
 */
import type { IncomingWrite } from '../core/last-word';
import type { ObjectType } from '../core/record';
import { receiveWrites, type Answer, type IntakeDeps } from './records';

/** Like a batch: what is answered together waits for the slowest. */
const mostTogether = 500;
/** Of one tenant and object type. A second one uses the processor while the first waits for the disk. */
const transactionsAtOnce = 2;

interface Waiting {
  readonly write: IncomingWrite;
  readonly answered: (answer: Answer) => void;
  readonly failed: (error: unknown) => void;
}

interface Queue {
  readonly tenantId: string;
  readonly object: ObjectType;
  waiting: Waiting[];
  running: number;
}

export class SharedWrites {
  private readonly queues = new Map<string, Queue>();

  constructor(private readonly deps: IntakeDeps) {}

  /** Stores one write, as `receiveWrites` does. */
  receive(tenantId: string, write: IncomingWrite): Promise<Answer> {
    return new Promise((answered, failed) => {
      const name = `${tenantId}/${write.object}`;
      const queue = this.queues.get(name) ?? { tenantId, object: write.object, waiting: [], running: 0 };
      this.queues.set(name, queue);
      queue.waiting.push({ write, answered, failed });
      if (queue.running < transactionsAtOnce) void this.serve(name, queue);
    });
  }

  /** One transaction after another until nobody waits. Never rejects. */
  private async serve(name: string, queue: Queue): Promise<void> {
    queue.running += 1;
    while (queue.waiting.length > 0) {
      const group = queue.waiting.splice(0, mostTogether);
      await this.store(queue, group).catch((error: unknown) => this.storeApart(queue, group, error));
    }
    queue.running -= 1;
    if (queue.running === 0) this.queues.delete(name);
  }

  private async store({ tenantId, object }: Queue, group: readonly Waiting[]): Promise<void> {
    const answers = await receiveWrites(
      this.deps,
      tenantId,
      object,
      group.map(({ write }) => write),
    );
    group.forEach(({ answered }, index) => {
      const answer = answers[index];
      if (answer) answered(answer);
    });
  }

  /** Nothing of the group was stored; the one that is to blame must not sink its neighbours. */
  private async storeApart(queue: Queue, group: readonly Waiting[], error: unknown): Promise<void> {
    const [only, ...others] = group;
    if (only && others.length === 0) only.failed(error);
    else for (const one of group) await this.store(queue, [one]).catch(one.failed);
  }
}
